"""Coded answers: which codes say yes, no, "I cannot tell" or a step of a scale, and the units of scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from criteria.facts import SEVERITIES
from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from mappings.codes.code_lists import Codes
from mappings.codes.code_systems import DOMAIN_SEVERITY, CodeSystems, Token
from mappings.codes.site_answers import ALL, Answers, SiteAnswers
from mappings.codes.site_codes import token_of


class GoalAttainment(Strict):
    """Goal Attainment Scaling: its Observations, those that are no clinician's or may
    be any baseline, its answers worst first."""

    observations: Codes
    not_clinicians: Codes
    baseline: Codes
    answers: Codes


class CodedAnswersFile(Strict):
    """The form of `coded_answers.yaml`."""

    yes: Codes
    no: Codes
    cannot_tell: Codes
    goal_attainment: GoalAttainment
    score_units: frozenset[str]
    score_words: frozenset[str]


class Sayings(Struct, frozen=True, gc=False):
    """What the codes of answers say of one fact; a word of the site is a code without a system.

    Yes, no or, as None, that it cannot be told; and severities, as indices into
    SEVERITIES.
    """

    yes_or_no: Mapping[Token, bool | None]
    severities: Mapping[Token, int]
    has_words: bool = False

    def said(self, tokens: Iterable[Token]) -> set[bool | None]:
        """What the codes of an answer say: yes, no or, as None, that it cannot be told."""
        return {self.yes_or_no[token] for token in tokens if token in self.yes_or_no}

    def beside(self, site: SiteAnswers, systems: CodeSystems) -> Sayings:
        """These, and what a site says in codes and words of its own."""
        yes_or_no = {token_of(code, systems): said for code, said in site.yes_or_no}
        severities = {token_of(code, systems): level for code, level in site.severities}
        has_words = any(not token.system for token in (*yes_or_no, *severities))
        return Sayings(
            {**self.yes_or_no, **yes_or_no},
            {**self.severities, **severities},
            self.has_words or has_words,
        )


class CodedAnswers:
    """The coded answers as tokens, for lookup; those of a site beside what is said everywhere."""

    def __init__(self, file: CodedAnswersFile, systems: CodeSystems, site: Answers | None = None) -> None:
        scaling = file.goal_attainment
        self.score_units = file.score_units
        self.score_words = file.score_words
        self.goal_observations = frozenset(systems.tokens(scaling.observations))
        self.goals_by_others = frozenset(systems.tokens(scaling.not_clinicians))
        self.goal_baselines = frozenset(systems.tokens(scaling.baseline))
        self.goal_levels = {token: level for level, token in enumerate(systems.tokens(scaling.answers))}
        """By answer, 0 (much less than expected) to 4 (much better)."""
        self.severities = systems.uris[DOMAIN_SEVERITY]
        """The code system of domain severities."""
        self.everywhere = Sayings(
            dict(_yes_or_no(file, systems)),
            {Token(self.severities, name): level for level, name in enumerate(SEVERITIES)},
        )
        """What is said without a site's file."""
        named = {fact: each for fact, each in (site or {}).items() if fact != ALL}
        of_all = (site or {}).get(ALL)
        self._of_all = self.everywhere.beside(of_all, systems) if of_all else self.everywhere
        self._of = {fact: self._of_all.beside(each, systems) for fact, each in named.items()}
        self._file, self._systems, self._site = file, systems, site or {}

    def at_site(self, answers: Answers) -> CodedAnswers:
        """The same at a site that has its own codes and words."""
        return self if answers == self._site else CodedAnswers(self._file, self._systems, answers)

    def of(self, fact: str) -> Sayings:
        """What answers say of a fact."""
        return self._of.get(fact, self._of_all)

    def has_meaning(self, token: Token) -> bool:
        """Whether a code says something without a site's file, or stands in a code system of ours."""
        known = self.everywhere
        return token.system == self.severities or token in known.yes_or_no or token in known.severities


def _yes_or_no(file: CodedAnswersFile, systems: CodeSystems) -> Iterator[tuple[Token, bool | None]]:
    yield from ((token, True) for token in systems.tokens(file.yes))
    yield from ((token, False) for token in systems.tokens(file.no))
    yield from ((token, None) for token in systems.tokens(file.cannot_tell))


def load_coded_answers(systems: CodeSystems, path: Path) -> CodedAnswers:
    """The coded answers of the file.

    Raises:
        FileError: when the file is wrong.
    """
    return CodedAnswers(validate(read(path), CodedAnswersFile), systems)
