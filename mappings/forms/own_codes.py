"""The codes of forms and their answers: those of our own code systems, and LOINC's yes and no."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from criteria.facts import SEVERITIES
from criteria.words import PLAIN_WORDS
from mappings.codes.code_systems import ANSWER, CRITERIA_INPUT, DOMAIN_SEVERITY
from mappings.codes.fact_map import FactMap
from mappings.forms.given import CANNOT_TELL, Json

AGE_BAND = "age-band"
"""The code system of the ages that a form tells apart."""

LOINC = "http://loinc.org"
YES_CODING: Json = {"system": LOINC, "code": "LA33-6", "display": "Yes"}
NO_CODING: Json = {"system": LOINC, "code": "LA32-8", "display": "No"}
CANNOT_TELL_TITLE = "I cannot tell"


def identifier_system(base: str) -> str:
    """The system of the identifiers of answers, whoever writes them."""
    return f"{base}/identifier/answer"


class OwnCodes(Struct, frozen=True):
    """Codings under the canonical base of an installation; facts by their titles in no policy's words."""

    base: str
    titles: Mapping[str, str]

    def system(self, name: str) -> str:
        """The URI of one of our code systems."""
        return f"{self.base}/CodeSystem/{name}"

    def fact(self, name: str) -> Json:
        """A fact as the code of an item, and of the Observation that its answer becomes."""
        return {"system": self.system(CRITERIA_INPUT), "code": name, "display": self.titles[name]}

    @property
    def cannot_tell(self) -> Json:
        """The answer "I cannot tell"."""
        return {"system": self.system(ANSWER), "code": CANNOT_TELL, "display": CANNOT_TELL_TITLE}

    def severity(self, word: str) -> Json:
        """A severity, by its word."""
        return {"system": self.system(DOMAIN_SEVERITY), "code": word, "display": word.capitalize()}

    @property
    def severities(self) -> tuple[Json, ...]:
        """The severities in rising order."""
        return tuple(map(self.severity, SEVERITIES))

    def age_band(self, code: str, title: str) -> Json:
        """A band of ages."""
        return {"system": self.system(AGE_BAND), "code": code, "display": title}


def own_codes(base: str, fact_map: FactMap) -> OwnCodes:
    """The codings under a canonical base."""
    facts = fact_map.worded(PLAIN_WORDS).facts
    return OwnCodes(base, {name: spec.title for name, spec in facts.items()})
