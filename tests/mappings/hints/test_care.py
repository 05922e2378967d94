"""Orders, plans and visits shown beside an open question."""

from __future__ import annotations

import pytest

from tests.mappings.hints.entries import CONTACT, cited, shown_beside
from tests.mappings.reading import Reader
from tests.support.fhir import (
    Json,
    encounter,
    order,
    plan,
    reference,
    service,
)

FAMILY: Json = {"participant": [{"individual": reference("RelatedPerson/mother")}]}


@pytest.mark.parametrize(
    ("fact", "resource", "hinted"),
    [
        pytest.param("lpha-recommends", order(), True, id="an order for the service"),
        pytest.param("lpha-recommends", order(status="draft"), False, id="a draft order"),
        pytest.param("lpha-recommends", order(code="H0024"), False, id="an order for another service"),
        pytest.param("scope-intensity-documented", plan(), True, id="a plan that names the service"),
        pytest.param(
            "scope-intensity-documented", plan(activity=None), False, id="a plan that names no service"
        ),
        pytest.param(
            "plan-cocreated",
            plan(contributor=[reference("Patient/p1")]),
            True,
            id="the person as a contributor",
        ),
        pytest.param(
            "plan-cocreated", plan(author=reference("RelatedPerson/1")), True, id="a related author"
        ),
        pytest.param(
            "plan-cocreated", plan(author=reference("Practitioner/1")), False, id="a clinician alone"
        ),
        pytest.param("discharge-requested", plan(status="revoked"), True, id="a revoked plan"),
        pytest.param("discharge-requested", order(status="revoked"), True, id="a revoked order"),
        pytest.param(
            "discharge-requested",
            plan(status="revoked", activity=None),
            False,
            id="a revoked plan that names no service",
        ),
        pytest.param("discharge-requested", plan(), False, id="an active plan"),
        pytest.param("family-participating", encounter(**FAMILY), True, id="a visit with the family"),
        pytest.param("family-participating", encounter(), False, id="a visit without the family"),
        pytest.param(
            "family-participating", encounter(status="cancelled", **FAMILY), False, id="a cancelled visit"
        ),
        pytest.param("participating", encounter(start="2026-03-01", **CONTACT), True, id="a contact today"),
        pytest.param(
            "participating", encounter(start="2026-03-02", **CONTACT), False, id="a contact tomorrow"
        ),
        pytest.param(
            "family-participating",
            encounter(start="2025-11-30", **FAMILY),
            False,
            id="a visit with the family 91 days ago",
        ),
        pytest.param(
            "participation-discontinued",
            encounter(start="2026-01-29", **CONTACT),
            True,
            id="a last contact 31 days ago",
        ),
        pytest.param(
            "participation-discontinued",
            encounter(start="2026-01-30", **CONTACT),
            False,
            id="a last contact 30 days ago",
        ),
        pytest.param("participating", encounter(**CONTACT), True, id="a contact coded as the service"),
        pytest.param(
            "participating",
            encounter(type=[service("H0024")]),
            False,
            id="a contact coded as another service",
        ),
    ],
)
def test_care_on_file_stands_beside_the_open_question_and_settles_nothing(
    facts: Reader, fact: str, resource: Json, hinted: bool
) -> None:
    assert shown_beside(facts(resource)[fact]) == ([cited(resource)] if hinted else [])
