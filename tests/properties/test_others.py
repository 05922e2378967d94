"""What is another patient's changes nothing but gaps; what is under an unknown modifier holds nothing up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.gaps import GapKind
from tests.mappings.rich import SITE
from tests.properties.generated_records import EVIDENCE, READ, cited, sent_under_keys, whole
from tests.properties.golden_records import cases, request_of, review_of, settled, settled_in, with_prefetch
from tests.support.fhir import Json, condition, icd, reference

SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLEAN = whole(READ.record(sent_under_keys(EVIDENCE), SITE))
OTHERS = ("h2017-adult-continued-stay-met", "h2017-child-continued-stay-not-met", "h0024-continued-stay-met")
"""Cases whose records stand for those of other patients."""


def of_another(request: Json, other: Json) -> Json:
    """The call, with the record of another patient among its own."""
    sent = {}
    for key, slot in request["prefetch"].items():
        theirs = other["prefetch"].get(key) or {}
        has_entries = isinstance(slot, dict) and slot.get("resourceType") == "Bundle"
        if has_entries and isinstance(slot.get("entry", []), list) and "entry" in theirs:
            entries = [*slot.get("entry", []), *theirs["entry"]]
            slot = {name: each for name, each in slot.items() if name != "total"} | {"entry": entries}
        sent[key] = slot
    return with_prefetch(request, **sent)


@pytest.mark.parametrize("name", cases())
def test_the_record_of_another_patient_among_ones_own_changes_nothing_but_gaps(name: str) -> None:
    request, site = request_of(name), cases()[name].site
    before = review_of(request, site)
    for other in OTHERS:
        if request_of(other)["context"]["patientId"] != request["context"]["patientId"]:
            after = review_of(of_another(request, request_of(other)), site)
            assert after.determinations == before.determinations
            assert set(before.gaps) <= set(after.gaps)


@SOME
@given(st.lists(st.sampled_from(EVIDENCE[1:]), max_size=6, unique_by=lambda each: each["id"]))
def test_a_resource_of_another_patient_changes_no_fact(theirs: list[Json]) -> None:
    others = [
        each | {"id": f"their-{each['id']}", "subject": reference("Patient/p2")}
        for each in theirs
        if "subject" in each
    ]
    record = READ.record(sent_under_keys([*others, *EVIDENCE]), SITE)
    assert whole(record) == CLEAN
    assert {gap.kind for gap in record.gaps} <= {GapKind.OF_ANOTHER_PATIENT}


MODIFIERS: tuple[Json, ...] = (
    {"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]},
    {"modifierExtension": 5},
    {"implicitRules": "https://ehr.example/rules"},
    {"implicitRules": 5},
)
RICH = (
    *("h2017-adult-continued-stay-met", "h2017-child-admission-met", "h2017-child-continued-stay-met"),
    *(
        "h0024-continued-stay-met",
        "h0024-admission-met-by-questionnaire",
        "calocus-17-met",
        "both-services-at-21",
    ),
)


def under(request: Json, cited: str, modifier: Json) -> Json:
    """The call, with a resource under a modifier wherever it stands."""

    def changed(part: Any) -> Any:
        if isinstance(part, list):
            return [changed(each) for each in part]
        if not isinstance(part, dict):
            return part
        if f"{part.get('resourceType')}/{part.get('id')}" == cited:
            return part | modifier
        return {name: changed(each) for name, each in part.items()}

    return with_prefetch(request, **changed(request["prefetch"]))


@pytest.mark.parametrize("name", RICH)
def test_no_outcome_rests_on_a_resource_under_a_modifier(name: str) -> None:
    request, site = request_of(name), cases()[name].site
    before = settled_in(name)
    rested_on = sorted(set().union(*(each.rests_on for each in before.values())))
    for resource, modifier in zip(rested_on, cycle(MODIFIERS), strict=False):
        after = settled(review_of(under(request, resource, modifier), site))
        assert not any(resource in each.rests_on for each in after.values()), (resource, modifier)
    assert len(rested_on) > 2


@pytest.mark.parametrize("modifier", MODIFIERS)
@pytest.mark.parametrize("resource", EVIDENCE[1:], ids=lambda resource: resource["id"])
def test_no_fact_rests_on_a_resource_under_a_modifier(resource: Json, modifier: Json) -> None:
    sent = [each | modifier if each is resource else each for each in EVIDENCE]
    read = whole(READ.record(sent_under_keys(sent), SITE))
    shown = {item.reference for fact in read.values() for item in (*fact.evidence, *fact.hints)}
    assert f"{resource['resourceType']}/{resource['id']}" not in shown


PARTS = ("component", "item", "answer", "activity", "detail")


def parts_under_a_modifier(part: Any) -> Iterator[Any]:
    """Copies of a resource, in each of which one of its parts is under a modifier."""
    if isinstance(part, list):
        for at, each in enumerate(part):
            for changed in parts_under_a_modifier(each):
                yield [*part[:at], changed, *part[at + 1 :]]
    elif isinstance(part, dict):
        for name in PARTS:
            if name in part:
                yield from (part | {name: changed} for changed in _one_under(part[name]))
                yield from (part | {name: changed} for changed in parts_under_a_modifier(part[name]))


def _one_under(parts: Any) -> Iterator[Any]:
    if isinstance(parts, dict):
        yield parts | MODIFIERS[0]
    else:
        for at, each in enumerate(parts):
            yield [*parts[:at], each | MODIFIERS[0], *parts[at + 1 :]]


MARKS = ("title", "identifier", "category")
"""By which the site tells its plans, whatever their activities say."""
UNMARKED = [{name: value for name, value in each.items() if name not in MARKS} for each in EVIDENCE]
WITH_PARTS = [each for each in UNMARKED if any(name in each for name in PARTS)]


@pytest.mark.parametrize("resource", WITH_PARTS, ids=lambda resource: resource["id"])
def test_no_fact_rests_on_a_part_under_a_modifier(resource: Json) -> None:
    rest = [each for each in UNMARKED if each is not resource]
    name = f"{resource['resourceType']}/{resource['id']}"
    before = cited(UNMARKED)[name]
    changed = list(parts_under_a_modifier(resource))
    lost = [before - cited([*rest, each]).get(name, set()) for each in changed]
    assert len(changed) > 1
    assert all(lost), "each part of the rich record holds up a fact"


def test_the_conditions_of_another_patient_are_not_among_those_that_were_sent_of_this_one() -> None:
    own = condition(icd("E11.9"), identity="diabetes")
    theirs = condition(icd("F32.A"), identity="theirs", subject=reference("Patient/p2"))
    fact = whole(READ.record(sent_under_keys([own, theirs])))["dx-bipolar"]
    assert fact.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"
