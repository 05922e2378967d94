"""Changed requests for forms ($questionnaire-package): answered in FHIR, refused by name, nothing echoed."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutate import mutated
from tests.fuzz.rules import CANARY
from tests.fuzz.service import FuzzedService
from tests.service.dtr.asking import PACKAGE, ordered
from tests.support.hook_calls import adult

_ANSWERED = {200: "Parameters"} | dict.fromkeys((400, 412, 413, 422), "OperationOutcome")


@settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(random=st.integers(0, 2**32 - 1).map(Random))
def test_a_request_for_forms_with_changed_values_is_answered_properly(
    service: FuzzedService, random: Random
) -> None:
    answer = service.post(PACKAGE, mutated(ordered(*adult()), random), "application/fhir+json")
    assert msgspec.json.decode(answer.body)["resourceType"] == _ANSWERED[answer.status]
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.status == 200 or CANARY.encode().lower() not in answer.body.lower()
