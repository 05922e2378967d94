"""Facts as a policy may bring them, of kinds that no shared fact is of, and a record read for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from criteria.facts import Fact
from criteria.policy import ServiceCode
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_mapping import SiteMapping, load_site_mapping
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import KINDS, considered, patient_facts
from mappings.record.read_record import read_record
from service.hooks.request import decode_request
from tests.mappings.reading import WORDS, ZONE
from tests.support.bundles import bundle
from tests.support.fhir import BASE, HCPCS, HL7, ON, PATIENT, Json, coding, encounter
from tests.support.fhir import patient as a_patient

OWN = """\
facts:
  admissions:
    title: Admissions
    asks: How many admissions?
    reader: events
    encounter_class: [IMP, ACUTE]
    looks_back: 12 months
    supplied_by: a clinician
  psychiatric-admissions:
    title: Psychiatric admissions
    reader: events
    encounter_class: [IMP]
    reason: psychosis
    looks_back: 12 months
    supplied_by: a clinician
  crisis-contacts:
    title: Crisis contacts
    reader: events
    value_set: crisis
    entries: [encounters, procedures, orders]
    looks_back: 12 months
    supplied_by: a clinician
  own-contacts:
    title: Contacts
    reader: events
    of_service: "true"
    since: enrolled
    supplied_by: a clinician
  enrolled:
    title: Enrolment
    asks: When was the {person} enrolled?
    reader: date
    recurs: "false"
    supplied_by: a clinician
  discharged:
    title: Discharge
    asks: When was the {person} discharged?
    reader: date
    ended: admissions
    supplied_by: a clinician
  locus:
    title: LOCUS
    reader: score
    range: [7, 35]
    tool_from: 18 years
    tool_below: 120 years
    supplied_by: a clinician
  locus-change:
    title: Change of the LOCUS
    reader: change
    of: locus
    since: reviewed
    supplied_by: a clinician
  living:
    title: Daily living
    reader: rating
    supplied_by: a clinician
  living-change:
    title: Change of daily living
    reader: change
    of: living
    since: reviewed
    supplied_by: a clinician
  reviewed:
    title: Last review
    asks: When was the last review?
    reader: date
    supplied_by: a clinician
  receives-crisis-care:
    title: Receives crisis care
    asks: Does the {person} receive crisis care?
    reader: concurrent-service
    value_set: crisis
    delivered_within: 14 days
    supplied_by: a clinician
  is-inpatient:
    title: In hospital
    reader: concurrent-service
    encounter_class: [IMP]
    supplied_by: a clinician
  died:
    title: Deceased
    reader: deceased
    supplied_by: the registration desk
"""
CRISIS = coding(HCPCS, "H2011")
_LISTS = {
    "psychosis": "id: psychosis\ntitle: Psychosis\ncodes: [F20-F29]\n",
    "crisis": "id: crisis\ntitle: Crisis\ncodes: {hcpcs: [H2011], cpt: ['90839']}\n",
}


@cache
def own_mapping() -> SiteMapping:
    """A mapping with these facts."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "a-policy"
        (folder / "value_sets").mkdir(parents=True)
        (folder / "policy.yaml").touch()
        (folder / "facts.yaml").write_text(OWN, encoding="utf-8")
        for each, text in _LISTS.items():
            (folder / "value_sets" / f"{each}.yaml").write_text(text, encoding="utf-8")
        files = MappingFiles(policies=Path(name))
        policies = {"a-policy": ServiceCode("H2017")}
        return load_site_mapping(files, KINDS, policies, BASE, zone=ZONE).worded(WORDS)


def stay(identity: str, start: str, end: str | None = None, class_: str = "IMP", **elements: Any) -> Json:
    """An Encounter at which a person stays."""
    period = {"start": start, **({"end": end} if end else {})}
    stated = {"class": coding(f"{HL7}/v3-ActCode", class_), "period": period}
    return encounter(identity, **(stated | elements))


def own_facts(*resources: Json, on: date = ON) -> PatientFacts:
    """The facts of these resources; an adult Patient is added where there is none."""
    patients = [each for each in resources if each["resourceType"] == "Patient"]
    prefetch = {"patient": patients[0] if patients else a_patient(), "all": bundle(*resources)}
    call = {
        "hook": "order-select",
        "hookInstance": "00000000-0000-4000-8000-000000000000",
        "context": {},
        "prefetch": prefetch,
    }
    read = decode_request(msgspec.json.encode(call)).prefetch or {}
    record = read_record(PATIENT, read, own_mapping())
    return patient_facts(record, own_mapping(), UnderReview("H2017", on, ("ServiceRequest/draft",)))


def told(fact: Fact) -> list[tuple[str, str | int | bool, str]]:
    """What a fact rests on: each resource, its value and its note."""
    return [(each.reference, each.value, each.note) for each in fact.evidence]


def set_aside(name: str, facts: PatientFacts) -> Iterator[tuple[str, str]]:
    """What an explanation says was looked at and does not count, with why."""
    return ((each.reference, each.note) for each in considered(name, facts) if each.note)
