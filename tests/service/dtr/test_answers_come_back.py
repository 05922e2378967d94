"""The same answers by a DTR client and by the worksheet give the same card; a copy by software gives none."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mappings.forms.given import Given, Signer, Submission
from mappings.forms.response import resources_of
from service.samples.shipped import ShippedPatient, shipped_patients
from tests.service.dtr.asking import COVERAGE, TODAY, asked, packages, post
from tests.service.dtr.form_client import BY_HAND, Answers, Origin, completed, extracted
from tests.support.application import call, cds
from tests.support.cards import cards_of, outcomes
from tests.support.fhir import BASE, Json, reference
from tests.support.hook_calls import AS_OF, ORDER_SELECT, draft, order_select, prefetched

SITE = {"site": "example-private"}
SCORED = TODAY - timedelta(days=10)
SIGNED = datetime.combine(TODAY, time(9, 30), ZoneInfo("America/New_York"))
SHIPPED = {each.name: each for each in shipped_patients(TODAY)}

CHILD: Answers = {"family-agrees": "yes", "calocus-composite": (21, SCORED)}
STAY: Answers = {"scope-intensity-documented": "yes", "participating": "yes", "outcome-restored": "no"}
PEER: Answers = {
    "needs-recovery-skills": "yes",
    "needs-self-advocacy": "yes",
    "needs-shared-accountability": "yes",
}
CASES: dict[str, tuple[str, str, Answers, str]] = {
    "a child's admission with a score": ("child-admission", "admission-child", CHILD, "all 9 criteria"),
    "a score that is too old": (
        "child-admission",
        "admission-child",
        {**CHILD, "calocus-composite": (21, TODAY - timedelta(days=400))},
        "8 of 9 met. Missing: CALOCUS",
    ),
    "one answer left out": (
        "child-admission",
        "admission-child",
        {"family-agrees": "yes"},
        "8 of 9 met. Missing: CALOCUS",
    ),
    "a no": ("child-admission", "admission-child", {**CHILD, "family-agrees": "no"}, "1 of 9 not met"),
    "a continued stay": ("adult-continued-stay", "continued-stay-adult", STAY, "all 5 criteria"),
    "somebody who cannot tell": (
        "adult-continued-stay",
        "continued-stay-adult",
        {**STAY, "participating": "cannot-tell"},
        "4 of 5 met. Missing: takes part",
    ),
    "peer support": ("peer-support-admission", "admission", PEER, "all 3 criteria"),
}


def card(shipped: ShippedPatient, *further: Json) -> Json:
    prefetch = prefetched(*shipped.resources, *further)
    order = draft(shipped.service, of=shipped.patient)
    body = order_select(order, prefetch=prefetch, of=shipped.patient, extension={AS_OF: TODAY.isoformat()})
    return cards_of(call(ORDER_SELECT, body, **SITE))[0]


def package(shipped: ShippedPatient) -> Json:
    order = draft(shipped.service, of=shipped.patient)
    coverage = COVERAGE | {"beneficiary": reference(f"Patient/{shipped.patient}")}
    (found,) = packages(post(asked(("order", order), record=shipped.resources, coverage=coverage), **SITE))
    return found


def by_a_form_client(
    shipped: ShippedPatient, path: str, answers: Answers, origin: Origin = BY_HAND
) -> tuple[Json, list[Json]]:
    given = package(shipped)
    response = completed(given, answers, path, SIGNED.isoformat(), origin)
    return response, extracted(given, response)


def by_the_worksheet(shipped: ShippedPatient, path: str, answers: Answers) -> list[Json]:
    service = cds(**SITE)
    about = {each.id for each in service.policies if each.service.code == shipped.service}
    forms = service.publication_at(service.default_site).forms
    form = next(each for each in forms if each.policy in about and each.phase == shipped.phase)
    given = tuple(_given(fact, value) for fact, value in answers.items())
    signer = Signer("Practitioner/lpha", "Imani Caldwell, LPC")
    signed = Submission(form, BASE, shipped.patient, "", signer, given, SIGNED, "draft", {}, path)
    response, *observations = resources_of(signed)
    named = [each | {"id": f"o{number}"} for number, each in enumerate(observations)]
    kept = [{"derivedFrom": [reference("QuestionnaireResponse/r1")]} for _ in named]
    return [response | {"id": "r1"}, *(each | source for each, source in zip(named, kept, strict=True))]


def _given(fact: str, value: Any) -> Given:
    return Given(fact, value[0], value[1]) if isinstance(value, tuple) else Given(fact, value)


def told(card: Json) -> tuple[str, dict[str, str]]:
    return card["summary"], outcomes(card)


@pytest.mark.parametrize(("name", "path", "answers", "summary"), CASES.values(), ids=list(CASES))
def test_the_card_is_the_same_whichever_way_the_answers_came(
    name: str, path: str, answers: Answers, summary: str
) -> None:
    shipped = SHIPPED[name]
    response, observations = by_a_form_client(shipped, path, answers)
    written = told(card(shipped, *by_the_worksheet(shipped, path, answers)))
    assert summary in written[0]
    assert told(card(shipped, response)) == written
    assert told(card(shipped, *observations)) == written
    assert told(card(shipped, response, *observations)) == written


@pytest.mark.parametrize("source", ["auto-client", "auto-server"])
@pytest.mark.parametrize(("name", "path", "answers"), [case[:3] for case in CASES.values()], ids=list(CASES))
def test_what_software_filled_in_settles_nothing(name: str, path: str, answers: Answers, source: str) -> None:
    shipped = SHIPPED[name]
    response, observations = by_a_form_client(shipped, path, answers, Origin(source))
    assert observations == []
    assert outcomes(card(shipped, response)) == outcomes(card(shipped))


def test_a_correction_by_hand_of_what_was_filled_in_settles() -> None:
    shipped = SHIPPED["child-admission"]
    response, _ = by_a_form_client(shipped, "admission-child", CHILD, Origin("override"))
    assert "all 9 criteria" in card(shipped, response)["summary"]


def test_the_copies_in_a_draft_that_is_sent_back_count_for_nobody() -> None:
    """Each answer of the record stays one answer, with whose it is and until when it counts."""
    shipped = SHIPPED["adult-continued-stay"]
    response, _ = by_a_form_client(shipped, "continued-stay-adult", {})
    assert card(shipped, response)["detail"] == card(shipped)["detail"]


def test_a_form_that_is_not_completed_settles_nothing() -> None:
    shipped = SHIPPED["child-admission"]
    response, _ = by_a_form_client(shipped, "admission-child", CHILD)
    assert outcomes(card(shipped, response | {"status": "in-progress"})) == outcomes(card(shipped))
