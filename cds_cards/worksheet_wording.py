"""Loads `worksheet.yaml` and refuses a sentence with a field that is not filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cds_cards.by_count import ByCount
from cds_cards.worksheet_sentences import (
    AnswersWords,
    ChangeWords,
    ComparisonWords,
    ContradictionWords,
    ErrorsWords,
    PeopleWords,
    QuestionsWords,
    RecordWords,
    StatesWords,
    TallyWords,
    WhatIfWords,
    WithDay,
    WithIds,
    WithName,
    WithText,
)
from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from criteria.words import PLAIN_WORDS, with_fields

WORKSHEET = Path(__file__).parent / "worksheet.yaml"

_DECIDES = ("ids", "total", "needed", "more", "count", "lapse", "title", "text", *PLAIN_WORDS.fields)


class Weighted(Strict):
    """A sentence, the weight of which lies on its first part."""

    strong: Annotated[str, with_fields(*_DECIDES)]
    rest: Annotated[str, with_fields(*_DECIDES)]


class DecideWords(Strict):
    """What decides."""

    alone: Weighted
    both: Weighted
    several: Weighted
    any: Weighted
    some: Weighted
    left: Weighted
    not_met: Weighted
    not_met_several: Weighted
    excluded: Weighted
    not_ruled_out: Weighted
    unread: Weighted
    met: Weighted
    enough: Weighted
    triggers: Weighted
    triggered: Weighted
    no_triggers: Weighted
    outside: Weighted
    whether: Weighted
    also: str


class PageWords(Strict):
    """What stands around the criteria."""

    title: Annotated[str, with_fields("heading", "name")]
    problem: Annotated[str, with_fields("title")]
    heading: Annotated[str, with_fields("service", "rule_set")]
    outside: Annotated[str, with_fields("service")]
    source: Annotated[str, with_fields("date", "version", "time")]
    source_alone: Annotated[str, with_fields("date", "version")]
    read_on: Annotated[str, with_fields("date", "version", "day", "time")]
    in_progress: WithDay
    born: Annotated[str, with_fields("day", "age")]
    born_coarse: WithDay
    read_again: str
    print: str
    sign_out: str
    population: WithText
    left_out: WithText
    times: Annotated[str, with_fields("text", "count")]
    to_discharge: str
    to_stay: str
    to_phase: Annotated[str, with_fields("title")]
    printed: Annotated[str, with_fields("day", "time")]
    printed_unsaved: Annotated[str, with_fields("day", "time", "count")]
    foot: Annotated[str, with_fields("policy", "version", "day", "time")]
    answered: Annotated[str, with_fields("count", "total")]
    not_saved: str
    nothing_to_lose: str
    would_lose: str
    save: str
    would_write: str
    off_patient: str
    off_changed: str
    off_user: str
    off_rights: str
    take_up: WithName
    license: WithText
    writes_both: str
    writes_response: str
    writes_observations: str
    writes_nothing: str
    prepared: Annotated[str, with_fields("day", "time", "name")]
    as_pdf: str
    as_pdf_help: str
    file: str
    back: str
    filed: str
    filed_line: WithText
    not_filed: str
    signature: WithName
    caregiver_signature: WithIds
    date: str
    nobody: str


class NoticesWords(Strict):
    """What is told before all else."""

    unread: str
    unread_line: Weighted
    unread_only: Weighted
    again: Annotated[str, with_fields("id", "time")]
    problems: ByCount
    problem: Annotated[str, with_fields("id", "problem")]
    nothing: str
    nothing_line: str
    off: str
    read_anew: str
    read_anew_line: str
    not_read: str
    not_read_line: Annotated[str, with_fields("time")]
    fewer: str
    fewer_line: WithText
    no_corrections: str
    no_filing: str
    saved_in_part: Annotated[str, with_fields("time")]
    saved_in_part_line: Annotated[str, with_fields("count", "total", "name", "tally")]
    saved: Annotated[str, with_fields("time")]
    saved_line: Annotated[str, with_fields("entries", "name", "tally")]
    form: Annotated[str, with_fields("title", "version")]
    answer: WithName
    answer_by: Annotated[str, with_fields("who")]
    answer_for: Annotated[str, with_fields("who", "name")]
    administered: WithDay
    entry: str
    entries: Annotated[str, with_fields("count")]
    unconfirmed: str
    some: Annotated[str, with_fields("count", "total")]
    wait: WithText
    seconds: ByCount
    minutes: ByCount
    some_line: str
    none: str
    none_line: WithText
    unsure: str
    unsure_line: WithText
    written: str
    corrected: str
    withdrawn: str
    not_written: str
    not_withdrawn: str
    perhaps: str
    try_again: str
    shipped: str
    shipped_line: str
    would: str
    why: dict[str, str]


class DoorsWords(Strict):
    """The pages before a worksheet."""

    title: str
    lede: str
    policy: Annotated[str, with_fields("service", "payer")]
    whose: str
    shipped: str
    shipped_note: str
    patient: str
    signer: str
    server: str
    base: str
    id: str
    user: str
    go: str
    problem: WithText
    unread_title: str
    unread: dict[str, str]
    unread_kept: str
    try_again: str
    another: str
    deceased_title: str
    deceased: str
    no_server: str
    no_user: str
    no_id: str


class WorksheetWording(Strict):
    """All words of the worksheet that are neither the policy's nor a card's."""

    answers: AnswersWords
    people: PeopleWords
    questions: QuestionsWords
    errors: ErrorsWords
    states: StatesWords
    tally: TallyWords
    decide: DecideWords
    record: RecordWords
    what_if: WhatIfWords
    change: ChangeWords
    contradiction: ContradictionWords
    page: PageWords
    notices: NoticesWords
    doors: DoorsWords
    comparison: ComparisonWords


def load_worksheet_wording(path: Path = WORKSHEET) -> WorksheetWording:
    """The wording.

    Raises:
        FileError: for an unknown or missing key, or a field that is not filled in.
    """
    return validate(read(path), WorksheetWording)
