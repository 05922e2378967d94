"""Events where not all was read: what was found took place; what was told may be told anew."""

from __future__ import annotations

from criteria.events import Events
from criteria.reasons import ReasonCode
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import patient_facts
from mappings.record.patient_record import PatientRecord
from mappings.search_keys import SearchKey
from tests.mappings.own.own_facts import own_facts, own_mapping, stay
from tests.mappings.own.test_events_told import number
from tests.support.fhir import ON, Json


def without(search: SearchKey, *resources: Json) -> PatientFacts:
    """The facts of these resources where a search failed."""
    record: PatientRecord = own_facts(*resources).record
    record.unread[search] = ReasonCode.UNREAD_FAILED
    return patient_facts(record, own_mapping(), UnderReview("H2017", ON, ("ServiceRequest/draft",)))


def test_events_that_were_found_stand_whatever_was_not_read() -> None:
    for search in ("encounters", "criteriaInputs"):
        value = without(search, stay("e", "2026-01-02", "2026-01-20"))["admissions"].value
        assert isinstance(value, Events)
        assert len(value.dated) == 1


def test_a_number_may_have_been_told_anew_among_the_answers_that_were_not_read() -> None:
    fact = without("criteriaInputs", number({"valueInteger": 0}))["admissions"]
    assert (fact.value, fact.code) == (None, ReasonCode.UNREAD_FAILED)
    assert without("encounters", number({"valueInteger": 0}))["admissions"].value == Events(told=0)


def test_events_stand_beside_a_number_that_may_have_been_told_anew() -> None:
    event = stay("e", "2026-01-02", "2026-01-20")
    fact = without("criteriaInputs", number({"valueInteger": 0}), event)["admissions"]
    assert isinstance(fact.value, Events)
    assert (len(fact.value.dated), fact.value.told) == (1, None)
    assert [each.reference for each in fact.evidence] == ["Encounter/e"]


def test_where_nothing_was_found_it_was_not_read() -> None:
    assert without("encounters")["admissions"].code is ReasonCode.UNREAD_FAILED
