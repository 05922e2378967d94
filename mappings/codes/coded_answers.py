"""Coded answers: which codes say yes, no, "I cannot tell" or a step of a scale, and the units of scores."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from mappings.codes.code_lists import Codes
from mappings.codes.code_systems import DOMAIN_SEVERITY, CodeSystems, Token


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


class CodedAnswers:
    """The coded answers as tokens, for lookup."""

    def __init__(self, file: CodedAnswersFile, systems: CodeSystems) -> None:
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
        self._said: dict[Token, bool | None] = dict.fromkeys(systems.tokens(file.yes), True)
        self._said |= dict.fromkeys(systems.tokens(file.no), False)
        self._said |= dict.fromkeys(systems.tokens(file.cannot_tell), None)

    def said(self, tokens: Iterable[Token]) -> set[bool | None]:
        """What the codings of an answer say: yes, no or, as None, that it cannot be told."""
        return {self._said[token] for token in tokens if token in self._said}


def load_coded_answers(systems: CodeSystems, path: Path) -> CodedAnswers:
    """The coded answers of the file.

    Raises:
        FileError: when the file is wrong.
    """
    return CodedAnswers(validate(read(path), CodedAnswersFile), systems)
