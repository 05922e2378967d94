"""A visit to the console ends: some time after its last request, and at the latest hours after it began."""

from __future__ import annotations

import pytest

from service.console.visits import IDLE_SECONDS, MAX_VISIT_SECONDS, Visit, Visits

BEGAN = 1_000_000.0
KEY = b"k" * 32


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("seconds", "lives"),
    [
        pytest.param(IDLE_SECONDS, True, id="at its idle end"),
        pytest.param(IDLE_SECONDS + 1, False, id="after it"),
    ],
)
def test_a_visit_without_requests_lives_for_a_while(seconds: float, lives: bool) -> None:
    clock = Clock()
    visits = Visits(KEY, clock)
    cookie = visits.cookie(visits.begin("user-1", "Robin Ash"))
    clock.now += seconds
    assert (visits.opened(cookie) is not None) is lives


def test_a_visit_that_goes_on_ends_hours_after_it_began() -> None:
    clock = Clock()
    visits = Visits(KEY, clock)
    cookie = visits.cookie(visits.begin("user-1", "Robin Ash"))
    while (visit := visits.opened(cookie)) and clock.now <= BEGAN + 2 * MAX_VISIT_SECONDS:
        cookie = visits.goes_on(visit) or cookie
        clock.now += IDLE_SECONDS / 2
    assert clock.now - BEGAN == MAX_VISIT_SECONDS + IDLE_SECONDS / 2


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda cookie: cookie[:-4] + "AAAA", id="whose end was changed"),
        pytest.param(lambda cookie: "", id="empty"),
        pytest.param(lambda cookie: "é", id="not of ASCII"),
        pytest.param(lambda cookie: "A" * 5000, id="too long"),
        pytest.param(
            lambda cookie: Visits(b"l" * 32).cookie(Visit("user-1", began=BEGAN, seen=BEGAN)),
            id="sealed by another key",
        ),
        pytest.param(
            lambda cookie: Visits(KEY).sealed(Visit("user-1", began=BEGAN, seen=BEGAN), "console-sign-in"),
            id="sealed for another purpose",
        ),
    ],
)
def test_a_cookie_is_nobodys(changed: object) -> None:
    visits = Visits(KEY, Clock())
    assert callable(changed)
    assert visits.opened(changed(visits.cookie(visits.begin("user-1", "")))) is None


def test_every_worker_opens_what_another_sealed() -> None:
    clock = Clock()
    one, other = Visits(KEY, clock), Visits(KEY, clock)
    visit = one.begin("user-1", "Robin Ash")
    assert other.opened(one.cookie(visit)) == visit
