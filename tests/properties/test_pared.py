"""A record that was pared down, encoded and put together again says what it said before."""

from __future__ import annotations

import json

import msgspec
import pytest
from msgspec.structs import replace

from cds_cards.card import encoded
from mappings.record.pared import Pared, pared, put_together
from mappings.record.patient_record import PatientRecord
from service.hooks.answer import Answered
from service.hooks.completed_record import Chart, completed_record
from service.hooks.draft_orders import of_this_patient
from service.hooks.request import decode_request
from service.review.reviewer import Review
from tests.properties.golden_records import answered, cases, request_of
from tests.support.bundles import searchset
from tests.support.fhir import Json


def record_of(request: Json, call: Answered) -> PatientRecord:
    """The record that a call was about."""
    asked = decode_request(json.dumps(request).encode())
    chart = Chart(call.context.patientId, call.caller.site, call.on, call.caller.completer)
    record, _ = completed_record(chart, asked.prefetch or {}, call.question)
    return record


def through_the_page(record: PatientRecord, call: Answered) -> PatientRecord:
    """The record as it comes back from the page that it travelled with."""
    parts = msgspec.json.decode(msgspec.json.encode(pared(record, "")), type=Pared)
    return put_together(parts, call.caller.site.reviewer.mapping)


def review(record: PatientRecord, call: Answered) -> tuple[Review, bytes]:
    """The review of a record for the question of a call, and its cards as they are sent."""
    question = replace(of_this_patient(call.question, record), request_id="a-request")
    found = call.caller.site.reviewer.review(record, question, call.on)
    return replace(found, set_aside=(), cards=()), encoded(found.cards)


@pytest.mark.parametrize("name", cases())
def test_every_golden_record_comes_to_the_same(name: str) -> None:
    request = request_of(name)
    call = answered(request, cases()[name].site)
    before = record_of(request, call)
    assert review(through_the_page(before, call), call) == review(before, call)


def test_most_of_a_record_is_left_behind_but_what_something_refers_to() -> None:
    request = request_of("h2017-child-admission-met")
    subject = {"reference": f"Patient/{request['context']['patientId']}"}
    noise = [
        {"resourceType": "Observation", "id": f"bp-{i}", "status": "final", "subject": subject}
        | {"code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]}}
        for i in range(100)
    ]
    form = {"resourceType": "QuestionnaireResponse", "id": "form", "status": "completed", "subject": subject}
    panel = {
        "resourceType": "Observation",
        "id": "of-form",
        "status": "final",
        "subject": subject,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "225444004"}]},
        "derivedFrom": [{"reference": "QuestionnaireResponse/form"}],
        "hasMember": [{"reference": "Observation/bp-7"}],
    }
    request = request | {"prefetch": request["prefetch"] | {"more": searchset(*noise, form, panel)}}
    call = answered(request, "")
    kept = {each.resource.id for each in pared(record_of(request, call), "").kept}
    assert kept >= {"form", "of-form", "bp-7"}
    assert "bp-8" not in kept


def test_an_answer_takes_the_place_of_its_earlier_version() -> None:
    name = "h2017-child-admission-met"
    request = request_of(name)
    call = answered(request, cases()[name].site)
    parts = pared(record_of(request, call), "")
    resource = next(
        json.loads(msgspec.json.encode(each.resource))
        for each in parts.kept
        if b'"family-agrees"' in msgspec.json.encode(each.resource)
    )
    corrected = resource | {"status": "entered-in-error"}
    mapping = call.caller.site.reviewer.mapping
    record = put_together(parts, mapping, {"urn:uuid:1": corrected})
    assert not [gap for gap in record.gaps if gap.reference.endswith(resource["id"])]
    found = review(record, call)[0].determinations[0]
    assert next(each for each in found.criteria if each.id == "F").outcome == "unknown"
