"""Reads the person's birth date, whole or partial."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from criteria.facts import Evidence, Fact, FactKind, FactType
from criteria.reasons import ReasonCode
from criteria.spans import parse_birth_date
from mappings.codes.fact_specs import FactSpec
from mappings.fhir.modifiers import is_modified
from mappings.fhir.resources import string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.fact_reader import FactReader

_MODIFIED = "the Patient carries an element that may change what it means and is not understood here"


class BirthDateSpec(FactSpec):
    """Patient.birthDate."""

    coded: ClassVar[bool] = False
    reader: Literal["birth-date"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.BIRTH_DATE)


def read_birth_date(name: str, _: BirthDateSpec, facts: PatientFacts) -> Fact:
    """The birth date; unknown when it cannot be read or lies in the future.

    Under a modifier that is not understood nothing is judged of a patient: whom
    a policy is for begins with the age.
    """
    patient = facts.record.patient
    if patient is None or patient.birthDate in (None, ""):
        return Fact(name, reason="the EHR sent no birth date")
    if is_modified(patient):
        return Fact(name, reason=_MODIFIED, code=ReasonCode.MODIFIER_NOT_UNDERSTOOD)
    written = string_or_empty(patient.birthDate).strip()
    try:
        birth = parse_birth_date(written)
    except ValueError:
        return Fact(name, reason="the birth date on file cannot be read", code=ReasonCode.UNDATED)
    if birth.earliest > facts.on:
        return Fact(name, reason="the birth date on file lies in the future", code=ReasonCode.FUTURE)
    proof = Evidence(name, facts.record.patient_reference, written, value=written)
    return Fact(name, birth, evidence=(proof,))


def _considered(name: str, _: BirthDateSpec, facts: PatientFacts) -> Iterator[Evidence]:
    if facts.record.patient:
        yield Evidence(name, facts.record.patient_reference, note=facts[name].reason)


BIRTH_DATE = FactReader(
    BirthDateSpec,
    read_birth_date,
    ("patient",),
    lambda *_: "Patient.birthDate, whole or partial",
    considers=_considered,
)
