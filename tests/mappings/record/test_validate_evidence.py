"""What `fhir.resources` finds wrong with cited evidence is a gap that names an element, never its content."""

from __future__ import annotations

import json

import pytest

from mappings.record.validate_evidence import validate_evidence
from tests.mappings.reading import said

CITED = "Observation/cited"
VALID = (
    '{"resourceType": "Observation", "id": "cited", "status": "final", "code": {"text": "CALOCUS"},'
    ' "effectiveDateTime": "2026-02-20", "valueInteger": 17}'
)


def body(*resources: str) -> bytes:
    """A request whose prefetch has the first resource alone and all of them in a Bundle."""
    entries = ", ".join(f'{{"resource": {each}}}' for each in resources)
    return f'{{"prefetch": {{"one": {resources[0]}, "all": {{"entry": [7, {entries}]}}}}}}'.encode()


@pytest.mark.parametrize(
    ("found", "replacement", "problem"),
    [
        ('"final"', '"final"', None),
        ('"status": "final", ', "", "it is not valid FHIR: status (model_field_validation.missing)"),
        (
            '"final",',
            '"final", "favouriteColour": 1, "favouriteShape": 2, "favouriteTree": 3,',
            "it is not valid FHIR: favouriteColour (extra_forbidden), and 2 more",
        ),
        ('"2026-02-20"', '"Zyx7Canary"', "it is not valid FHIR: effectiveDateTime (value_error)"),
        (
            "17",
            '17, "favouriteColour": "Zyx7Canary"',
            "it is not valid FHIR: favouriteColour (extra_forbidden)",
        ),
        ("17", "1e999", "it is not valid FHIR: it holds a number that is out of range"),
        (
            "17",
            '17, "contained": [{"resourceType": "Zyx7Canary"}]',
            "it is not valid FHIR: it holds a resource type that R4 does not know",
        ),
    ],
    ids=[
        "valid",
        "no status",
        "three elements of a vendor",
        "no date",
        "an element of a vendor",
        "a number beyond all",
        "an unknown type",
    ],
)
def test_a_cited_resource_gets_one_gap_for_what_is_wrong(found: str, replacement: str, problem: str) -> None:
    resource = VALID.replace(found, replacement)
    expected = [(CITED, problem)] if problem else []
    assert said(validate_evidence(body(resource), {CITED})) == expected


def test_what_no_card_cites_is_not_validated() -> None:
    other = VALID.replace('"cited"', '"other"').replace('"final"', "7")
    assert validate_evidence(body(VALID, other), {CITED}) == []
    assert [gap.reference for gap in validate_evidence(body(VALID, other), {CITED, "Observation/other"})] == [
        "Observation/other"
    ]


@pytest.mark.parametrize("prefetch", [None, {}, {"a": None}, {"a": 7}, {"a": {"entry": 7}}, {"a": [VALID]}])
def test_a_prefetch_without_resources_has_nothing_to_validate(prefetch: object) -> None:
    assert validate_evidence(json.dumps({"prefetch": prefetch}).encode(), {CITED}) == []
