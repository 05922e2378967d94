"""Everything one site's requests are read with, compiled once at start."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from criteria.spans import Span
from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from mappings.codes.code_lists import Codes, normal_code
from mappings.codes.fact_map import FactMap, load_fact_map
from mappings.codes.fact_specs import AnsweredSpec, Kinds
from mappings.codes.site_file import NO_SITE, Site, SiteCode, SystemCode, load_site
from mappings.codes.terminology import (
    HERE,
    CodeSystems,
    Terminology,
    Token,
    load_code_systems,
    load_terminology,
)
from mappings.fhir.resources import Concept, as_a, codings, string_or_empty

CRITERIA_INPUT = "criteria-input"
DOMAIN_SEVERITY = "domain-severity"
HCPCS = "hcpcs"


class GoalAttainment(Strict):
    """Goal Attainment Scaling: its Observations, those that may be any baseline, its answers worst first."""

    observations: Codes
    baseline: Codes
    answers: Codes


class Answers(Strict):
    """The coded answers that are read as a value."""

    yes: Codes
    no: Codes
    goal_attainment: GoalAttainment
    score_units: frozenset[str]


class Meaning(NamedTuple):
    """What the code of an Observation feeds: a fact, or only the hints beside it."""

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


class SiteMapping:
    """The facts, codes and settings of one site."""

    def __init__(
        self,
        base: str,
        fact_map: FactMap,
        terminology: Terminology,
        answers: Answers,
        site: Site,
        services: Iterable[str],
        version: str = "",
    ) -> None:
        self.base = base
        self.version = version
        self.fact_map = fact_map
        self.terminology = terminology
        self.site = site
        self.services = frozenset(services)
        self.score_units = answers.score_units
        self.yes = self.tokens(answers.yes)
        self.no = self.tokens(answers.no)
        self.goal_observations = self.tokens(answers.goal_attainment.observations)
        self.goal_baselines = self.tokens(answers.goal_attainment.baseline)
        self.goal_levels = {
            token: level for level, token in enumerate(self._listed(answers.goal_attainment.answers))
        }
        self.lpha_qualifications = frozenset(self.token_of(code) for code in site.lpha_qualifications)
        self.plan_categories = {
            service: frozenset(map(self.token_of, marks.categories)) for service, marks in site.plans.items()
        }
        self.inputs = frozenset(name for name, spec in fact_map.facts.items() if spec.coded)
        """The facts that are answered under their own code."""
        self._own = self.systems.uris[CRITERIA_INPUT]
        self._meanings = {Token(self._own, name): [Meaning(name)] for name in self.inputs}
        self._meanings_of_text: dict[str, list[Meaning]] = {}
        self._add(site.codes, is_hint=False)
        self._add(site.hints, is_hint=True)
        self._answers = dict.fromkeys(self.yes, True) | dict.fromkeys(self.no, False)
        self._windows = {name: self._window(name) for name in fact_map.facts}
        codes = (
            *(t.code for t in self._meanings),
            *terminology.codes,
            *self.services,
            *(t.code for t in self.goal_observations),
        )
        self._known = frozenset(map(normal_code, codes))

    @property
    def systems(self) -> CodeSystems:
        """The code systems and their spellings."""
        return self.terminology.systems

    def window(self, fact: str) -> Span:
        """How long an answer for this fact counts here."""
        return self._windows[fact]

    def knows(self, code: str) -> bool:
        """Whether a code may mean something here, in whatever code system."""
        return normal_code(code) in self._known

    @property
    def texts(self) -> Collection[str]:
        """The texts by which this site tells Observations that carry no code."""
        return self._meanings_of_text

    def meanings_of(self, concept: object) -> CodeMeanings:
        """What the code of an Observation, or of a part of it, says here; a site may also go by its text."""
        telling = CodeMeanings([], [], [], [])
        for token in self.terminology.tokens(concept):
            for meaning in self._meanings.get(token, ()):
                telling.meanings.append((meaning, token))
            for value_set in self.terminology.memberships(token) or ():
                telling.sets.append((value_set, token))
            if token in self.goal_observations:
                telling.goals.append(token)
            if token.system == self._own and token.code not in self.inputs:
                telling.unknown.append(token.code)
        if self._meanings_of_text and (whole := as_a(concept, Concept)) is not None:
            words = string_or_empty(whole.text).strip()
            telling.meanings.extend((m, Token("", words)) for m in self._meanings_of_text.get(words, ()))
        return telling

    def yes_or_no(self, concepts: Iterable[object]) -> set[bool]:
        """What the codings of an answer say."""
        tokens = [self.terminology.token(coding) for each in concepts for coding in codings(each)]
        return {self._answers[token] for token in tokens if token in self._answers}

    def services_of(self, concept: object) -> Iterator[Token]:
        """Our services among the codes of an order, a contact or a planned activity."""
        for coding in codings(concept):
            code = string_or_empty(coding.code).strip().upper()
            if code in self.services and self.systems.canonical(coding.system) == self.systems.uris[HCPCS]:
                yield Token(self.systems.uris[HCPCS], code)

    def has_any(self, concept: object, tokens: frozenset[Token]) -> bool:
        """Whether a CodeableConcept carries one of the tokens."""
        return any(self.terminology.token(coding) in tokens for coding in codings(concept))

    def tokens(self, codes: Codes) -> frozenset[Token]:
        """Code lists by alias, as tokens."""
        return frozenset(self._listed(codes))

    def _listed(self, codes: Codes) -> Iterator[Token]:
        for alias, listed in codes.items():
            for code in listed:
                yield Token(self.systems.uris[alias], code)

    def token_of(self, code: SystemCode) -> Token:
        """A site's system and code as a token."""
        return Token(self.systems.canonical(code.system), string_or_empty(code.code))

    def _window(self, fact: str) -> Span:
        spec = self.fact_map.facts[fact]
        name = spec.window if isinstance(spec, AnsweredSpec) else "attestation"
        windows = self.site.windows
        return windows.get(fact) or windows.get(name) or self.fact_map.windows[name]

    def _add(self, codes: Mapping[str, tuple[SiteCode, ...]], is_hint: bool) -> None:
        for fact, listed in codes.items():
            for code in listed:
                meaning = Meaning(fact, is_hint, code.title)
                if code.text:
                    self._meanings_of_text.setdefault(code.text, []).append(meaning)
                else:
                    token = Token(self.systems.canonical(code.system), code.code)
                    self._meanings.setdefault(token, []).append(meaning)


def load_site_mapping(
    base: str,
    kinds: Kinds,
    services: Iterable[str],
    site_file: Path | None = None,
    folder: Path = HERE,
) -> SiteMapping:
    """Load and check the fact map and all code lists of a folder, and one site's file.

    Raises:
        FileError: when one of the files is wrong.
    """
    own = {alias: f"{base}/CodeSystem/{alias}" for alias in (CRITERIA_INPUT, DOMAIN_SEVERITY)}
    fact_map = load_fact_map(kinds, folder / "facts.yaml", folder / "value_sets")
    systems = load_code_systems(own, folder)
    answers = validate(read(folder / "coded_answers.yaml"), Answers)
    services = frozenset(services)
    site = load_site(site_file, fact_map, systems, services) if site_file else NO_SITE
    version = _digest(folder, site_file)
    return SiteMapping(base, fact_map, load_terminology(systems, folder), answers, site, services, version)


def mapping_files(folder: Path = HERE) -> tuple[Path, ...]:
    """The files of a folder that say how FHIR is read, without those of sites."""
    return (*sorted(folder.glob("*.yaml")), *sorted(folder.glob("value_sets/*.yaml")))


def _digest(folder: Path, site_file: Path | None) -> str:
    """Tells one state of our mapping files and the site's file apart from another."""
    digest = hashlib.sha256()
    for path in mapping_files(folder):
        digest.update(path.read_bytes())
    if site_file:
        digest.update(site_file.read_bytes())
    return digest.hexdigest()[:16]
