"""Loads `wording.yaml` and refuses a sentence with a field that is not filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cds_cards.by_count import ByCount
from criteria.facts import License
from criteria.reasons import ReasonCode
from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from criteria.words import PLAIN_WORDS, Worded, with_fields

WORDING = Path(__file__).parent / "wording.yaml"

State = Literal["all_met", "enough_met", "not_met", "excluded", "open", "not_ruled_out", "unread"]
"""What a whole rule set comes to, as a card says it; "all" only where no criterion is open or not met."""

_COUNTS = (
    "service",
    "rule_set",
    "total",
    "all",
    "met",
    "not_met",
    "open",
    "unread",
    "names",
    "rest",
    "besides",
    "needed",
    "exclusions",
    "ruled_out",
)
Summary = Annotated[str, with_fields(*_COUNTS, *PLAIN_WORDS.fields)]
WithText = Annotated[str, with_fields("text")]
WithIds = Annotated[str, with_fields("ids")]
WithReason = Annotated[str, with_fields("reason")]
WithCount = Annotated[str, with_fields("count")]
WithName = Annotated[str, with_fields("name")]
WithTotal = Annotated[str, with_fields("open", "unread", "total")]
_MONTHS = 12


class States(Strict):
    """The word for each state of a criterion."""

    met: str
    not_met: str
    open: str
    unread: str
    not_applicable: str
    exclusion_applies: str
    not_ruled_out: str
    ruled_out: str


class StateSummaries(Strict):
    """The summary for each state of a rule set."""

    all_met: Summary
    enough_met: Summary
    open: Summary
    unread: Summary
    not_met: Summary
    excluded: Summary
    not_ruled_out: Summary


class Summaries(Strict):
    """The summaries of reviews, and those of phases whose criteria are triggers."""

    review: StateSummaries
    triggers: StateSummaries


class Warnings(Strict):
    """The states that warn, of reviews and of phases whose criteria are triggers."""

    review: tuple[State, ...]
    triggers: tuple[State, ...]


class Brief(Strict):
    """The sentences of a brief card."""

    phase_unread: WithText
    unread: Annotated[str, with_fields("count", "text")]
    known: WithText
    unread_again: Annotated[str, with_fields("request")]
    request: Annotated[str, with_fields("id")]
    unread_items: WithText
    unread_criteria: WithText
    not_met: WithCount
    newer: str
    excluded: WithCount
    still_needed: WithCount
    not_ruled_out: WithCount
    ruled_out: WithCount
    exclusions_apply: ByCount
    exclusions_not_ruled_out: ByCount
    exclusions_ruled_out: ByCount
    all_criteria: ByCount
    met: WithCount
    met_besides: Annotated[str, with_fields("count", "besides")]
    trigger: Annotated[str, with_fields("count", "total")]
    attested: WithText
    mostly_attested: WithText
    on_file: str
    needed: WithCount
    progress: Annotated[str, with_fields("met", "total")]
    some_met: Annotated[str, with_fields("met", "total")]
    any_of: Annotated[str, with_fields("count", "text")]
    together: WithText
    and_also: str
    no: WithName
    value: Annotated[str, with_fields("name", "value")]
    code: Annotated[str, with_fields("code", "display")]
    stands: WithName
    told: Annotated[str, with_fields("value")]
    days: Annotated[str, with_fields("first", "last")]
    by: WithName
    by_license: Annotated[str, with_fields("name", "license")]
    practitioner: str
    someone: str
    licenses: Annotated[dict[License, str], Field(min_length=len(License))]
    not_on_file: str
    nearby: WithText
    does_not_settle: WithText
    said_already: str
    """How a reason begins that says this itself."""
    unsure: Annotated[str, with_fields("day", "name")]
    left_to_judgment: WithText
    judgment: str
    else_judgment: WithName
    a_diagnosis: str
    no_diagnosis: str
    rests_on: Annotated[str, with_fields("title", "met", "total")]
    end_of_service: WithText
    in_progress: str
    in_progress_since: Annotated[str, with_fields("day")]
    read_as_admission: WithText
    no_continued_stay: str
    orders: WithText
    order_note: WithText
    left_out: WithText
    left: WithText
    left_unlisted: Annotated[str, with_fields("text", "count")]
    lapse: Annotated[str, with_fields("name", "day")]
    below: Annotated[str, with_fields("name", "below")]
    lapse_many: Annotated[str, with_fields("count", "day")]
    discharge_open: WithTotal
    discharge_unread: WithTotal
    discharge_not_met: WithTotal
    more: WithCount
    outside: WithText


class Full(Strict):
    """The sentences of a card with every line."""

    all_met: Worded
    trigger: WithIds
    not_met: WithIds
    excluded: WithIds
    open: WithIds
    not_ruled_out: WithIds
    supply: WithText
    orders: Annotated[str, with_fields("orders")]
    read_as_admission: WithReason
    in_progress: WithReason
    phase_unread: WithReason
    end_of_service: WithText
    missing: WithText
    hint: WithText
    counts_until: Annotated[str, with_fields("day")]
    readings: str
    open_part: Annotated[str, with_fields("met", "total")]
    gaps: WithText
    more: WithCount


class WorksheetLabels(Strict):
    """What the link to the worksheet says where nothing is asked there, some questions, one, and so many."""

    none: str
    some: str
    one: str
    many: WithCount


class Suggested(Strict):
    """The labels and descriptions of suggestions; `task_itself` is what the Task says."""

    task: str
    task_described: Annotated[str, with_fields("title")]
    task_itself: Annotated[str, with_fields("title")]
    reason: Annotated[str, with_fields("diagnosis")]
    reason_described: Annotated[str, with_fields("diagnosis")]
    reasons: Annotated[str, with_fields("diagnosis")]
    reasons_described: Annotated[str, with_fields("diagnosis")]


class OverrideReason(Strict):
    """A reason a clinician may give for setting a card aside."""

    code: str
    display: str


class Wording(Strict):
    """All words of a card that are not the policy's."""

    states: States
    months: Annotated[tuple[str, ...], Field(min_length=_MONTHS, max_length=_MONTHS)]
    summaries: Summaries
    outside_population: Summary
    population_unknown: Summary
    population_unread: Summary
    failed: Summary
    failed_detail: Annotated[str, with_fields("request")]
    phase_unread: Summary
    services_unread: Summary
    services_unread_detail: WithReason
    warnings: Warnings
    brief: Brief
    reasons: dict[ReasonCode, str]
    full: Full
    worksheet: WorksheetLabels
    suggestions: Suggested
    link_label: str
    override_reasons: tuple[OverrideReason, ...]

    @model_validator(mode="after")
    def _every_reason(self) -> Wording:
        if lacking := [code.value for code in ReasonCode if code not in self.reasons]:
            raise ValueError(f"reasons lack a word for {', '.join(lacking)}")
        return self


def load_wording(path: Path = WORDING) -> Wording:
    """The wording.

    Raises:
        FileError: for an unknown or missing key, or a field that is not filled in.
    """
    return validate(read(path), Wording)
