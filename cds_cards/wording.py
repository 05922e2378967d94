"""Loads `wording.yaml` and refuses a sentence with a field that is not filled in."""

from __future__ import annotations

from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator

from criteria.policy import Phase
from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from criteria.truth import Truth

WORDING = Path(__file__).parent / "wording.yaml"


def _with_fields(*fields: str) -> AfterValidator:
    def check(sentence: str) -> str:
        unknown = {name for _, name, _, _ in Formatter().parse(sentence) if name} - set(fields)
        if unknown:
            raise ValueError(f"the field {{{min(unknown)}}} is not known here; known are {', '.join(fields)}")
        return sentence

    return AfterValidator(check)


_COUNTS = ("service", "rule_set", "total", "met", "not_met", "unknown", "ids", "rest")
Summary = Annotated[str, _with_fields(*_COUNTS)]
WithText = Annotated[str, _with_fields("text")]
WithIds = Annotated[str, _with_fields("ids")]
WithReason = Annotated[str, _with_fields("reason")]


class States(Strict):
    """The word for each outcome of a criterion."""

    met: str
    not_met: str
    unknown: str
    not_applicable: str


class Lines(Strict):
    """The sentences of a card's detail."""

    all_met: str
    trigger: WithIds
    not_met: WithIds
    open: WithIds
    supply: WithText
    orders: Annotated[str, _with_fields("orders")]
    read_as_admission: WithReason
    in_progress: WithReason
    end_of_service: WithText
    missing: WithText
    hint: WithText
    readings: str
    open_part: Annotated[str, _with_fields("met", "total")]
    gaps: WithText
    more: Annotated[str, _with_fields("count")]


class OverrideReason(Strict):
    """A reason a clinician may give for setting a card aside."""

    code: str
    display: str


class Wording(Strict):
    """All words of a card that are not the policy's."""

    states: States
    summaries: dict[Phase, dict[Truth, Summary]]
    outside_population: Summary
    age_unknown: Summary
    failed: Summary
    failed_detail: str
    warnings: dict[Phase, tuple[Truth, ...]]
    lines: Lines
    link_label: str
    override_reasons: tuple[OverrideReason, ...]


def load_wording(path: Path = WORDING) -> Wording:
    """The wording.

    Raises:
        FileError: for an unknown or missing key, or a field that is not filled in.
    """
    return validate(read(path), Wording)
