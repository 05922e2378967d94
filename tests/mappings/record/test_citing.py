"""What a resource is cited by, whatever its id."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.reading import Reader
from tests.support.bundles import bundle
from tests.support.fhir import yes


@pytest.mark.parametrize(
    ("identity", "cited"),
    [
        pytest.param("a/b", "Observation/a/b", id="a slash"),
        pytest.param("a b|c", "Observation/a b|c", id="a blank and a bar"),
        pytest.param("<b>*_`", "Observation/<b>*_`", id="markup"),
        pytest.param("\u00e9\U0001f600", "Observation/\u00e9\U0001f600", id="beyond ASCII"),
        pytest.param("x" * 200, f"Observation/{'x' * 200}", id="far too long"),
        pytest.param("", "https://ehr.example/fhir/Observation/", id="empty: the fullUrl"),
        pytest.param(5, "https://ehr.example/fhir/Observation/5", id="a number: the fullUrl"),
    ],
)
def test_an_odd_id_is_cited_as_it_is(facts: Reader, identity: object, cited: str) -> None:
    fact = facts(yes("least-restrictive", identity=None) | {"id": identity})["least-restrictive"]
    assert fact.value is Truth.MET
    assert fact.evidence[0].reference == cited


def test_a_resource_without_id_or_url_is_cited_by_its_type(facts: Reader) -> None:
    nameless = {name: value for name, value in yes("least-restrictive").items() if name != "id"}
    record = facts.record({"x": bundle(entry=[{"resource": nameless}] * 2)})
    assert [source.reference for source in record.answers["least-restrictive"]] == ["Observation"] * 2
