"""The stored bodies: each is answered as its file says, by the rules; then the next is served."""

from __future__ import annotations

import msgspec
import pytest

from tests.fuzz.bodies import Body, true_bodies
from tests.fuzz.rules import broken
from tests.fuzz.service import FuzzedService
from tests.fuzz.stored import Case, cases

_CASES = cases()


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES)
def test_a_stored_body_is_answered_properly(service: FuzzedService, case: Case) -> None:
    answer = service.post(case.path, case.body, case.media_type)
    assert broken(answer) == []
    assert answer.status in case.statuses, answer.body[:300]


@pytest.mark.parametrize("body", true_bodies(), ids=lambda body: body.name)
def test_what_is_changed_was_answered_before(service: FuzzedService, body: Body) -> None:
    answer = service.post(body.path, msgspec.json.encode(body.content))
    assert (answer.status, broken(answer)) == (200, [])
