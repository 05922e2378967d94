"""A reference in whatever form names the same; what is not known to be the patient's settles nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from tests.mappings.rich import SITE
from tests.properties.generated_records import EVIDENCE, READ, sent_under_keys, whole
from tests.support.fhir import SERVER, Json, reference

CLEAN = whole(READ.record(sent_under_keys(EVIDENCE), SITE, SERVER))
Written = Callable[[str], str]


def urn(target: str) -> str:
    """The URN that an entry is called by, as a server makes them for a transaction."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, target)}"


def rewritten(part: Any, write: Written) -> Any:
    """A copy in which each reference is written in another way."""
    if isinstance(part, list):
        return [rewritten(each, write) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: write(value) if name == "reference" and isinstance(value, str) else rewritten(value, write)
        for name, value in part.items()
    }


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda target: f"{SERVER}/{target}", id="absolute"),
        pytest.param(lambda target: f"{target}/_history/3", id="versioned"),
        pytest.param(lambda target: f"{SERVER}/{target}/_history/3", id="absolute and versioned"),
    ],
)
def test_a_reference_in_another_form_changes_no_fact(write: Written) -> None:
    prefetch = rewritten(sent_under_keys(EVIDENCE), write)
    assert whole(READ.record(prefetch, SITE, SERVER)) == CLEAN


def test_nor_does_one_to_an_entry_by_its_full_url() -> None:
    sent = {f"{each['resourceType']}/{each['id']}" for each in EVIDENCE}
    prefetch = rewritten(sent_under_keys(EVIDENCE), lambda target: urn(target) if target in sent else target)
    for slot in prefetch.values():
        for entry in slot.get("entry", ()):
            entry["fullUrl"] = urn(f"{entry['resource']['resourceType']}/{entry['resource']['id']}")
    person = prefetch["patient"]
    entry = {"fullUrl": urn(f"Patient/{person['id']}"), "resource": person}
    prefetch["patient"] = {"resourceType": "Bundle", "type": "searchset", "entry": [entry]}
    assert whole(READ.record(prefetch, SITE)) == CLEAN


OTHERS: tuple[Any, ...] = (
    reference("Patient/p2"),
    reference("https://elsewhere.example/fhir/Patient/p1"),
    reference("urn:uuid:00000000-0000-4000-8000-00000000000a"),
    reference("Group/p1"),
    reference("Patient/p1 of the ward"),
    reference("#nobody"),
    {"identifier": {"system": "urn:mrn", "value": "of somebody else"}},
    {"display": "Somebody"},
    [reference("Patient/p1"), reference("Patient/p2")],
    {},
)


@pytest.mark.parametrize("subject", OTHERS, ids=str)
def test_nothing_rests_on_a_resource_whose_subject_is_not_known_to_be_the_patient(subject: Any) -> None:
    for resource in EVIDENCE:
        if "subject" not in resource:
            continue
        others = [each for each in EVIDENCE if each is not resource]
        read = whole(READ.record(sent_under_keys([*others, resource | {"subject": subject}]), SITE, SERVER))
        shown: set[str] = {item.reference for fact in read.values() for item in (*fact.evidence, *fact.hints)}
        assert f"{resource['resourceType']}/{resource['id']}" not in shown


@pytest.mark.parametrize("subject", [reference("Patient/p1"), None], ids=["the patient", "none at all"])
def test_all_of_it_counts_with_the_patient_as_its_subject_or_none(subject: Json | None) -> None:
    stated = {"subject": subject} if subject else {}
    bare = [{name: each[name] for name in each if name != "subject"} | stated for each in EVIDENCE]
    assert whole(READ.record(sent_under_keys(bare), SITE, SERVER)) == CLEAN
