"""Which phase and path of a policy a record asks for, on every hook."""

from __future__ import annotations

import pytest

from tests.service.hooks.asking import (
    ADMISSION,
    CONTINUED,
    PEER_ADMISSION,
    PEER_CONTINUED,
    PEER_DISCHARGE,
    opened,
)
from tests.support.application import call
from tests.support.cards import cards_of, determinations, shown
from tests.support.fhir import PATIENT, Json, observation, patient
from tests.support.hook_calls import (
    ORDER_SELECT,
    ORDER_SIGN,
    PATIENT_VIEW,
    adult,
    draft,
    order_select,
    plan_for,
    prefetched,
    request_of,
)


def in_service(code: str) -> tuple[Json, ...]:
    """The adult, with an active plan that names a service."""
    return (*adult(), plan_for(code))


def cards_on(service_id: str, *record: Json) -> list[tuple[str, str, str]]:
    """What each hook shows for a record; orders are for both services."""
    body = request_of(service_id, draft("H2017"), draft("H0024"), prefetch=prefetched(*record))
    return shown(cards_of(call(service_id, body)))


@pytest.mark.parametrize(
    ("record", "ordering", "viewing"),
    [
        pytest.param(adult(), [ADMISSION, PEER_ADMISSION], [], id="an adult who receives neither service"),
        pytest.param(in_service("H2017"), [CONTINUED, PEER_ADMISSION], [CONTINUED], id="an adult with H2017"),
        pytest.param(
            in_service("H0024"),
            [ADMISSION, PEER_CONTINUED, PEER_DISCHARGE],
            [PEER_CONTINUED, PEER_DISCHARGE],
            id="an adult with H0024",
        ),
        pytest.param(
            (*in_service("H2017"), plan_for("H0024")),
            [CONTINUED, PEER_CONTINUED, PEER_DISCHARGE],
            [CONTINUED, PEER_CONTINUED, PEER_DISCHARGE],
            id="an adult with both",
        ),
        pytest.param(
            (*adult(), plan_for("H2017", status="completed")),
            [ADMISSION, PEER_ADMISSION],
            [],
            id="an adult whose plan is completed",
        ),
        pytest.param(
            (*adult(), plan_for("H2017", of="p2")),
            [ADMISSION, PEER_ADMISSION],
            [],
            id="an adult beside whose record stands another's plan",
        ),
        pytest.param(
            (*adult(), observation("service-start", {"valueDateTime": "2025-12-01"})),
            [CONTINUED, PEER_CONTINUED, PEER_DISCHARGE],
            [],
            id="an adult with an attested start, which is of the ordered service alone",
        ),
        pytest.param(
            (*adult(), {**draft("H2017", "signed"), "status": "active", "authoredOn": "2025-12-01"}),
            [CONTINUED, PEER_ADMISSION],
            [CONTINUED],
            id="an adult with an active order of last year",
        ),
        pytest.param(
            (patient("2010-06-01"), plan_for("H2017")),
            [("H2017", "continued-stay-child", "unknown"), ("H0024", "admission", "not_met")],
            [("H2017", "continued-stay-child", "unknown")],
            id="a child with H2017",
        ),
        pytest.param(
            (patient("2010-06-01"), plan_for("H0024")),
            [
                ("H2017", "admission-child", "unknown"),
                ("H0024", "admission", "not_met"),
                ("H0024", "discharge", "unknown"),
            ],
            [("H0024", "admission", "not_met"), ("H0024", "discharge", "unknown")],
            id="a child with H0024, which has no criteria for children but those of discharge",
        ),
        pytest.param(
            ({"resourceType": "Patient", "id": PATIENT}, plan_for("H2017")),
            [("H2017", "", "unknown"), ("H0024", "", "unknown")],
            [("H2017", "", "unknown")],
            id="somebody of unknown age with H2017",
        ),
        pytest.param(
            (patient(deceasedDateTime="2026-01-05"), plan_for("H2017"), plan_for("H0024")),
            [],
            [],
            id="somebody who died",
        ),
        pytest.param(
            (patient(deceasedBoolean=True), plan_for("H2017")), [], [], id="somebody who died some day"
        ),
    ],
)
def test_each_hook_shows_the_phase_the_record_shows(
    record: tuple[Json, ...], ordering: list[tuple[str, str, str]], viewing: list[tuple[str, str, str]]
) -> None:
    assert cards_on(ORDER_SELECT, *record) == ordering
    assert cards_on(ORDER_SIGN, *record) == ordering
    assert cards_on(PATIENT_VIEW, *record) == viewing


def test_patient_view_says_what_order_select_says() -> None:
    record = in_service("H2017")
    body = order_select(draft(), prefetch=prefetched(*record))
    assert determinations(opened(*record)) == determinations(cards_of(call(ORDER_SELECT, body)))


def test_a_card_without_an_order_names_none() -> None:
    (card,) = opened(*in_service("H2017"))
    assert "draft-" not in card["detail"]
    assert "In progress" in card["detail"] or "in progress" in card["detail"]
