"""What stands last on a brief card, and what it says of somebody outside the population."""

from __future__ import annotations

import pytest

from cds_cards.brief import BriefDetail
from cds_cards.context import CardContext
from cds_cards.wording import load_wording
from criteria import phases
from criteria.determination import Determination
from criteria.facts import Evidence, Fact
from criteria.findings import Finding
from criteria.gaps import Gap, GapKind
from criteria.truth import Truth
from tests.cds_cards.small import ON, POPULATION
from tests.cds_cards.small_brief import (
    ADMISSION,
    FACTS,
    POLICY,
    detail,
    found,
)
from tests.support import policies

MET = Finding("A", "met", "First")


@pytest.mark.parametrize(
    ("phase", "lines"),
    [
        pytest.param(ADMISSION, [], id="nothing near"),
        pytest.param(
            Fact("p", reason="ended 2020-09-30", hints=(Evidence("p", "CarePlan/1"),)),
            ["Read as an admission: ended Sep 30, 2020."],
            id="something near",
        ),
        pytest.param(
            Fact(
                "p", Truth.MET, evidence=(Evidence("p", "CarePlan/1", "2025-09-01", note="within the lapse"),)
            ),
            ["In progress since Sep 1, 2025: within the lapse."],
            id="in progress",
        ),
        pytest.param(
            Fact("p", Truth.MET, evidence=(Evidence("p", "CarePlan/1"),)), ["In progress."], id="no date"
        ),
    ],
)
def test_the_phase_is_told_where_there_is_something_to_tell(phase: Fact, lines: list[str]) -> None:
    assert detail(found(Truth.MET, MET), phase=phase)[2:] == lines


@pytest.mark.parametrize(
    ("orders", "lines"),
    [
        ([("ServiceRequest/1", "")], []),
        ([("ServiceRequest/1", "its intent is plan")], ["The order: its intent is plan."]),
        (
            [("ServiceRequest/1", ""), ("ServiceRequest/2", "its intent is plan")],
            ["For the orders ServiceRequest/1, ServiceRequest/2 (its intent is plan)."],
        ),
    ],
    ids=["one order", "one with a note", "two orders"],
)
def test_an_order_is_named_only_beside_another(orders: list[tuple[str, str]], lines: list[str]) -> None:
    assert detail(found(Truth.MET, MET), orders=tuple(orders))[2:] == lines


def test_what_is_wrong_with_the_record_is_told_by_kind() -> None:
    gaps = (
        Gap("prefetch/goals", GapKind.NOT_SENT),
        Gap("prefetch/carePlans", GapKind.NOT_SENT),
        *(Gap(f"Goal/{i}", GapKind.NO_CODEABLE_CONCEPT) for i in range(2)),
        Gap("Goal/3", GapKind.NO_RESOURCE),
        Gap("Goal/4", GapKind.OF_ANOTHER_PATIENT),
    )
    assert detail(found(Truth.MET, MET), gaps=gaps)[-1] == (
        "Not sent or not readable: goals, care plans (the EHR did not send this); "
        "code is no CodeableConcept (2); this is neither a resource nor a Bundle; 1 more."
    )


def test_of_forms_that_are_not_listed_a_card_leaves_the_line_for_the_sites_file_to_the_determination() -> (
    None
):
    gaps = [Gap(f"QuestionnaireResponse/{i}", GapKind.UNLISTED_FORM, f"; add: [{i}]") for i in range(2)]
    assert detail(found(Truth.MET, MET), gaps=tuple(gaps))[-1] == (
        "Not sent or not readable: "
        "this answers a form that the site's file does not list, and was not read (2)."
    )


@pytest.mark.parametrize(
    ("outcome", "states", "line"),
    [
        (Truth.UNKNOWN, ["unknown", "unknown"], "Discharge: no trigger documented, 2 of 2 open."),
        (Truth.UNKNOWN, ["unknown", "not_met"], "Discharge: no trigger documented, 1 of 2 open."),
        (Truth.NOT_MET, ["not_met", "not_met"], "Discharge: none of the 2 triggers applies, as documented."),
    ],
)
def test_a_discharge_without_a_trigger_is_one_line(outcome: Truth, states: list[str], line: str) -> None:
    triggers = [Finding(str(i), state, "Trigger") for i, state in enumerate(states, 1)]
    riding = found(outcome, *triggers, of="discharge")
    stay = found(Truth.MET, MET, of="stay")
    assert line in detail(stay, discharge=riding)


def test_what_is_left_to_the_clinician_is_the_rule_sets_own_line() -> None:
    assert "Left to you: the judgment." in detail(found(Truth.MET, MET, of="stay"))


@pytest.mark.parametrize(
    ("criteria", "line"),
    [
        pytest.param("ABCD", "Left to you: what A asks; what B asks; what C asks; what D asks.", id="four"),
        pytest.param(
            "ABCDEF", "Left to you: what A asks; what B asks; what C asks; what D asks; and 2 more.", id="six"
        ),
    ],
)
def test_of_what_each_criterion_leaves_a_card_lists_four_and_counts_the_rest(
    criteria: str, line: str
) -> None:
    left = [
        policies.criterion(each, {"fact": "agreed"}, left_to_clinician=f"what {each} asks")
        for each in criteria
    ]
    policy = policies.policy(policies.rule_set(*left))
    brief = BriefDetail(load_wording(), policy, FACTS)
    whole = Determination(policy, phases.ADMISSION, policy.rule_sets[0], ON, Truth.MET, POPULATION, (MET,))
    told = brief.write(brief.told_of(whole), CardContext(orders=(), phase=ADMISSION, gaps=()), None)
    assert line in told.text.splitlines()


def test_somebody_outside_the_population_is_told_why_and_nothing_else() -> None:
    born = Evidence("birth-date", "Patient/1", "2015-01-01", value="2015-01-01")
    outside = Determination(
        POLICY,
        phases.ADMISSION,
        POLICY.rule_set("first"),
        ON,
        Truth.NOT_MET,
        Finding("population", "not_met", "Adult", evidence=(born,)),
    )
    (line,) = detail(outside)
    assert line.startswith("**Not met**: Adult; ")
    assert "Jan 1, 2015" in line
