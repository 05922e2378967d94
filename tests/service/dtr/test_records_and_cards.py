"""Where the record of a package comes from, and the card that a form client comes from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.audit.audit_log import AuditLog
from service.settings import Settings
from service.web.app import create_app
from tests.service.dtr.asking import (
    COVERAGE,
    PACKAGE,
    asked,
    draft_in,
    fresh,
    issues,
    of_kind,
    packages,
    post,
)
from tests.support.cards import cards_of
from tests.support.fhir import PATIENT, Json, patient, reference, yes
from tests.support.fhir_server import FhirDouble
from tests.support.hook_calls import (
    ORDER_SELECT,
    PATIENT_VIEW,
    adult,
    diagnosis,
    draft,
    order_select,
    patient_view,
    plan_for,
    prefetched,
)

OPEN = (patient(), diagnosis(), yes("lpha-recommends"))


@pytest.fixture
def server() -> Iterator[FhirDouble]:
    with FhirDouble(*fresh(*OPEN)) as double:
        yield double


def at(url: str) -> Json:
    """A request for a patient who is named with the server."""
    coverage = COVERAGE | {"beneficiary": reference(f"{url}/Patient/{PATIENT}")}
    return asked(("order", draft()), coverage=coverage)


def test_the_record_is_read_where_the_reference_says_without_a_token(server: FhirDouble) -> None:
    response = post(at(server.url), allow_loopback_fhir=True)
    (package,) = packages(response)
    assert issues(response) == []
    assert "admission-adult/lpha-recommends" in str(draft_in(package))
    assert server.asked
    assert not any("Authorization" in each.headers for each in server.asked)


def test_a_server_that_nobody_registered_is_not_asked(server: FhirDouble) -> None:
    response = post(at(server.url))
    assert issues(response) == [("information", "informational")]
    assert server.asked == []


def test_a_server_that_gives_nothing_costs_what_is_filled_in_and_no_more(server: FhirDouble) -> None:
    server.replies["Patient"] = lambda exchange: exchange.send(401, b"{}")
    response = post(at(server.url), allow_loopback_fhir=True)
    assert len(packages(response)) == 1
    assert issues(response) == [("information", "informational")]


def test_a_record_that_is_sent_is_the_whole_record(server: FhirDouble) -> None:
    coverage = COVERAGE | {"beneficiary": reference(f"{server.url}/Patient/{PATIENT}")}
    body = asked(("order", draft()), record=fresh(patient(), diagnosis()), coverage=coverage)
    (package,) = packages(post(body, allow_loopback_fhir=True))
    assert "lpha-recommends" not in str(draft_in(package))
    assert server.asked == []


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[AuditLog]:
    log = AuditLog(f"sqlite:///{tmp_path / 'cards.db'}", tmp_path / "spool", 1024 * 1024)
    yield log
    log.shipper.stop()
    log.engine.dispose()


@pytest.fixture
def client(memory: AuditLog) -> FlaskClient:
    settings = Settings(require_token=False, allow_as_of=True, clients=None, site="")
    return create_app(settings, memory).test_client()


def shown(client: FlaskClient, memory: AuditLog, service: str, body: Json) -> list[Json]:
    cards = cards_of(client.post(f"/cds-services/{service}", json=body))
    memory.shipper.ship()
    return cards


def forms(client: FlaskClient, context: str, *record: Json) -> tuple[list[str], list[Any]]:
    response = client.post(PACKAGE, json=asked(("context", context), record=record))
    return [of_kind(each, "Questionnaire")[0]["id"] for each in packages(response)], issues(response)


def test_a_card_is_the_context_of_its_own_form(client: FlaskClient, memory: AuditLog) -> None:
    record = prefetched(patient(), diagnosis(), plan_for("H2017"))
    (card,) = shown(client, memory, PATIENT_VIEW, patient_view(record))
    found, said = forms(client, card["uuid"], *fresh(patient(), diagnosis(), plan_for("H2017")))
    assert (found, said) == (["sc-medicaid-h2017-prs-continued-stay"], [])
    assert forms(client, card["uuid"].upper())[0] == found


def test_a_card_whose_criteria_are_met_by_now_needs_no_form(client: FlaskClient, memory: AuditLog) -> None:
    body = order_select(draft(), prefetch=prefetched(patient(), diagnosis()))
    (card,) = shown(client, memory, ORDER_SELECT, body)
    assert forms(client, card["uuid"], *fresh(*adult())) == ([], [("information", "informational")])


def test_a_card_of_another_client_is_no_context(client: FlaskClient, memory: AuditLog) -> None:
    body = order_select(draft(), prefetch=prefetched(patient(), diagnosis()))
    (card,) = shown(client, memory, ORDER_SELECT, body)
    with memory.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE evaluations SET client = 'another'")
    response = client.post(PACKAGE, json=asked(("context", card["uuid"])))
    assert response.status_code == 422


def test_where_cards_cannot_be_looked_up_the_request_may_come_again(
    client: FlaskClient, memory: AuditLog
) -> None:
    response = client.post(PACKAGE, json=asked(("context", "0b3f6a52-3d0e-4c1f-9a27-5f1f6f7f2b10")))
    assert response.status_code == 503  # no database yet: nothing was shipped
    assert response.headers["Retry-After"]


def test_a_card_that_is_not_in_the_database_yet_may_be_asked_for_again(
    client: FlaskClient, memory: AuditLog
) -> None:
    shown(client, memory, ORDER_SELECT, order_select(draft(), prefetch=prefetched(patient(), diagnosis())))
    again = order_select(draft(), prefetch=prefetched(patient(), diagnosis()))
    (card,) = cards_of(client.post(f"/cds-services/{ORDER_SELECT}", json=again))
    early = client.post(PACKAGE, json=asked(("context", card["uuid"])))
    assert (early.status_code, bool(early.headers["Retry-After"])) == (503, True)
    memory.shipper.ship()
    assert client.post(PACKAGE, json=asked(("context", card["uuid"]))).status_code == 200
