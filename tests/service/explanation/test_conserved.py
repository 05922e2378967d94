"""An explanation tells of every resource that came: considered, read, set aside, or without meaning here."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from mappings.fhir.references import reference_to
from service.explanation.explained import explained_call, facts_below
from service.explanation.explanation import Explanation
from service.hooks.answer import Answered, answer
from tests.goldens.case import FIXTURES
from tests.properties.golden_records import cases, request_of
from tests.support.application import cds
from tests.support.fhir import BASE


def answered(name: str) -> Answered:
    """A golden case as it is answered, with its record."""
    site, request = cases()[name].site, request_of(name)
    own = FIXTURES / "sites" / f"{site}.yaml"
    service = cds(
        clients=None,
        site=str(own) if own.exists() else site,
        public_url="http://127.0.0.1:5000",
        canonical_base=BASE,
        time_zone="America/New_York",
        validate_evidence=False,
    )
    caller = replace(service.caller(None, ""), keeps_record=True)
    return answer(service.hooks[f"criteria-{request['hook']}"], json.dumps(request).encode(), caller)


def considered(told: Explanation) -> set[str]:
    """What the facts of all criteria considered, by the resource that it stands in."""
    found = {item.reference for each in told.determinations for item in each.in_progress.considered}
    for each in told.determinations:
        for criterion in (each.population, *each.criteria):
            found |= {item.reference for fact in facts_below(criterion) for item in fact.considered}
    return {reference.partition("#")[0] for reference in found}


@pytest.mark.parametrize("name", cases())
def test_every_resource_of_a_case_is_told_of_in_one_place(name: str) -> None:
    call = answered(name)
    if call.record is None:
        return
    told = explained_call(call)
    read = {reference_to(each.resource, each.full_url) for each in call.record.read}
    unused = {each.reference for each in told.unused}
    patient = {call.record.patient_reference}
    assert unused & considered(told) == set()
    assert read <= unused | considered(told) | patient
    assert len(told.set_aside) == len(call.record.set_aside)
    assert sum(each.count for each in told.meaningless) == len(call.record.meaningless_sent)


@pytest.mark.parametrize("name", cases())
def test_the_states_of_a_tree_are_those_of_the_determination(name: str) -> None:
    call = answered(name)
    told = explained_call(call)
    states = {"met": "met", "not_met": "not", "not_applicable": "na"}
    for found, account in zip(call.review.determinations, told.determinations, strict=bool(call.record)):
        for finding, criterion in zip(found.criteria, account.criteria, strict=True):
            if finding.outcome in states:
                assert criterion.state == states[finding.outcome]
            else:
                assert criterion.state in ("open", "half", "unread")
                assert (criterion.state == "unread") is finding.is_unread


@pytest.mark.parametrize("name", cases())
def test_no_name_of_who_answered_is_told_unless_asked_for(name: str) -> None:
    call = answered(name)
    names = {
        by
        for each in explained_call(call, show_names=True).determinations
        for criterion in each.criteria
        for fact in facts_below(criterion)
        for item in fact.considered
        if (by := item.by.partition(",")[0]) and "/" not in by
    }
    hidden = explained_call(call)
    for each in hidden.determinations:
        for criterion in each.criteria:
            for fact in facts_below(criterion):
                assert not names & {item.by.partition(",")[0] for item in fact.considered}
    for name_ in names:
        assert not any(name_ in card.text for card in hidden.cards)
