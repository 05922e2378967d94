"""Tells whether the patient has died."""

from __future__ import annotations

from datetime import date

from mappings.fhir.elements import is_stated
from mappings.record.patient_record import PatientRecord


def is_deceased(record: PatientRecord, on: date) -> bool:
    """Whether Patient.deceased[x] says that the person died on or before a day; on an unknown one as well."""
    patient = record.patient
    if patient is None:
        return False
    if patient.deceasedBoolean in (True, "true"):
        return True
    died = record.when(patient.deceasedDateTime)
    return died.first <= on if died else is_stated(patient, "deceasedDateTime")
