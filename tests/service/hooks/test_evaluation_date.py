"""The evaluation date: today in the site's time zone, or pinned where a setting allows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.service.hooks.refusals import expression_of
from tests.support.application import call
from tests.support.cards import DETERMINATION, cards_of
from tests.support.fhir import Json, patient
from tests.support.hook_calls import AS_OF, ORDER_SELECT, TODAY, draft, order_select


def dated(body: Json, **changes: Any) -> str:
    """The day the one card is about."""
    (card,) = cards_of(call(ORDER_SELECT, body, **changes))
    return str(card["extension"][DETERMINATION]["on"])


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize("extension", [None, {}, {AS_OF: None}], ids=str)
def test_the_evaluation_date_is_today_in_the_configured_zone(zone: str, extension: Json | None) -> None:
    body = {**order_select(draft(), prefetch={"patient": patient()}), "extension": extension}
    before = datetime.now(ZoneInfo(zone)).date().isoformat()
    on = dated(body, time_zone=zone)
    after = datetime.now(ZoneInfo(zone)).date().isoformat()
    assert on in (before, after)


def test_a_request_pins_the_date_only_where_the_setting_allows_it() -> None:
    body = order_select(draft(), prefetch={"patient": patient()})
    assert dated(body) == TODAY
    before = datetime.now(ZoneInfo("America/New_York")).date().isoformat()
    assert dated(body, allow_as_of=False) >= before > TODAY


@pytest.mark.parametrize(
    "pinned",
    [
        *("tomorrow", "2026-02-30", "2026-03", "01.03.2026", "2026-03-01T00:00:00Z", "", 20260301, [], True),
        *("20260301", "2026-W09-7", "2026-03-01 ", "\uff12026-03-01", "2026-03-0\u0661"),
    ],
)
def test_a_pinned_date_that_is_none_is_refused_where_it_is_allowed_and_ignored_elsewhere(
    pinned: object,
) -> None:
    body = {**order_select(draft(), prefetch={"patient": patient()}), "extension": {AS_OF: pinned}}
    response = call(ORDER_SELECT, body)
    assert response.status_code == 400
    assert expression_of(response) == f"extension.{AS_OF}"
    assert call(ORDER_SELECT, body, allow_as_of=False).status_code == 200
