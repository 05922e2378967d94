"""The sentences of the worksheet about criteria: what is asked, on file, and what answers would change."""

from __future__ import annotations

from typing import Annotated

from criteria.strict_model import Strict
from criteria.words import PLAIN_WORDS, with_fields

Worded = Annotated[str, with_fields(*PLAIN_WORDS.fields)]
WithDay = Annotated[str, with_fields("day")]
WithId = Annotated[str, with_fields("id")]
WithIds = Annotated[str, with_fields("ids")]
WithName = Annotated[str, with_fields("name")]
WithText = Annotated[str, with_fields("text")]
WithValue = Annotated[str, with_fields("value")]


class AnswersWords(Strict):
    """What somebody may answer."""

    yes: str
    no: str
    cannot_tell: str
    on_a_day: str
    none: str
    cannot_tell_score: str
    severities: dict[str, str]


class PeopleWords(Strict):
    """Whose answer it is."""

    whose: str
    who_completed: str
    me: str
    me_scored: WithName
    patient_told: Worded
    told_me: WithName
    related: Annotated[str, with_fields("name", "relationship")]
    related_to: Annotated[str, with_fields("name", "relationship")]
    another_caregiver: str
    someone_else: str
    own_stays: str
    stays: WithName
    name_of_caregiver: str
    name_of_scorer: str
    relationship: Worded


class QuestionsWords(Strict):
    """What is asked, and what helps to answer it."""

    severities: str
    scores: Annotated[str, with_fields("title")]
    score: str
    day: str
    day_help: str
    date: str
    number: str
    number_help: str
    range: Annotated[str, with_fields("low", "high")]
    window: WithDay
    score_window: WithDay
    looks_back: Annotated[str, with_fields("span", "day")]
    was: Annotated[str, with_fields("when", "value")]
    elsewhere: WithText
    kept: str
    was_unsure: Annotated[str, with_fields("name", "day")]


class ErrorsWords(Strict):
    """What is wrong with an answer, beside its field."""

    whole_number: WithValue
    too_low: Annotated[str, with_fields("value", "low")]
    too_high: Annotated[str, with_fields("value", "high")]
    no_date: WithValue
    future: WithDay
    before_birth: WithDay
    no_score: str
    no_day: str
    unknown: str
    both: str
    whose: str
    who_completed: str
    name: str
    too_long: Annotated[str, with_fields("count")]
    control: str
    attest: str
    conflict: Annotated[str, with_fields("who", "value")]


class SectionsWords(Strict):
    """The name of each section."""

    unread: str
    excluded: str
    not_met: str
    still_open: str
    not_ruled_out: str
    met: str
    ruled_out: str
    not_applicable: str


class StatesWords(Strict):
    """The states of criteria, and of the sections they stand in."""

    while_open: Annotated[str, with_fields("open", "why")]
    sections: SectionsWords
    section: Annotated[str, with_fields("name", "count")]
    unsure_note: str
    open_note: str
    unread_note: str
    unread_summary: WithText
    unread_told: str
    answer_all_the_same: str
    answer_again: str
    answer_otherwise: str
    correct: str


class TallyWords(Strict):
    """Where the criteria stand in numbers."""

    all_met: Annotated[str, with_fields("total")]
    counted: Annotated[str, with_fields("met", "total", "rest")]
    not_met: Annotated[str, with_fields("not_met", "total", "ids", "rest")]
    unread: Annotated[str, with_fields("unread", "total", "rest")]
    triggers: Annotated[str, with_fields("met", "total", "rest")]
    number: Annotated[str, with_fields("count", "word")]
    with_one: Annotated[str, with_fields("tally")]
    with_several: Annotated[str, with_fields("count", "tally")]


class RecordWords(Strict):
    """What is in the record, and what was looked for."""

    none: Annotated[str, with_fields("names")]
    looked_for: Annotated[str, with_fields("who", "day")]
    looked_for_score: WithDay
    looked_for_any: Annotated[str, with_fields("who")]
    answerers: dict[str, Worded]
    either: str
    says: Annotated[str, with_fields("name", "value")]
    part: Annotated[str, with_fields("id", "text")]
    does_not_settle: WithText
    superseded: str
    counts_until: WithDay
    kind: Annotated[str, with_fields("name", "value")]
    on_a_day: Annotated[str, with_fields("text", "day")]
    settles_nothing: WithText
    sentence: WithText
    table: str
    rule_set: Annotated[str, with_fields("met", "total")]
    reading: Annotated[str, with_fields("title", "text")]
    policy_words: Annotated[str, with_fields("title")]


class WhatIfWords(Strict):
    """What each answer would change."""

    met: Annotated[str, with_fields("answer", "id")]
    not_met: Annotated[str, with_fields("answer", "id")]
    stays_open: Annotated[str, with_fields("answer", "id")]
    ruled_out: Annotated[str, with_fields("answer", "id")]
    excludes: Annotated[str, with_fields("answer", "id")]
    part: Annotated[str, with_fields("answer", "part", "state", "id")]
    whole_met: str
    triggered: str
    whole_not_met: str
    still_open: WithIds
    still_open_several: WithIds
    unsure: Annotated[str, with_fields("answer", "id")]
    at_least: WithValue
    below: WithValue
    between: Annotated[str, with_fields("low", "high")]
    older: WithDay
    on_day: WithDay
    before: WithDay
    named: Annotated[str, with_fields("name", "text")]
    untried: str


class ChangeWords(Strict):
    """What the answers that are not saved make of a criterion."""

    strong: Annotated[str, with_fields("id", "state")]
    excludes: WithId
    rest: Annotated[str, with_fields("tally")]
    one: str
    several: str


class ContradictionWords(Strict):
    """Answers of people that contradict each other."""

    heading: Annotated[str, with_fields("count", "id")]
    yours: WithValue
    not_saved: WithDay
    theirs: Annotated[str, with_fields("who", "value")]
    note: str
    ask: str
    own_heading: WithId
    own_note: str
    keep_own: str
    keep: WithId
    drop: str
    later: str


class ComparisonWords(Strict):
    """Baseline against now."""

    heading: str
    baseline: WithDay
    newest: str
    caption: str
    improved: str
    worse: str
    equal: str
    not_rated: str
    no_baseline: str
    note: str
    rated_by: WithText
    goals: str
    goals_caption: str
    goal_scale: tuple[str, ...]
    goal_note: str
    scaled: str
    scaled_caption: str
    scaled_note: str
    goal_levels: tuple[str, ...]
    at_start: str
    less: str
    goal_change: Annotated[str, with_fields("change", "text")]
    from_to: Annotated[str, with_fields("before", "now")]
    goal_day: Annotated[str, with_fields("text", "day")]
