"""An answer by one whose license the EHR was asked for in vain neither settles nor is passed over."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.facts import License
from criteria.gaps import Gap, GapKind
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.patient_facts import PatientFacts
from tests.mappings.qualifications import LISTS_LPC, LPC
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader, facts_of
from tests.support.bundles import bundle
from tests.support.fhir import RECENT, Json, coding, no, patient, practitioner, reference, yes

FACT = "symptoms-interfere"
OF_ANYBODY = "expected-benefit"
EARLIER = "2026-02-01"
REFUSED = Gap("Practitioner/unread", GapKind.REFUSED, "403")
STAFF = (
    practitioner("lpc", LPC),
    practitioner("nurse", coding("https://ehr.example/license", "RN")),
    practitioner("bare"),
)


def said(answer: bool, *people: str, on: str = RECENT, fact: str = FACT) -> Json:
    """A yes or no of some practitioners."""
    performers = [reference(f"Practitioner/{each}") for each in people]
    observed = yes if answer else no
    return observed(fact, on, identity="-".join((*people, on)), performer=performers)


def read(facts: Reader, *answers: Json, lacking: Gap = REFUSED, site: str = LISTS_LPC) -> PatientFacts:
    """The facts where a read of one practitioner was tried and gave nothing."""
    prefetch = {"patient": patient(), "all": bundle(*answers, *STAFF)}
    return facts_of(facts.record(prefetch, site, failures=(lacking,)), site)


@pytest.mark.parametrize("answer", [True, False], ids=["yes", "no"])
@pytest.mark.parametrize(
    ("kind", "detail", "code"),
    [
        pytest.param(GapKind.REFUSED, "403", ReasonCode.UNREAD_WITHHELD, id="refused"),
        pytest.param(GapKind.REFUSED, "404", ReasonCode.UNREAD_FAILED, id="not found"),
        pytest.param(GapKind.UNREACHABLE, "", ReasonCode.UNREAD_FAILED, id="no server"),
        pytest.param(GapKind.TOO_LATE, "", ReasonCode.UNREAD_LATE, id="late"),
        pytest.param(GapKind.TOO_LONG, "", ReasonCode.UNREAD_CUT_OFF, id="too long"),
    ],
)
def test_the_only_answer_is_a_hint(
    facts: Reader, kind: GapKind, detail: str, code: ReasonCode, answer: bool
) -> None:
    lacking = Gap("Practitioner/unread", kind, detail)
    fact = read(facts, said(answer, "unread"), lacking=lacking)[FACT]
    assert (fact.value, fact.code, fact.evidence) == (OPEN, code, ())
    (hint,) = fact.hints
    assert hint.by is not None
    assert (hint.value, hint.by.license) == ("yes" if answer else "no", License.UNREAD)


@pytest.mark.parametrize(
    ("answers", "value"),
    [
        pytest.param([said(True, "lpc")], MET, id="another answered alone"),
        pytest.param([said(True, "other")], MET, id="one answered who was not asked for"),
        pytest.param([said(True, "lpc", "unread")], MET, id="one with a listed license answered with them"),
        pytest.param([said(True, "bare", "unread")], MET, id="one not checked answered with them"),
        pytest.param([said(True, "nurse", "unread")], OPEN, id="one without a listed license did"),
        pytest.param([said(True, "nurse"), said(False, "unread")], OPEN, id="they alone may settle it"),
        pytest.param([said(True, "lpc", on=EARLIER), said(False, "unread")], OPEN, id="a later no is theirs"),
        pytest.param([said(True, "unread", on=EARLIER), said(False, "lpc")], OPEN, id="an earlier yes is"),
        pytest.param([said(False, "lpc")], NOT_MET, id="another said no"),
    ],
)
def test_with_other_answers_the_outcome_is(facts: Reader, answers: list[Json], value: Truth | None) -> None:
    assert read(facts, *answers)[FACT].value is value


def test_what_the_policy_does_not_ask_of_its_reviewer_is_settled(facts: Reader) -> None:
    assert read(facts, said(True, "unread", fact=OF_ANYBODY))[OF_ANYBODY].value is MET


def test_where_the_site_lists_no_qualifications_nothing_rests_on_a_license(facts: Reader) -> None:
    assert read(facts, said(True, "unread"), site="")[FACT].value is MET


@pytest.mark.parametrize(
    ("period", "value"),
    [
        pytest.param({"end": RECENT}, MET, id="on the day it ends"),
        pytest.param({"end": "2026-02-19"}, OPEN, id="a day after it ended"),
    ],
)
def test_a_qualification_listed_by_its_words_counts(facts: Reader, period: Any, value: Truth | None) -> None:
    licensed = {"code": {"text": "Licensed Professional Counselor"}, "period": period}
    holder = practitioner("lpha") | {"qualification": [licensed]}
    site = 'lpha_qualifications: [{text: "Licensed Professional Counselor"}]'
    assert facts(yes(FACT), holder, site=site)[FACT].value is value
