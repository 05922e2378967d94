"""Loads `wording.yaml` and refuses a sentence with a field that is not filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from criteria.policy import Phase
from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from criteria.truth import Truth
from criteria.words import PLAIN_WORDS, Worded, with_fields

WORDING = Path(__file__).parent / "wording.yaml"


_COUNTS = ("service", "rule_set", "total", "met", "not_met", "unknown", "ids", "rest")
Summary = Annotated[str, with_fields(*_COUNTS, *PLAIN_WORDS.fields)]
WithText = Annotated[str, with_fields("text")]
WithIds = Annotated[str, with_fields("ids")]
WithReason = Annotated[str, with_fields("reason")]


class States(Strict):
    """The word for each outcome of a criterion."""

    met: str
    not_met: str
    unknown: str
    not_applicable: str


class Lines(Strict):
    """The sentences of a card's detail."""

    all_met: Worded
    trigger: WithIds
    not_met: WithIds
    open: WithIds
    supply: WithText
    orders: Annotated[str, with_fields("orders")]
    read_as_admission: WithReason
    in_progress: WithReason
    phase_unread: WithReason
    services_unread: WithReason
    end_of_service: WithText
    missing: WithText
    hint: WithText
    readings: str
    open_part: Annotated[str, with_fields("met", "total")]
    gaps: WithText
    more: Annotated[str, with_fields("count")]


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
    phase_unread: Summary
    services_unread: Summary
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
