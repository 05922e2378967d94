"""What the codes of Observations mean here: the facts they feed, hints, value sets, goal attainment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from msgspec import Struct

from mappings.codes.billing_codes import billing_code
from mappings.codes.code_systems import CRITERIA_INPUT, Token
from mappings.codes.printed_codes import normal_code
from mappings.codes.services import Services
from mappings.codes.site_codes import SiteCode, token_of
from mappings.codes.site_file import SiteFile
from mappings.codes.terminology import Terminology
from mappings.fhir.resources import Concept, as_a, string_or_empty


class Meaning(NamedTuple):
    """What a code feeds: a fact, or only the hints beside it."""

    fact: str
    is_hint: bool = False
    title: str = ""


class CodeMeanings(Struct, frozen=True, gc=False):
    """What a code says here: the facts it feeds and the value sets it is in, with the token that said so.

    `goals` are the tokens of Goal Attainment Scaling. `unknown` are codes in our
    own system under which no answer is read: a misspelt one, an unknown scale.
    """

    meanings: list[tuple[Meaning, Token]]
    sets: list[tuple[str, Token]]
    goals: list[Token]
    unknown: list[str]


class MeaningIndex:
    """The meanings of codes at one site, compiled for lookup.

    `inputs` are the facts that are answered under their own code, `goals` the
    codes of Goal Attainment Scaling, `services` our services.
    """

    def __init__(
        self,
        terminology: Terminology,
        inputs: frozenset[str],
        site: SiteFile,
        goals: frozenset[Token],
        services: Services,
    ) -> None:
        self.inputs = inputs
        self._terminology = terminology
        self._goals = goals
        self._services = services
        self._own = terminology.systems.uris[CRITERIA_INPUT]
        self._by_token = {Token(self._own, name): [Meaning(name)] for name in inputs}
        self._by_text: dict[str, list[Meaning]] = {}
        for code, meaning in _of_site(site):
            self._add(code, meaning)
        codes = (
            *(token.code for token in self._by_token),
            *terminology.codes,
            *services.codes,
            *(token.code for token in (*goals, *services.site_codes)),
        )
        self._known = frozenset(map(normal_code, codes))
        self.texts: Collection[str] = frozenset((*self._by_text, *services.site_texts))
        """The texts by which this site tells entries that carry no code."""

    def _add(self, code: SiteCode, meaning: Meaning) -> None:
        if code.text:
            self._by_text.setdefault(code.text, []).append(meaning)
        else:
            self._by_token.setdefault(token_of(code, self._terminology.systems), []).append(meaning)

    def knows(self, code: str) -> bool:
        """Whether a code may mean something here, in whatever code system."""
        known = normal_code(code) in self._known or billing_code(code) in self._known
        return known or bool(self._services.code_in(code)) or self._terminology.has_range_with(code)

    def of(self, concept: object) -> CodeMeanings:
        """What the code of an Observation, or of a part of it, says here; a site may also go by its text."""
        said = CodeMeanings([], [], [], [])
        for token in self._terminology.tokens(concept):
            for meaning in self._by_token.get(token, ()):
                said.meanings.append((meaning, token))
            for value_set in self._terminology.memberships(token) or ():
                said.sets.append((value_set, token))
            if token in self._goals:
                said.goals.append(token)
            if token.system == self._own and token.code not in self.inputs:
                said.unknown.append(token.code)
        if self._by_text and (whole := as_a(concept, Concept)) is not None:
            words = string_or_empty(whole.text).strip()
            said.meanings.extend((meaning, Token("", words)) for meaning in self._by_text.get(words, ()))
        return said


def _of_site(site: SiteFile) -> Iterator[tuple[SiteCode, Meaning]]:
    for codes, is_hint in ((site.codes, False), (site.hints, True)):
        for fact, listed in codes.items():
            for code in listed:
                yield code, Meaning(fact, is_hint, code.title)
