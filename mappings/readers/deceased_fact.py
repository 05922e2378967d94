"""Reads whether the person has died: only a record that says so tells that they have not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from criteria.facts import Evidence, Fact
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.codes.fact_specs import FactSpec
from mappings.fhir.elements import is_stated
from mappings.fhir.modifiers import is_modified
from mappings.fhir.resources import Resource, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.deceased import is_deceased
from mappings.readers.fact_reader import FactReader

_SILENT = "the record does not say whether the person is alive"
_MODIFIED = "the Patient carries an element that may change what it means and is not understood here"


class DeceasedSpec(FactSpec):
    """Patient.deceased[x]."""

    coded: ClassVar[bool] = False
    reader: Literal["deceased"]


def read_deceased(name: str, _: DeceasedSpec, facts: PatientFacts) -> Fact:
    """Met for somebody who died on or before the day, not met where the record denies it, else unknown."""
    patient = facts.record.patient
    if patient is None:
        return Fact(name, reason=_SILENT)
    if is_modified(patient):
        return Fact(name, reason=_MODIFIED, code=ReasonCode.MODIFIER_NOT_UNDERSTOOD)
    proof = Evidence(name, facts.record.patient_reference, *_said(patient))
    if is_deceased(facts.record, facts.on):
        return Fact(name, Truth.MET, evidence=(proof,))
    if patient.deceasedBoolean is False and not is_stated(patient, "deceasedDateTime"):
        return Fact(name, Truth.NOT_MET, evidence=(proof,))
    return Fact(name, reason=_SILENT)


def _said(patient: Resource) -> tuple[str, str, str]:
    """The day of the death as the record has it, no code, and whether the person died."""
    day = string_or_empty(patient.deceasedDateTime)[:10]
    return day, "", "no" if patient.deceasedBoolean is False and not day else "yes"


def _considered(name: str, _: DeceasedSpec, facts: PatientFacts) -> Iterator[Evidence]:
    if facts.record.patient:
        yield Evidence(name, facts.record.patient_reference, note=facts[name].reason)


DECEASED = FactReader(
    DeceasedSpec,
    read_deceased,
    ("patient",),
    lambda *_: "Patient.deceased[x]; not deceased only where it says so",
    considers=_considered,
)
