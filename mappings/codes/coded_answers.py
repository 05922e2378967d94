"""Coded answers: which codes say yes, no or a step of Goal Attainment Scaling, and the units of scores."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from mappings.codes.code_lists import Codes
from mappings.codes.code_systems import DOMAIN_SEVERITY, CodeSystems, Token


class GoalAttainment(Strict):
    """Goal Attainment Scaling: its Observations, those that may be any baseline, its answers worst first."""

    observations: Codes
    baseline: Codes
    answers: Codes


class CodedAnswersFile(Strict):
    """The form of `coded_answers.yaml`."""

    yes: Codes
    no: Codes
    goal_attainment: GoalAttainment
    score_units: frozenset[str]


class CodedAnswers:
    """The coded answers as tokens, for lookup."""

    def __init__(self, file: CodedAnswersFile, systems: CodeSystems) -> None:
        scaling = file.goal_attainment
        self.score_units = file.score_units
        self.goal_observations = frozenset(systems.tokens(scaling.observations))
        self.goal_baselines = frozenset(systems.tokens(scaling.baseline))
        self.goal_levels = {token: level for level, token in enumerate(systems.tokens(scaling.answers))}
        """By answer, 0 (much less than expected) to 4 (much better)."""
        self.severities = systems.uris[DOMAIN_SEVERITY]
        """The code system of domain severities."""
        self._yes_or_no = dict.fromkeys(systems.tokens(file.yes), True)
        self._yes_or_no |= dict.fromkeys(systems.tokens(file.no), False)

    def yes_or_no(self, tokens: Iterable[Token]) -> set[bool]:
        """What the codings of an answer say; both, when they contradict each other."""
        return {self._yes_or_no[token] for token in tokens if token in self._yes_or_no}


def load_coded_answers(systems: CodeSystems, path: Path) -> CodedAnswers:
    """The coded answers of the file.

    Raises:
        FileError: when the file is wrong.
    """
    return CodedAnswers(validate(read(path), CodedAnswersFile), systems)
