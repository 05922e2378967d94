"""A qualification counts on the days that it was held, a role while it is somebody's."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.facts import License
from tests.mappings.qualifications import LISTS_LPC, LPC
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import ABSENT_FOR_A_REASON, CLINICIAN, RECENT, Json, concept, practitioner, yes

FACT = "symptoms-interfere"
ROLE = {"resourceType": "PractitionerRole", "id": "role", "code": [concept(LPC)]}


def holder(period: Any) -> Json:
    return practitioner("lpha") | {"qualification": [{"code": concept(LPC), "period": period}]}


@pytest.mark.parametrize(
    ("period", "license", "value"),
    [
        pytest.param(None, License.LISTED, MET, id="without a period"),
        pytest.param({"end": RECENT}, License.LISTED, MET, id="until the day of the answer"),
        pytest.param({"end": "2026-02-19"}, License.ENDED, OPEN, id="until the day before"),
        pytest.param({"start": RECENT}, License.LISTED, MET, id="from the day of the answer"),
        pytest.param({"start": "2026-02-21"}, License.NOT_LISTED, OPEN, id="from the day after"),
        pytest.param({"end": "2026-02"}, License.LISTED, MET, id="until some day of that month"),
        pytest.param({"end": "soon"}, License.NOT_CHECKED, MET, id="until a day that cannot be read"),
        pytest.param({"_end": ABSENT_FOR_A_REASON}, License.NOT_CHECKED, MET, id="until an unknown day"),
    ],
)
def test_a_listed_qualification_counts_on_the_days_it_was_held(
    facts: Reader, period: Any, license: License, value: Any
) -> None:
    fact = facts(yes(FACT), holder(period), site=LISTS_LPC)[FACT]
    author = (fact.evidence or fact.hints)[0].by
    assert author is not None
    assert (fact.value, author.license) == (value, license)


@pytest.mark.parametrize(
    ("elements", "license"),
    [
        pytest.param({}, License.LISTED, id="as it is"),
        pytest.param({"active": True}, License.LISTED, id="an active role"),
        pytest.param({"active": False}, License.NOT_CHECKED, id="a role no longer active"),
        pytest.param({"active": "no"}, License.NOT_CHECKED, id="one of which that cannot be read"),
        pytest.param({"period": {"end": RECENT}}, License.LISTED, id="until the day of the answer"),
        pytest.param({"period": {"end": "2026-02-19"}}, License.NOT_CHECKED, id="until the day before"),
    ],
)
def test_a_role_says_what_somebody_is_while_it_is_theirs(
    facts: Reader, elements: Json, license: License
) -> None:
    role = ROLE | elements
    fact = facts(yes(FACT, by="PractitionerRole/role"), role, site=LISTS_LPC)[FACT]
    assert fact.value is MET
    assert fact.evidence[0].by is not None
    assert fact.evidence[0].by.license is license


def test_each_answer_is_judged_by_its_own_day(facts: Reader) -> None:
    held = holder({"end": "2026-02-10"})
    earlier, later = (yes(name, on=on) for name, on in ((FACT, "2026-02-10"), ("spmi-present", "2026-02-11")))
    read = facts(earlier, later, held, site=LISTS_LPC)
    assert (read[FACT].value, read["spmi-present"].value) == (MET, OPEN)
    assert CLINICIAN.endswith(held["id"])
