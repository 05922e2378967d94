"""A score in a form is as old as the day on which it was administered, whenever the form was filled in."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.reasons import ReasonCode
from tests.mappings.reading import Reader
from tests.mappings.scores.instruments import PSI
from tests.support.fhir import (
    BASE,
    RECENT,
    Json,
    item,
    observation,
    patient,
    questionnaire_response,
    reference,
    scored,
)

INFANT = patient("2025-01-15")
RULE_SET = "prs-child-admission"
EXTRACTED: dict[str, Any] = {"derivedFrom": [reference("QuestionnaireResponse/q1")]}
OLD = "2025-09-01"
"""181 days ago; scores count for 180."""


def under(rule_set: str, *items: Json) -> list[Json]:
    return [each | {"linkId": f"{rule_set}/{each['linkId']}"} for each in items]


@pytest.mark.parametrize(
    ("items", "value", "code"),
    [
        pytest.param(scored(PSI, 84, "2025-09-02"), 84, ReasonCode.NOT_ON_FILE, id="180 days ago"),
        pytest.param(scored(PSI, 84, OLD), None, ReasonCode.STALE, id="181 days ago, told lately"),
        pytest.param(scored(PSI, 84, None), None, ReasonCode.UNDATED, id="no day"),
        pytest.param(scored(PSI, 84, RECENT)[::-1], 84, ReasonCode.NOT_ON_FILE, id="the day before it"),
        pytest.param(scored(PSI, 84, "soon"), None, ReasonCode.UNDATED, id="a day that cannot be read"),
        pytest.param(scored(PSI, 84, "2026-02-21"), None, ReasonCode.FUTURE, id="a day after the form"),
        pytest.param(
            [*scored(PSI, 84), item(f"{PSI}.on", {"valueDate": "2026-02-19"})],
            None,
            ReasonCode.UNDATED,
            id="two days",
        ),
        pytest.param(
            [*scored(PSI, 84, None), item("cbcl-t-withdrawn.on", {"valueDate": RECENT})],
            None,
            ReasonCode.UNDATED,
            id="the day of another score",
        ),
        pytest.param(under(RULE_SET, *scored(PSI, 84)), 84, ReasonCode.NOT_ON_FILE, id="under its rule set"),
        pytest.param(
            [item(f"{RULE_SET}/{PSI}", {"valueInteger": 84})],
            None,
            ReasonCode.UNDATED,
            id="no day under its rule set",
        ),
    ],
)
def test_a_score_counts_by_the_day_it_was_administered(
    facts: Reader, items: list[Json], value: int | None, code: ReasonCode
) -> None:
    for listed in (items, items[::-1]):
        fact = facts(INFANT, questionnaire_response(*listed))[PSI]
        assert (fact.value, fact.code) == (value, code)


def test_it_is_cited_with_that_day_and_lasts_from_it(facts: Reader) -> None:
    [cited] = facts(INFANT, questionnaire_response(*scored(PSI, 84, "2026-01-10")))[PSI].evidence
    assert (cited.date, cited.counts_until) == ("2026-01-10", "2026-07-09")


def test_a_newer_form_about_an_older_test_does_not_outdo_a_newer_test(facts: Reader) -> None:
    old_test = questionnaire_response(*scored(PSI, 84, "2026-01-10"))
    assert facts(INFANT, observation(PSI, {"valueInteger": 90}, "2026-02-01"), old_test)[PSI].value == 90


@pytest.mark.parametrize(
    ("day", "effective", "value", "code"),
    [
        pytest.param(OLD, RECENT, None, ReasonCode.STALE, id="dated by its form, the test long ago"),
        pytest.param(OLD, f"{RECENT}T09:30:00Z", None, ReasonCode.STALE, id="by an hour of that day"),
        pytest.param(None, RECENT, None, ReasonCode.UNDATED, id="dated by its form, which gives no day"),
        pytest.param("2026-02-01", RECENT, 84, ReasonCode.NOT_ON_FILE, id="by its form, the test lately"),
        pytest.param("2026-02-01", "2026-02-01", 84, ReasonCode.NOT_ON_FILE, id="dated by the test"),
        pytest.param(None, "2026-02-01", 84, ReasonCode.NOT_ON_FILE, id="dated otherwise than its form"),
    ],
)
def test_an_extracted_score_is_as_old_as_its_form_says(
    facts: Reader, day: str | None, effective: str, value: int | None, code: ReasonCode
) -> None:
    form = questionnaire_response(*scored(PSI, 84, day))
    extracted = observation(PSI, {"valueInteger": 84}, effective, **EXTRACTED)
    for resources in ((form, extracted), (extracted, form)):
        fact = facts(INFANT, *resources)[PSI]
        assert (fact.value, fact.code) == (value, code)


@pytest.mark.parametrize(
    ("items", "days", "value"),
    [
        pytest.param(f'"1": {PSI}', [], 84, id="a form that never asks for the day"),
        pytest.param(f'"1": {PSI}, "2": {PSI}.on', [], None, id="one that asks for it, without it"),
        pytest.param(
            f'"1": {PSI}, "2": {PSI}.on', [item("2", {"valueDate": RECENT})], 84, id="one that asks, with it"
        ),
        pytest.param(
            f'"1": {PSI}, "2": {PSI}.on', [item("2", {"valueDate": OLD})], None, id="one with a day long ago"
        ),
    ],
)
def test_a_sites_own_form_may_ask_for_the_day(
    facts: Reader, items: str, days: list[Json], value: int | None
) -> None:
    url = "https://ehr.example/Questionnaire/own"
    site = f"questionnaires:\n  - url: {url}\n    items: {{{items}}}\n"
    answered = questionnaire_response(item("1", {"valueInteger": 84}), *days, questionnaire=url)
    assert facts(INFANT, answered, site=site)[PSI].value == value


def test_that_it_cannot_be_told_stands_in_place_of_the_number(facts: Reader) -> None:
    unsure = {"valueCoding": {"system": f"{BASE}/CodeSystem/answer", "code": "cannot-tell"}}
    fact = facts(INFANT, questionnaire_response(item(f"{RULE_SET}/{PSI}.instead", unsure)))[PSI]
    assert (fact.value, fact.code) == (None, ReasonCode.CANNOT_TELL)
    assert fact.hints[0].date == RECENT


@pytest.mark.parametrize("origin", ["auto-server", "auto-client"])
def test_what_software_copied_into_a_form_leaves_the_score_that_it_copied(facts: Reader, origin: str) -> None:
    scorer = observation(PSI, {"valueInteger": 84}, "2026-02-01")
    copied = [
        each
        | {
            "extension": [
                {
                    "url": "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin",
                    "extension": [{"url": "source", "valueCode": origin}],
                }
            ]
        }
        for each in scored(PSI, 90, RECENT)
    ]
    extracted = observation(PSI, {"valueInteger": 90}, RECENT, identity="copy", **EXTRACTED)
    fact = facts(INFANT, scorer, questionnaire_response(*copied), extracted)[PSI]
    assert (fact.value, [each.reference for each in fact.evidence]) == (84, [f"Observation/{PSI}"])
    assert facts(INFANT, questionnaire_response(*copied), extracted)[PSI].code is ReasonCode.NOT_A_CLINICIAN
