"""What stands before and behind the findings of a full card."""

from __future__ import annotations

import pytest

from cds_cards.context import CardContext
from cds_cards.full import FullDetail
from cds_cards.wording import load_wording
from criteria import phases
from criteria.determination import Determination
from criteria.facts import Evidence, Fact
from criteria.findings import Finding, Missing
from criteria.truth import Truth
from tests.cds_cards.small import FACTS, ON, determined
from tests.support.policies import policy, rule_set

DETAIL = FullDetail(load_wording(), FACTS)


ADMISSION = Fact("service-in-progress", reason="no plan names it")


def context(phase: Fact = ADMISSION, orders: tuple[tuple[str, str], ...] = ()) -> CardContext:
    return CardContext(orders, phase, ())


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ("ABC", "Not met: A. Title of A; B. Title of B; C. Title of C."),
        ("ABCD", "Not met: A, B, C, D."),
    ],
    ids=["three are named by their titles", "four by their ids alone"],
)
def test_the_headline_names_what_is_not_met(ids: str, said: str) -> None:
    findings = [Finding(each, "not_met", f"Title of {each}") for each in ids]
    detail = DETAIL.write(determined(Truth.NOT_MET, *findings), context())
    assert detail.splitlines()[0] == said


def test_the_phase_cites_two_of_the_resources_that_show_it() -> None:
    shown = tuple(Evidence("service-in-progress", f"CarePlan/{i}", value="active") for i in range(3))
    phase = Fact("service-in-progress", Truth.MET, evidence=shown)
    detail = DETAIL.write(determined(Truth.MET, Finding("A", "met", "A")), context(phase))
    assert detail.splitlines()[-1] == "Read as in progress: active (CarePlan/0); active (CarePlan/1)."


def test_a_service_not_in_progress_says_why_it_is_read_as_an_admission() -> None:
    phase = Fact("service-in-progress", reason="no *plan* names it")
    detail = DETAIL.write(determined(Truth.MET, Finding("A", "met", "A")), context(phase))
    assert detail.splitlines()[-1] == r"Read as an admission: no \*plan\* names it."


@pytest.mark.parametrize(
    ("outcome", "found", "said"),
    [
        (Truth.MET, {"1": "met", "2": "unknown"}, "Documented triggers: 1. Leaving. For clinical review."),
        (Truth.NOT_MET, {"1": "not_met", "2": "not_met"}, "- **Adult: met**"),
    ],
    ids=["a documented trigger", "no trigger"],
)
def test_the_headline_of_a_discharge_names_its_triggers(
    outcome: Truth, found: dict[str, str], said: str
) -> None:
    titles = {"1": "Leaving", "2": "Done"}
    findings = [Finding(id_, each, titles[id_]) for id_, each in found.items()]
    detail = DETAIL.write(determined(outcome, *findings, phase="discharge"), context())
    assert detail.splitlines()[0] == said


@pytest.mark.parametrize(
    ("outcome", "is_quoted"), [(Truth.NOT_MET, True), (Truth.UNKNOWN, False), (Truth.MET, False)]
)
def test_what_the_policy_says_of_the_end_is_quoted_when_it_is_not_met(
    outcome: Truth, is_quoted: bool
) -> None:
    found = determined(outcome, Finding("A", outcome.value, "A"), not_met={"text": "It ends."})
    detail = DETAIL.write(found, context())
    assert ('The policy on what follows: "It ends."' in detail) is is_quoted


def test_who_can_supply_it_is_not_asked_where_nobody_can() -> None:
    silent = Finding("A", "unknown", "A", missing=(Missing("policy", "the policy does not say"),))
    detail = DETAIL.write(determined(Truth.UNKNOWN, silent), context())
    assert detail.splitlines()[0] == "Open, and able to change the outcome: A. A."
    assert "Who can supply it" not in detail


def test_the_orders_it_answers_stand_behind_the_findings_with_what_is_odd_of_them() -> None:
    orders = (("ServiceRequest/1", ""), ("ServiceRequest/2", "not in HCPCS"))
    detail = DETAIL.write(determined(Truth.MET, Finding("A", "met", "A")), context(orders=orders))
    assert detail.split("\n\n") == [
        "No criterion is open or not met; for clinician review.",
        "- **Adult: met**\n- **A. A: met**",
        "Order: ServiceRequest/1, ServiceRequest/2 (not in HCPCS).  \n"
        "Read as an admission: no plan names it.",
    ]


def test_of_a_person_whose_age_is_not_known_nothing_is_read_as_an_admission() -> None:
    unknown_age = Determination(
        policy(rule_set({"fact": "agreed"})),
        phases.ADMISSION,
        None,
        ON,
        Truth.UNKNOWN,
        Finding("population", "unknown", "Age", missing=(Missing("birth-date", "the EHR sent none"),)),
    )
    assert DETAIL.write(unknown_age, context()) == "- **Age: open**; the EHR sent none"
