"""What a sheet shows of golden records: states, tallies, evidence with who and when, and what decides."""

from __future__ import annotations

import pytest

from service.worksheet.view.parts import Mark
from tests.service.worksheet.desks import criterion, sections, shown, table, worked

CHILD = "h2017-child-admission-unknown"


@pytest.mark.parametrize(
    ("name", "tally", "decides"),
    [
        ("h2017-child-admission-met", "All 9 met as documented", "For LPHA review."),
        (CHILD, "7 of 9 met, 2 open", "F and I decide."),
        ("h2017-child-admission-not-met", "1 of 9 not met (F), 8 met", "F is not met."),
        ("diagnosis-ruled-out-not-met", "2 of 7 not met (A, B), 5 met", "A and B are not met."),
        ("nothing-sent-but-the-patient", "7 of 7 unread", "7 of 7 were not judged."),
        ("h2017-child-public-provider-without-score-met", "All 8 met as documented", "For LPHA review."),
        ("age-18-today-spmi-asked", "8 of 9 met, 1 open", "B alone decides."),
        ("age-21-tomorrow-h0024-outside", "", "No criteria were evaluated."),
        ("age-unknown", "", "Whether the policy is for this beneficiary is open."),
    ],
)
def test_the_head_says_where_it_stands_and_what_decides(name: str, tally: str, decides: str) -> None:
    view = shown(table(name))
    assert (view.tally, view.decide.strong) == (tally, decides)


@pytest.mark.parametrize(
    ("name", "tally"),
    [
        ("h0024-discharge-met-requested-by-member", "1 of 3 triggers documented, 2 open"),
        ("h0024-discharge-not-met", "0 of 3 triggers documented"),
    ],
)
def test_a_discharge_counts_triggers(name: str, tally: str) -> None:
    assert shown(table(name, "discharge")).tally == tally


def test_beside_a_continued_stay_it_stands_in_one_line_with_a_way_to_it() -> None:
    view = shown(table("h0024-discharge-not-met"))
    assert any("Discharge" in note for note in view.notes)
    assert [each.to for each in view.actions if each.label == "Discharge criteria"] == [
        "/worksheet/w?policy=va-medicaid-h0024-peer-support&phase=discharge"
    ]


def test_sections_stand_in_the_order_of_telling() -> None:
    assert list(sections(shown(table("view-service-ended-silent", service="H2017")))) == ["still-open"]
    assert list(sections(shown(table("h2017-child-public-provider-without-score-met")))) == [
        "met",
        "not-applicable",
    ]
    assert list(sections(shown(table(CHILD)))) == ["still-open", "met"]


@pytest.mark.parametrize(
    ("name", "path", "mark", "state"),
    [
        (CHILD, "F", Mark.OPEN, "open: not on file"),
        (
            "calocus-level-in-place-of-composite-unknown",
            "I",
            Mark.ON_FILE,
            "open: on file, does not settle it: value unclear",
        ),
        ("intervention-91-days-ago-unknown", "E", Mark.ON_FILE, "open: on file, does not settle it: too old"),
        ("nothing-sent-but-the-patient", "A", Mark.UNREAD, "unread"),
        ("calocus-16-not-met", "I", Mark.NOT_MET, "not met"),
        ("calocus-17-met", "I", Mark.MET, "met"),
        ("h2017-child-public-provider-without-score-met", "I", Mark.DOES_NOT_APPLY, "does not apply"),
    ],
)
def test_a_state_is_told_in_shape_and_word(name: str, path: str, mark: Mark, state: str) -> None:
    found = criterion(shown(table(name)), path)
    assert found.mark is mark
    assert found.state.startswith(state)


def test_what_is_met_has_a_row_for_each_part_with_who_when_and_until() -> None:
    [parts] = criterion(shown(table("h2017-child-admission-met")), "E").tables
    rows = {row.what: row for row in parts.rows}
    assert list(rows) == [
        "E.1 Functions below the level expected for age",
        "E.2 At risk of hospitalization or out-of-home placement",
        "E.3 Date of the latest intervention",
        "E.4 Impaired recognition of dangers, or inappropriate social behavior",
        "E Documented on the Diagnostic Assessment",
    ]
    intervention = rows["E.3 Date of the latest intervention"]
    assert (intervention.says, intervention.on, intervention.until) == ("Jan 15", "Feb 20", "Apr 15")
    assert "LISW-CP" in intervention.by
    assert rows["E.4 Impaired recognition of dangers, or inappropriate social behavior"].mark is Mark.NOT_MET


def test_what_is_open_says_what_is_near_what_was_looked_for_and_what_settles_nothing() -> None:
    found = criterion(shown(table("calocus-level-in-place-of-composite-unknown")), "I").record
    assert any(each.mark is Mark.ON_FILE and "Does not settle it" in each.by for each in found)
    absent = criterion(shown(table(CHILD)), "F").record
    assert absent[0].mark is Mark.OPEN
    assert absent[0].by == (
        "Looked for an answer by a practitioner or a related person, dated Dec 1, 2025 or later. Found none."
    )


def test_a_criterion_that_rests_on_others_shows_them_in_a_strip() -> None:
    found = criterion(shown(table("h2017-adult-continued-stay-met")), "A")
    assert [tile.path for tile in found.strip] == list("ABCDEFG")
    assert len(found.tables[0].rows) == 7


def test_each_criterion_has_the_policys_words_its_reading_and_what_is_left() -> None:
    found = criterion(shown(table(CHILD)), "F")
    assert found.words is not None
    assert found.words.paragraphs[0].startswith("The family/caregiver/guardian agrees to be an active")
    assert found.words.links[0].href.endswith("/policies/sc-medicaid-h2017-prs/admission-child#F")
    assert found.left_to_you == "whether the agreement is to an active part"
    assert found.reading[0].startswith("No exception is written for ages 18 to 21")


def test_a_score_says_from_which_day_it_counts_and_an_answer_of_today_until_when_it_did() -> None:
    view = shown(table(CHILD))
    assert [each.help for each in criterion(view, "I").questions] == [
        "Counts if administered Sep 2, 2025 or later."
    ]
    assert [each.help for each in criterion(view, "F").questions] == [
        "As of today. An answer given before Dec 1, 2025 no longer counts."
    ]


def test_an_answer_shows_what_it_changes_and_marks_its_tile() -> None:
    typed = {"family-agrees": "yes", "family-agrees.by": "me"}
    view = shown(table(CHILD), typed)
    assert view.with_answers == "With your answer: 8 of 9 met, 1 open"
    assert [(tile.path, tile.mark) for tile in view.strip if tile.unsaved] == [("F", Mark.MET)]
    change = criterion(view, "F").change
    assert change is not None
    assert change.said.strong == "F is met"
    assert sections(view)["still-open"] == ["F", "I"]
    assert view.tally == "7 of 9 met, 2 open"


def test_a_wrong_answer_counts_for_nothing_and_is_told_beside_its_field() -> None:
    typed = {"calocus-composite": "4", "calocus-composite.on": "2026-02-20", "calocus-composite.by": "me"}
    view = shown(table(CHILD), typed)
    assert view.with_answers == ""
    [question] = criterion(view, "I").questions
    assert (question.fields[0].value, question.fields[0].error) == ("4", "4 is below the lowest, 7.")


def test_no_choice_is_chosen_but_by_who_answers() -> None:
    view = shown(table("h2017-adult-admission-unknown"))
    questions = [one for section in view.sections for each in section.criteria for one in each.questions]
    assert questions
    for question in questions:
        offered = [*question.choices, *(choice for rate in question.rates for choice in rate.choices)]
        assert not any(choice.chosen for choice in offered)
        assert not any(field.value for field in question.fields)


def test_ratings_are_asked_in_one_table_with_the_scale() -> None:
    [ratings, _] = criterion(shown(table("h2017-adult-admission-unknown")), "C").questions
    assert [each.name for each in ratings.rates] == [
        "severity-daily-living",
        "severity-relationships",
        "severity-school-work",
        "severity-recreation",
    ]
    assert [each.value for each in ratings.rates[0].choices][-1] == "cannot-tell"


def test_no_word_of_a_page_says_approved_denied_or_eligible() -> None:
    for name in (CHILD, "h2017-adult-admission-unknown", "h0024-continued-stay-not-met"):
        said = str(shown(table(name))).lower()
        assert not any(word in said for word in ("approved", "denied", "eligible", "undocumented"))


def test_a_continued_stay_compares_each_area_and_goal_with_its_baseline() -> None:
    (severities,) = shown(table("h2017-adult-continued-stay-met")).comparisons
    daily = next(each for each in severities.rows if each.label == "Daily living")
    assert daily.words == "improved"
    assert daily.baseline is not None
    assert daily.newest is not None
    assert daily.newest < daily.baseline
    charts = shown(table("h2017-child-continued-stay-met")).comparisons
    assert [each.heading for each in charts] == ["Since the service began", "Goals of the plan"]
    assert shown(table(CHILD)).comparisons == ()


def test_answers_are_counted_against_questions() -> None:
    view = shown(table(CHILD), {"family-agrees": "no", "family-agrees.by": "me"})
    assert view.bar is not None
    assert view.bar.answered == "1 of 2 answered, not saved"
    assert worked(table(CHILD)).given == ()


def test_what_is_unread_is_answered_only_by_who_asks_for_it() -> None:
    found = criterion(shown(table("nothing-sent-but-the-patient")), "D")
    assert not found.questions
    assert found.notes == (
        "What is on file is not known. An answer given now could contradict one that is there.",
    )
    assert found.action is not None
    assert (found.action.label, found.action.name, found.action.value) == (
        "Answer it all the same",
        "ask",
        "D",
    )


def test_what_is_met_can_be_answered_again_and_what_does_not_apply_cannot() -> None:
    met = shown(table("h2017-child-admission-met"))
    again = criterion(met, "F").action
    assert again is not None
    assert again.label == "Answer again"
    assert criterion(shown(table("h2017-child-public-provider-without-score-met")), "I").action is None


@pytest.mark.parametrize(("path", "label"), [("1", "Answer it all the same"), ("2", "Answer again")])
def test_what_nobody_answered_is_not_answered_again(path: str, label: str) -> None:
    action = criterion(shown(table("h0024-discharge-met-requested-by-member", "discharge")), path).action
    assert action is not None
    assert action.label == label
