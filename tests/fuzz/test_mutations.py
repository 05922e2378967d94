"""Requests changed at random: whatever becomes of them, the answer keeps the rules."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.bodies import Body, true_bodies
from tests.fuzz.mutate import mutated, scrambled
from tests.fuzz.rules import broken
from tests.fuzz.service import FuzzedService

_BODIES = st.sampled_from(true_bodies())
_RANDOM = st.integers(0, 2**32 - 1).map(Random)
"""By a seed, which a failure names; what is drawn of it is not for Hypothesis to replay."""
_SETTINGS = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_SETTINGS
@given(body=_BODIES, random=_RANDOM)
def test_a_request_with_changed_values_is_answered_properly(
    service: FuzzedService, body: Body, random: Random
) -> None:
    assert broken(service.post(body.path, mutated(body.content, random))) == []


@_SETTINGS
@given(body=_BODIES, random=_RANDOM)
def test_a_request_with_changed_bytes_is_answered_properly(
    service: FuzzedService, body: Body, random: Random
) -> None:
    assert broken(service.post(body.path, scrambled(msgspec.json.encode(body.content), random))) == []


@_SETTINGS
@given(body=_BODIES, content=st.binary(max_size=200))
def test_any_bytes_are_answered_properly(service: FuzzedService, body: Body, content: bytes) -> None:
    assert broken(service.post(body.path, content)) == []
