"""Nothing that came is lost: read, set aside with the reason, named as a gap or counted as meaningless.

Told by each resource and not by their number: one counted twice would hide one that was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.gaps import GapKind
from mappings.fhir.references import reference_to
from mappings.record.patient_record import PatientRecord
from tests.mappings.rich import SITE
from tests.properties.generated_records import EVIDENCE, READ
from tests.properties.golden_records import cases, request_of
from tests.support.fhir import Json, condition, encounter, icd, questionnaire_response, reference, yes

SOME = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NO_RESOURCE = (
    GapKind.NO_RESOURCE,
    GapKind.NO_RESOURCE_TYPE,
    GapKind.NO_LIST_OF_ENTRIES,
    GapKind.NO_RESOURCE_IN_ENTRY,
)
"""Gaps that name what is no resource, or holds none."""
NAMELESS = "something that is no resource"


class Came(NamedTuple):
    """What stands under a key or in an entry, and the fullUrl of the entry."""

    what: Any
    url: str = ""

    @property
    def name(self) -> str:
        """How a resource is cited; a Patient who is not the request's by the type alone."""
        if not isinstance(self.what, dict) or not isinstance(self.what.get("resourceType"), str):
            return NAMELESS
        kind: str = self.what["resourceType"]
        if kind == "Patient":
            return kind
        return f"{kind}/{self.what['id']}" if isinstance(self.what.get("id"), str) else self.url or kind


def all_sent(slot: Any, url: str = "") -> Iterator[Came]:
    """Whatever stands under a key or in an entry, Bundles taken apart."""
    if isinstance(slot, dict) and slot.get("resourceType") == "Bundle":
        entries = slot.get("entry")
        if isinstance(entries, list):
            for entry in entries:
                held = entry if isinstance(entry, dict) else {}
                yield from all_sent(held.get("resource", "none"), held.get("fullUrl", ""))
        elif entries is not None:
            yield Came(entries)
    elif slot is not None:
        yield Came(slot, url)


def kind_and_code(sent: Json) -> tuple[str, str]:
    """What a resource that means nothing is counted by."""
    concepts = [sent.get("code"), *_listed(sent.get("type"))]
    found = [coding for each in concepts if isinstance(each, dict) for coding in _listed(each.get("coding"))]
    return sent["resourceType"], f"{found[0]['system']}|{found[0]['code']}" if found else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def accounted(record: PatientRecord) -> Counter[str]:
    """What was read, set aside or named as no resource."""
    read = [reference_to(each.resource, each.full_url) for each in record.read]
    names = [*read, *(each.reference for each in record.set_aside)]
    found = Counter("Patient" if name.startswith("Patient/") else name for name in names)
    found[NAMELESS] = sum(gap.kind in NO_RESOURCE for gap in record.gaps)
    return +found


def assert_conserved(record: PatientRecord, sent: list[Came]) -> None:
    """Assert that each resource stands in the ledger as often as it was sent."""
    rest = Counter(each.name for each in sent)
    rest.subtract(accounted(record))
    assert not -rest, "counted more often than it came"
    by_name = {each.name: each.what for each in sent}
    assert record.meaningless == Counter(kind_and_code(by_name[name]) for name in rest.elements())


@pytest.mark.parametrize("name", cases())
def test_all_that_a_case_sends_is_accounted_for(name: str) -> None:
    request = request_of(name)
    prefetch = request["prefetch"]
    record = READ.record(prefetch, patient_id=request["context"]["patientId"])
    assert_conserved(record, [each for slot in prefetch.values() for each in all_sent(slot)])


ERROR = {"resourceType": "OperationOutcome", "issue": []}
ODD: tuple[Any, ...] = (
    *(5, "text", [], {}, {"resourceType": 5}, {"resourceType": "Basic", "id": "b"}, ERROR),
    {"resourceType": "Patient", "id": "p2"},
    {"resourceType": "Patient"},
    {
        "resourceType": "Bundle",
        "entry": [{"resource": yes("team-agrees", identity="in")}, {"resource": 5}, None],
    },
    {"resourceType": "Bundle", "entry": 5},
    {"resourceType": "Bundle"},
    yes("team-agrees", identity="no-concept") | {"code": 5},
    yes("team-agrees", identity="wrong", status="entered-in-error"),
    yes("team-agrees", identity="ruled") | {"implicitRules": "x"},
    yes("team-agrees", identity="of-p2", subject=reference("Patient/p2")),
    yes("team-agrees", identity="of-nobody", subject=reference("?")),
    yes("team-agrees", identity="of-mother", focus=[reference("RelatedPerson/mother")]),
    yes("no-such-input", identity="unknown-input"),
    condition(icd("E11.9"), identity="diabetes"),
    condition(icd("F31.9"), identity="who", code={"coding": [{"system": "urn:x", "code": "F31.9"}]}),
    questionnaire_response(identity="local", questionnaire="https://elsewhere.example/Questionnaire/phq-9"),
    encounter("elsewhere", subject=reference("Patient/p2")),
)


MODE = st.sampled_from(["match", "include", "outcome", "?", None])


@SOME
@given(st.lists(st.sampled_from([*EVIDENCE, *ODD]), max_size=12, unique_by=id), st.data())
def test_all_that_is_sent_is_accounted_for(sent: list[Any], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(sent), max_size=3) if sent else st.just([]))
    keys = ("conditions", "observations", "criteriaInputs", "x")
    prefetch: dict[str, Any] = {key: {"resourceType": "Bundle", "entry": []} for key in keys}
    for each in [*sent, *again]:
        entry = {"resource": each, "search": {"mode": data.draw(MODE)}}
        prefetch[data.draw(st.sampled_from(keys))]["entry"].append(entry)
    record = READ.record(prefetch, SITE)
    assert_conserved(record, [each for slot in prefetch.values() for each in all_sent(slot)])


@pytest.mark.parametrize("slot", [None, *ODD], ids=lambda slot: str(slot)[:40])
def test_whatever_stands_in_place_of_a_bundle_is_accounted_for(slot: Any) -> None:
    record = READ.record({"conditions": slot})
    assert_conserved(record, list(all_sent(slot)))
