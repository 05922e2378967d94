"""Dirt: whatever stands where FHIR wants something else costs its own resource and no other."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from criteria.facts import Count, Value
from mappings.patient_facts import PatientFacts
from tests.mappings.reading import Reader, Said, facts_of, said
from tests.mappings.rich import RECORD, SAYS, SITE, values
from tests.support.bundles import bundle
from tests.support.fhir import (
    Json,
    concept,
    condition,
    icd,
    item,
    order,
    procedure,
    questionnaire_response,
    score,
    yes,
)

WRONG: tuple[Any, ...] = (None, True, 3.7, "wrong", [None, "x", [{}]], {"x": [{}]})
Path = tuple[str | int, ...]


def in_place(facts: Reader, i: int, dirty: Json) -> PatientFacts:
    """The facts of the rich record with one resource replaced in its entry."""
    entries = bundle(*RECORD)["entry"]
    entries[i] = entries[i] | {"resource": dirty}
    return facts_of(facts.record({"all": bundle(entry=entries)}, SITE), SITE)


def is_less(value: Value | None, clean: Value | None, without: Value | None) -> bool:
    """Whether a value says no more than the clean record, or the record without the resource."""
    fewer = isinstance(value, Count) and isinstance(clean, Count) and value.low < clean.low
    return fewer or value in (clean, without, None)


def paths(part: Any, at: Path = ()) -> Iterator[Path]:
    """Every element of a resource; of a list only the first item."""
    if at:
        yield at
    items: list[tuple[str | int, Any]] = []
    if isinstance(part, dict):
        items = list(part.items())
    elif isinstance(part, list) and part:
        items = [(0, part[0])]
    for step, inner in items:
        yield from paths(inner, (*at, step))


def replaced(resource: Json, at: Path, value: Any) -> Json:
    whole = deepcopy(resource)
    part: Any = whole
    for step in at[:-1]:
        part = part[step]
    part[at[-1]] = value
    return whole


def test_the_rich_record_says_what_it_says(facts: Reader) -> None:
    read = facts(*RECORD, site=SITE)
    assert {name: value for name, value in values(read).items() if value is not None} == SAYS
    assert said(read.record.gaps) == []


@pytest.mark.parametrize("i", range(len(RECORD)), ids=[f"{r['resourceType']}-{r['id']}" for r in RECORD])
def test_an_element_of_a_wrong_type_costs_at_most_its_resource(facts: Reader, i: int) -> None:
    clean = values(facts(*RECORD, site=SITE))
    without = values(facts(*RECORD[:i], *RECORD[i + 1 :], site=SITE))
    kind, identity = RECORD[i]["resourceType"], RECORD[i]["id"]
    names = {
        f"{kind}/{identity}",
        f"{kind}/wrong",
        f"https://ehr.example/fhir/{kind}/{identity}",
        "Patient",
    }
    for at in paths(RECORD[i]):
        for value in WRONG:
            read = in_place(facts, i, replaced(RECORD[i], at, value))
            says = values(read)
            wrong = {name for name in says if not is_less(says[name], clean[name], without[name])}
            assert wrong == set(), f"{at} = {value!r}"
            assert {gap.reference for gap in read.record.gaps} <= names, f"{at} = {value!r}"


@pytest.mark.parametrize(
    ("resource", "gap"),
    [
        pytest.param(
            condition(icd("F32.1")) | {"code": "F32.1"},
            ("Condition/c1", "code is no CodeableConcept"),
            id="a Condition's code",
        ),
        pytest.param(
            yes("least-restrictive") | {"code": 5},
            ("Observation/least-restrictive", "code is no CodeableConcept"),
            id="an Observation's code",
        ),
        pytest.param(
            order() | {"code": [concept(icd("H2017"))]},
            ("ServiceRequest/order", "code is no CodeableConcept"),
            id="an order's code",
        ),
        pytest.param(
            procedure(icd("F32.1")) | {"code": True},
            ("Procedure/proc", "code is no CodeableConcept"),
            id="a Procedure's code",
        ),
        pytest.param(
            score("calocus-composite", 17) | {"component": {"code": concept()}},
            ("Observation/calocus-composite", "component is no list"),
            id="an Observation's components",
        ),
        pytest.param(
            questionnaire_response() | {"item": item("least-restrictive", {"valueBoolean": True})},
            ("QuestionnaireResponse/q1", "item is no list"),
            id="a form's items",
        ),
        pytest.param(
            {"resourceType": 5, "id": "x"},
            ("https://ehr.example/fhir/5/x", "resourceType is missing or no string"),
            id="a resourceType",
        ),
    ],
)
def test_what_makes_a_resource_unreadable_is_reported(facts: Reader, resource: Json, gap: Said) -> None:
    assert facts.gaps(resource) == [gap]
