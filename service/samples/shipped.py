"""The patients that come along: records to try the service with, as fresh on any day as on their own.

Each is a short patient in `patients/`, with the service and the phase that it is for, and names of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from criteria.strict_model import Text
from service.samples.fhir import BASE, Json
from service.samples.identities import Identities
from service.samples.load import load
from service.samples.record import resources_of
from service.samples.short_patient import ShortPatient
from service.samples.shorthand import NAMES, PATIENT, PEOPLE, Who

PATIENTS = Path(__file__).parent / "patients"
STAFF: Mapping[Who, str] = {"lpha": "Imani Caldwell, LPC", "clinician": "Priya Ramaswamy, LCSW"}
"""The practitioners that all of them share."""
_DAY = re.compile(r'(?<=")\d{4}-\d{2}-\d{2}(?=["T])')


class Shipped(ShortPatient):
    """A short patient that is shipped: which service and phase it is for, and the names of its people."""

    service: str
    phase: Text
    people: dict[Who, str]


class ShippedPatient(NamedTuple):
    """An invented patient; `patient` is the id of the Patient, which its resources begin with.

    Another's resources have other ids, but for practitioners, so that one server can hold them all.
    """

    name: str
    title: str
    service: str
    phase: str
    patient: str
    resources: tuple[Json, ...]


def shipped_patients(on: date, base: str = BASE) -> tuple[ShippedPatient, ...]:
    """Every patient that comes along, with each date as long before a day as it was before the patient's own.

    `base` is the canonical base of our code systems.
    """
    return tuple(
        shipped_patient(path.stem, load(path, Shipped), on, base) for path in sorted(PATIENTS.glob("*.yaml"))
    )


def shipped_patient(name: str, short: Shipped, on: date, base: str) -> ShippedPatient:
    """The patient of that name, as of a day."""
    called = {**STAFF, **short.people}
    resources = (*resources_of(short), *_people(called))
    identities = Identities(resources, lambda kind, identity: _id(kind, identity, name))
    text = json.dumps(identities.as_sent(list(resources)), ensure_ascii=False)
    for who, own in called.items():
        text = text.replace(NAMES[who], own)
    moved = _DAY.sub(lambda day: _later(day[0], on - short.as_of), text.replace(BASE, base))
    patient, *others = json.loads(moved)
    named = patient | {"name": [_name(called["patient"])]}
    return ShippedPatient(
        name, short.title, short.service, short.phase, identities.patient_id, (named, *others)
    )


def _people(called: Mapping[Who, str]) -> Iterator[Json]:
    """The practitioners, and the caregiver where there is one."""
    for who, name in called.items():
        kind, _, identity = PEOPLE[who].partition("/")
        person: Json = {"resourceType": kind, "id": identity, "name": [_name(name)]}
        if who == "caregiver":
            yield person | {"patient": {"reference": f"Patient/{PATIENT}"}}
        elif who != "patient":
            yield person


def _name(text: str) -> Json:
    """A HumanName, without the credentials or the relationship that stand behind it."""
    *given, family = re.split(r", | \(", text)[0].split()
    return {"use": "official", "text": text, "family": family, "given": given}


def _id(kind: str, identity: str, name: str) -> str:
    if kind == "Patient":
        return name
    return identity if kind == "Practitioner" else f"{name}-{identity}"


def _later(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()
