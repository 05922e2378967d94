"""How often the person was seen: what was done at one visit is one contact."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mappings.hints.entries import CONTACT
from tests.mappings.reading import Reader
from tests.support.fhir import HCPCS, Json, coding, encounter, procedure, reference

VISITS = [encounter(f"e{day}", f"2026-02-{day}", **CONTACT) for day in ("03", "10", "17")]


@pytest.mark.parametrize(
    ("site", "shown"),
    [
        pytest.param("", "3 contacts in 2026-02", id="no minimum set"),
        pytest.param(
            "monthly_minimum_contacts: {H2017: 4}",
            "3 contacts in 2026-02; the minimum set here is 4",
            id="a minimum",
        ),
    ],
)
def test_the_contacts_of_the_last_month_are_counted(facts: Reader, site: str, shown: str) -> None:
    early = encounter("old", "2026-01-31", **CONTACT)
    planned = encounter("planned", "2026-02-24", status="planned", **CONTACT)
    fact = facts(*VISITS, early, planned, site=site)["monthly-minimum-missed"]
    assert fact.value is None
    assert [(hint.reference, hint.value) for hint in fact.hints] == [("Encounter/e17", shown)]


def units(count: int, **elements: Any) -> list[Json]:
    return [procedure(coding(HCPCS, "H2017"), identity=f"unit-{i}", **elements) for i in range(1, count + 1)]


@pytest.mark.parametrize(
    ("resources", "shown"),
    [
        pytest.param(
            [encounter(**CONTACT), *units(1, encounter=reference("Encounter/e1"))],
            ("Encounter/e1", "1 contact in 2026-02"),
            id="a visit and its procedure",
        ),
        pytest.param(
            [*units(1, encounter=reference("Encounter/e1")), encounter(**CONTACT)],
            ("Encounter/e1", "1 contact in 2026-02"),
            id="a procedure and then its visit",
        ),
        pytest.param(
            [encounter(), *units(4, encounter=reference("Encounter/e1"))],
            ("Procedure/unit-4", "1 contact in 2026-02"),
            id="four units of a visit that is not coded as the service",
        ),
        pytest.param(
            units(4, encounter=reference("Encounter/not-sent")),
            ("Procedure/unit-4", "1 contact in 2026-02"),
            id="four units of a visit that was not sent",
        ),
        pytest.param(
            [encounter(**CONTACT), *units(1, encounter=reference("https://ehr.example/fhir/Encounter/e1"))],
            ("Encounter/e1", "1 contact in 2026-02"),
            id="a visit by its URL and its procedure",
        ),
        pytest.param(
            [encounter(**CONTACT), *units(1, encounter=reference("Encounter/e2"))],
            ("Procedure/unit-1", "2 contacts in 2026-02"),
            id="a procedure of another visit",
        ),
        pytest.param(
            units(2), ("Procedure/unit-2", "2 contacts in 2026-02"), id="two procedures that name no visit"
        ),
    ],
)
def test_what_was_done_at_one_visit_is_one_contact(
    facts: Reader, resources: list[Json], shown: tuple[str, str]
) -> None:
    hints = facts(*resources)["monthly-minimum-missed"].hints
    assert [(hint.reference, hint.value) for hint in hints] == [shown]


def test_contacts_by_procedure_count_as_well(facts: Reader) -> None:
    delivered = procedure(coding(HCPCS, "H2017"))
    hints = facts(delivered, *VISITS)["participating"].hints
    assert [hint.value for hint in hints] == ["4 contacts coded H2017 in 90 days, the last one"]
