"""What stands before and behind the findings of a card."""

from __future__ import annotations

import pytest

from cds_cards.detail import CardContext, Detail
from cds_cards.wording import load_wording
from criteria.facts import Evidence, Fact
from criteria.findings import Finding
from criteria.truth import Truth
from tests.cds_cards.small import FACTS, determined

DETAIL = Detail(load_wording(), FACTS)


def context(phase: Fact) -> CardContext:
    return CardContext((), phase, (), "https://cds.example/policies/small", "https://x.example/fhir")


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ("ABC", "Documented as not met: A. Title of A; B. Title of B; C. Title of C."),
        ("ABCD", "Documented as not met: A, B, C, D."),
    ],
    ids=["three are named by their titles", "four by their ids alone"],
)
def test_the_headline_names_what_is_not_met(ids: str, said: str) -> None:
    findings = [Finding(each, "not_met", f"Title of {each}") for each in ids]
    detail = DETAIL.write(determined(Truth.NOT_MET, *findings), context(Fact("service-in-progress")))
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
