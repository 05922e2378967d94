"""A correction of one's own wins over what it corrects; another's answer is contradicted or superseded."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.forms.given import NO, YES, Given
from mappings.forms.observations import can_be_corrected
from tests.mappings.answers.asked import SAID
from tests.mappings.forms.signing import (
    COLLEAGUE,
    DAY,
    SIGNED,
    saved,
    signed,
    valid,
)
from tests.mappings.reading import NOT_MET, OPEN, Reader
from tests.mappings.scores.instruments import INFANT, PSI
from tests.support.fhir import (
    BASE,
    CLINICIAN,
    OWN,
    Json,
    coding,
    concept,
    item,
    observation,
    questionnaire_response,
    reference,
    yes,
)
from tests.support.fhir import YES as YES_CODED
from tests.support.fhir import order as order_on_file

FACT = "least-restrictive"


AMENDED = "Observation/least-restrictive-1"


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(SIGNED.replace(second=31), id="a second later"),
        pytest.param(SIGNED.replace(hour=16), id="hours later"),
    ],
)
def test_a_correction_of_ones_own_stands_by_every_way(facts: Reader, at: datetime) -> None:
    first = saved(signed(Given(FACT, YES)))
    on_file = {AMENDED: {**first[1], "meta": {"versionId": "1"}}}
    changed = Given(FACT, NO, amends=AMENDED)
    again = saved(signed(changed, at=at, on_file=on_file, draft="later"), 2)
    valid(again)
    form, amended = again
    assert (amended["id"], amended["meta"], amended["status"]) == (
        "least-restrictive-1",
        {"versionId": "1"},
        "amended",
    )
    for resources in ([first[0], form, amended], [first[0], form], [amended], [first[0], amended]):
        for order in permutations(resources):
            assert facts(*order)[FACT].value is NOT_MET


def test_a_corrected_score_keeps_the_day_of_its_test(facts: Reader) -> None:
    first = saved(signed(Given(PSI, 70, DAY)))
    kept = f"Observation/{first[1]['id']}"
    again = saved(
        signed(Given(PSI, 90, DAY, amends=kept), at=SIGNED.replace(hour=11), on_file={kept: first[1]}), 2
    )
    form, amended = again
    for resources in ([first[0], form, amended], [first[0], form], [amended], [first[0], amended]):
        for order in permutations(resources):
            [cited] = facts(INFANT, *order)[PSI].evidence
            assert (cited.value, cited.date) == (90, "2026-02-10")


def test_a_corrected_rating_stays_of_its_day_so_that_newer_ones_are_still_compared_with_it() -> None:
    [_, first] = saved(signed(Given("severity-daily-living", "severe")))
    kept = f"Observation/{first['id']}"
    changed = Given("severity-daily-living", "moderate", amends=kept)
    [_, amended] = saved(signed(changed, at=SIGNED.replace(month=12), on_file={kept: first}), 2)
    assert amended["effectiveDateTime"] == first["effectiveDateTime"] != amended["issued"]


def test_a_form_alone_can_be_corrected(facts: Reader) -> None:
    [form, _] = saved(signed(Given(PSI, 70, DAY)))
    changed = Given(PSI, 90, DAY, amends="QuestionnaireResponse/r1")
    [again, observed] = saved(signed(changed, at=SIGNED.replace(hour=11)), 2)
    for order in permutations([form, again, observed]):
        assert facts(INFANT, *order)[PSI].value == 90
    for order in permutations([form, observed]):
        assert facts(INFANT, *order)[PSI].value == 90


@pytest.mark.parametrize(
    ("supersedes", "value", "code"),
    [
        pytest.param((), OPEN, ReasonCode.CONFLICT_PEOPLE, id="without a word"),
        pytest.param((AMENDED,), NOT_MET, ReasonCode.NOT_ON_FILE, id="with the earlier one read"),
    ],
)
def test_two_clinicians_contradict_each_other(
    facts: Reader, supersedes: tuple[str, ...], value: Truth | None, code: ReasonCode
) -> None:
    mine = saved(signed(Given(FACT, YES)))
    colleague = signed(
        Given(FACT, NO, supersedes=supersedes),
        at=SIGNED.replace(hour=12),
        by=COLLEAGUE,
        draft="another",
    )
    theirs = saved(colleague, 2)
    for order in (mine + theirs, theirs + mine, [*mine, theirs[1]], [mine[1], *theirs]):
        fact = facts(*order)[FACT]
        assert (fact.value, fact.code) == (value, code)
        shown = fact.hints if value is None else fact.evidence
        assert {each.by.reference for each in shown if each.by} == {CLINICIAN, COLLEAGUE.reference}


@pytest.mark.parametrize(
    ("on_file", "is_corrected"),
    [
        pytest.param(yes(FACT), True, id="an answer under our code"),
        pytest.param(questionnaire_response(item(FACT, SAID)), True, id="a form, beside which it stands"),
        pytest.param(yes("expected-benefit"), False, id="an answer to something else"),
        pytest.param(
            observation(concept(coding("urn:flowsheet", "7")), YES_CODED), False, id="a flowsheet row"
        ),
        pytest.param(
            yes(FACT, component=[{"code": concept(coding(OWN, FACT)), **YES_CODED}]), False, id="a panel"
        ),
        pytest.param(yes(FACT, hasMember=[reference("Observation/x")]), False, id="with members"),
        pytest.param(order_on_file(), False, id="an order"),
        pytest.param({}, False, id="what was not read"),
    ],
)
def test_only_what_holds_that_answer_alone_is_corrected(on_file: Json, is_corrected: bool) -> None:
    assert can_be_corrected(on_file, FACT, BASE) is is_corrected
