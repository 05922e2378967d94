"""The page of outcomes: what stands on record of a period, counted; no trigger is neither good nor bad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from service.audit.audit_log import AuditLog
from service.audit.events import REQUEST_BENCH, CallRecord, CardRecord, FeedbackRecord
from service.audit.schema import migrate
from service.audit.tables import store
from service.settings import Settings
from service.web.app import create_app
from tests.support.browsing import Browsing
from tests.support.pages.axe import violations
from tests.support.pages.bridge import OURS, bridge

H2017, H0024 = "sc-medicaid-h2017-prs", "va-medicaid-h0024-peer-support"
PERIOD = "since=2026-03-01&until=2026-03-31"
SERVICE = "criteria-order-select"


def call(number: int, *cards: CardRecord, at: str = "2026-03-10", client: str = "north") -> CallRecord:
    return CallRecord(
        id=f"call-{number}",
        at=f"{at}T12:00:00.000+00:00",
        on=at,
        service=SERVICE,
        client=client,
        site="example-private",
        mapping_version="m",
        digest="d",
        ms=float(number),
        gather_ms=0.0,
        fetched=0,
        cards=cards,
        gaps={"not_sent": 2},
    )


def card(uuid: str, outcome: str, policy: str = H2017, kind: str = "admission") -> CardRecord:
    opened = ("F",) if outcome == "unknown" else ()
    missing = {"family-agrees": "not-on-file"} if opened else {}
    return CardRecord(uuid, policy, "1", kind, outcome, "admission-child", opened, missing=missing)


def said(uuid: str, outcome: str, reason: str = "") -> FeedbackRecord:
    at = "2026-03-11T12:00:00.000+00:00"
    return FeedbackRecord(f"of-{uuid}", at, SERVICE, "north", uuid, outcome, at, reason_code=reason)


EVENTS = (
    call(1, card("a", "met"), card("b", "unknown")),
    call(2, card("c", "not_met")),
    call(3, card("d", "not_met", H0024, "discharge")),
    call(4, card("e", "met"), at="2026-02-28"),
    call(5, card("f", "met"), client=REQUEST_BENCH),
    said("a", "accepted"),
    said("b", "overridden", "documented-elsewhere"),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A service with a record."""
    folder: Path = tmp_path_factory.mktemp("outcomes")
    settings = Settings(
        public_url=OURS, require_token=False, site="example-private", data=folder, console="open"
    )
    audit = AuditLog(settings.database, folder / "spool", settings.spool_bytes)
    migrate(audit.engine)
    with audit.engine.begin() as connection:
        store(connection, EVENTS)
    yield create_app(settings, audit)
    audit.engine.dispose()


@pytest.fixture
def person(app: Flask, browser: Browsing) -> Iterator[Page]:
    with browser.context() as context:
        bridge(context, app)
        yield context.new_page()


def shown(page: Page, region: str) -> list[str]:
    rows = page.get_by_role("region", name=region).locator("table.bars tr")
    return [" ".join(each.split()) for each in rows.all_inner_texts()]


def test_a_period_is_counted_without_what_is_outside_it_or_of_the_bench(person: Page) -> None:
    person.goto(f"{OURS}/console/outcomes?{PERIOD}")
    assert violations(person) == []
    assert shown(person, "Outcomes") == ["H2017 admission 3", "H0024 discharge 1"]
    labels = person.get_by_role("region", name="Outcomes").get_by_role("img")
    assert [each.get_attribute("aria-label") for each in labels.all()] == [
        "1 met, 1 not met, 1 open or unread",
        "1 no trigger",
    ]
    assert shown(person, "Criteria most often open") == ["F H2017 admission-child 1"]
    assert shown(person, "Why facts were missing") == ["Not on file, or no longer counts 1"]
    assert shown(person, "What did not arrive") == ["not sent 6"]
    assert shown(person, "What clinicians did") == [
        "Accepted 1",
        "documented-elsewhere overridden 1",
        "Nothing was said 2",
    ]
    assert shown(person, "Time to answer") == [f"{SERVICE} 3 calls 2.0 · 3.0 · 3.0 ms"]


def test_a_discharge_without_trigger_has_no_color_of_good_or_bad(person: Page) -> None:
    person.goto(f"{OURS}/console/outcomes?{PERIOD}")
    discharge = person.get_by_role("img", name="1 no trigger").locator("rect")
    assert discharge.get_attribute("class") == "f-na"


def test_calls_of_the_bench_are_counted_where_they_are_asked_for(person: Page) -> None:
    person.goto(f"{OURS}/console/outcomes?{PERIOD}")
    person.get_by_text("with calls of the bench").click()
    person.get_by_role("button", name="Show").click()
    person.wait_for_url("**bench=1")
    assert shown(person, "Outcomes") == ["H2017 admission 4", "H0024 discharge 1"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("since=2026-03-01&until=2026-03-01", 200),
        ("since=2025-03-31&until=2026-03-31", 200),
        ("since=2025-03-30&until=2026-03-31", 400),
        ("since=2026-03-02&until=2026-03-01", 400),
        ("since=yesterday", 400),
    ],
)
def test_a_period_is_some_days_of_a_year_at_most(query: str, status: int, app: Flask) -> None:
    answer = app.test_client().get(f"/console/outcomes?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == status


def test_where_nothing_is_kept_the_page_says_so(tmp_path: Path) -> None:
    settings = Settings(require_token=False, data=tmp_path, console="open")
    page = create_app(settings).test_client().get("/console/outcomes", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "keeps no record" in page.text
