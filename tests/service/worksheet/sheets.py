"""Sheets to be saved: a response with its answers, as a worksheet makes them; and a way to a chart."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence

from pydantic import AnyHttpUrl

from service.ehr.fhir_client import Access, FhirClient
from service.ehr.fhir_server import FhirServer
from service.ehr.write_answers import AnswerWriter
from service.worksheet.plan import FORM, MayWrite, Tried, Wanted
from service.worksheet.saved import Saved, State
from service.worksheet.saving import Saver, Sheet
from tests.support.chart import Chart
from tests.support.fhir import BASE, CLINICIAN, LOINC, OWN, PATIENT, Json

DRAFT = "5f0c6f3e-9f0b-4a57-8c3c-2f6f2f1d9a10"
SYSTEM = f"{BASE}/identifier/answer"
EVERYTHING = MayWrite(frozenset("*"), frozenset("*"))
CREATING = MayWrite(frozenset("*"))

Answers = Mapping[str, str]
"""By fact, what was answered."""
ANSWERS = {"family-agrees": "LA33-6", "community-risk": "LA32-8"}
SLOTS = (FORM, *ANSWERS)


def sheet(answers: Answers, earlier: Sequence[Tried] = (), amends: Mapping[str, str] | None = None) -> Sheet:
    """A sheet with these answers, of one draft."""
    of = amends or {}
    observations = [Wanted(fact, observation(fact, said), of.get(fact, "")) for fact, said in answers.items()]
    form = [Wanted(FORM, response(answers))] if answers else []
    return Sheet(PATIENT, CLINICIAN, (*form, *observations), tuple(earlier))


def response(answers: Answers) -> Json:
    """The QuestionnaireResponse of these answers."""
    items = [{"linkId": fact, "answer": [{"valueString": said}]} for fact, said in answers.items()]
    return {
        "resourceType": "QuestionnaireResponse",
        "identifier": identifier(FORM, json.dumps(answers)),
        "questionnaire": f"{BASE}/Questionnaire/h2017-admission|1.0.0",
        "status": "completed",
        "subject": {"reference": f"Patient/{PATIENT}"},
        "authored": "2026-03-01T10:00:00Z",
        "author": {"reference": CLINICIAN},
        "item": items,
    }


def observation(fact: str, said: str) -> Json:
    """The Observation of one answer, derived from the response."""
    return {
        "resourceType": "Observation",
        "identifier": [identifier(fact, said)],
        "status": "final",
        "code": {"coding": [{"system": OWN, "code": fact}]},
        "subject": {"reference": f"Patient/{PATIENT}"},
        "effectiveDateTime": "2026-03-01T10:00:00Z",
        "performer": [{"reference": CLINICIAN}],
        "valueCodeableConcept": {"coding": [{"system": LOINC, "code": said}]},
        "derivedFrom": [{"reference": "urn:uuid:00000000-0000-4000-8000-000000000000"}],
    }


def identifier(slot: str, said: str) -> Json:
    """The identifier of a slot with what it says."""
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    return {"system": SYSTEM, "value": f"{DRAFT}.{slot}.{digest}"}


def access(url: str, seconds: float = 10.0, token: str = "") -> Access:
    """The way to a chart, for so long."""
    server = FhirServer(base=AnyHttpUrl(f"{url}/"), private_address=True)
    return Access(url, server, token, time.monotonic() + seconds)


def saver() -> Saver:
    """A saver with connections of its own."""
    return Saver(AnswerWriter(FhirClient()))


def states(saved: Saved) -> dict[str, State]:
    """The state of each slot."""
    return {each.slot: each.state for each in saved.entries}


def said_in(observations: Sequence[Json]) -> dict[str, list[str]]:
    """What Observations say, by fact."""
    said: dict[str, list[str]] = {}
    for each in observations:
        fact = each["code"]["coding"][0]["code"]
        said.setdefault(fact, []).append(each["valueCodeableConcept"]["coding"][0]["code"])
    return said


def save(saves: Saver, chart: Chart, answers: Answers = ANSWERS, before: Saved | None = None) -> Saved:
    """Save a sheet to a chart that lets everything be written, after an earlier save of it."""
    earlier = before.tried if before else ()
    return saves.save(sheet(answers, earlier), EVERYTHING, access(chart.url))
