"""What all invented resources are made of, drawn from one seeded generator."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench.codes import FILLER, NO, US_CORE, YES, Code
from tests.support import fhir
from tests.support.fhir import Json

_FIRST = datetime(2016, 1, 1, tzinfo=UTC)
_MINUTES = 10 * 365 * 24 * 60


class Writer:
    """Writes the parts that all resources of one patient share; no date is later than 2025."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # the same bodies in every run, no secrets
        self.patient_id = self.identity()

    def identity(self) -> str:
        """A UUID as an id."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _dressed(self, resource: Json, profile: str) -> Json:
        """A resource with what an EHR puts around it: meta, narrative, extensions."""
        narrative = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{self._words(26)}</p></div>'
        return {
            "resourceType": resource["resourceType"],
            "id": resource["id"],
            "meta": {
                "versionId": str(self.random.randrange(1, 9)),
                "lastUpdated": self._moment(),
                "source": f"#{self.identity()[:12]}",
                "profile": [f"{US_CORE}/StructureDefinition/us-core-{profile}"],
            },
            "text": {"status": "generated", "div": narrative},
            "extension": [{"url": "https://ehr.example/extension/department", "valueString": self._words(3)}],
            **resource,
        }

    def _identifier(self, kind: str) -> Json:
        value = str(self.random.randrange(10**9))
        return {"use": "usual", "type": terms("v2-0203", kind), "value": value}

    def _quantity(self, value: float, unit: str) -> Json:
        return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}

    def _reference(self, kind: str) -> Json:
        return fhir.reference(f"{kind}/{self.identity()}") | {"display": self._words(2)}

    def _moment(self) -> str:
        moment = _FIRST + timedelta(minutes=self.random.randrange(_MINUTES))
        return moment.strftime("%Y-%m-%dT%H:%M:%S-05:00")

    def _words(self, count: int) -> str:
        return " ".join(self.random.choices(FILLER, k=count))


def concept(*codes: Code) -> Json:
    """A CodeableConcept with displays and the text that a clinician sees."""
    codings = [fhir.coding(code.system, code.code, display=code.display) for code in codes]
    return fhir.concept(*codings) | {"text": codes[0].display}


def terms(name: str, code: str) -> Json:
    """A CodeableConcept of one of HL7's own code systems, with a display."""
    return concept(Code(f"{fhir.HL7}/{name}", code, code.replace("-", " ").title()))


def yes(answer: bool = True) -> Json:
    """A coded answer of a form."""
    return {"valueCoding": concept(YES if answer else NO)["coding"][0]}


def yes_concept() -> Json:
    """A coded answer of an Observation."""
    return {"valueCodeableConcept": concept(YES)}
