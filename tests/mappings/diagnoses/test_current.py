"""A disorder that is there now, which peer support asks for."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.diagnoses.conditions import CURRENT, anxiety
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import Json, clinical


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param({"clinicalStatus": clinical("active")}, MET, id="active"),
        pytest.param({"clinicalStatus": clinical("recurrence")}, MET, id="recurrence"),
        pytest.param({"clinicalStatus": clinical("relapse")}, MET, id="relapse"),
        pytest.param({"clinicalStatus": None}, OPEN, id="not stated, and nothing dates it"),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-03-01"},
            MET,
            id="not stated, recorded a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-02-28"},
            OPEN,
            id="not stated, recorded a year and a day ago",
        ),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2026-02-01", "abatementDateTime": "2026-02-20"},
            OPEN,
            id="not stated, recorded lately and ended last week",
        ),
        pytest.param({"clinicalStatus": clinical("resolved")}, OPEN, id="resolved"),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2026-02-20"},
            OPEN,
            id="resolved last week",
        ),
        pytest.param({"clinicalStatus": clinical("inactive")}, OPEN, id="inactive"),
        pytest.param({"clinicalStatus": clinical("remission")}, OPEN, id="remission"),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "onsetDateTime": "2026-02-20"},
            OPEN,
            id="remission of a new disorder",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2026-03-01"},
            OPEN,
            id="active, but it ended today",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2026-03-02"},
            MET,
            id="active, to end tomorrow",
        ),
        pytest.param(
            {"clinicalStatus": None, "abatementDateTime": "2026-02-28"}, OPEN, id="no status, ended yesterday"
        ),
        pytest.param(
            {"clinicalStatus": None, "abatementString": "grew out of it"},
            OPEN,
            id="no status, ended in words",
        ),
        pytest.param({"clinicalStatus": {"text": "Active"}}, OPEN, id="status in words"),
        pytest.param({"onsetDateTime": "2026-03-02"}, OPEN, id="begins tomorrow"),
    ],
)
def test_peer_support_asks_for_a_disorder_that_is_there_now(
    facts: Reader, elements: Json, value: Truth | None
) -> None:
    assert facts(anxiety(**elements), service="H0024")[CURRENT].value == value


def test_a_current_disorder_without_a_status_is_flagged(facts: Reader) -> None:
    seen = anxiety(clinicalStatus=None, recordedDate="2026-02-01")
    assert facts(seen)[CURRENT].evidence[0].note == "clinical status not stated"
