"""Invented FHIR resources of the shape US Core asks for, about 2 KB each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bench.codes import (
    CONDITIONS,
    CRITERIA_INPUT,
    DOCUMENTS,
    ENCOUNTERS,
    LABS,
    PROCEDURES,
    SURVEYS,
    US_CORE,
    Code,
)
from bench.writer import Json, Writer, concept, terms, yes


class Record(Writer):
    """Writes the resources of one patient's record."""

    def patient(self, birth_date: str) -> Json:
        """The patient, with the extensions US Core asks for and without a name."""
        extension = [
            {"url": f"{US_CORE}/us-core-{name}", "extension": [{"url": "text", "valueString": "not asked"}]}
            for name in ("race", "ethnicity", "tribal-affiliation")
        ]
        resource = self._resource("Patient", "patient")
        return resource | {
            "id": self.patient_id,
            "extension": extension,
            "identifier": [self._identifier("MR")],
            "active": True,
            "name": [{"extension": [{"url": terms("data-absent-reason"), "valueCode": "masked"}]}],
            "gender": "unknown",
            "birthDate": birth_date,
            "address": [{"use": "home", "state": "SC", "country": "US"}],
            "communication": [{"language": concept(Code("urn:ietf:bcp:47", "en-US", "English"))}],
        }

    def condition(self, code: Sequence[Code] | None = None) -> Json:
        """A problem list item: one given, which is active, or any."""
        status = "active" if code or self.random.random() < 0.6 else "resolved"
        chosen = code or self.random.choice(CONDITIONS)
        resource = self._resource("Condition", "condition-problems-health-concerns") | {
            "identifier": [self._identifier("PRN")],
            "clinicalStatus": concept(Code(terms("condition-clinical"), status, status.title())),
            "verificationStatus": concept(Code(terms("condition-ver-status"), "confirmed", "Confirmed")),
            "category": [
                concept(Code(terms("condition-category"), "problem-list-item", "Problem List Item"))
            ],
            "code": concept(*chosen),
            "subject": self._subject(),
            "encounter": self._reference("Encounter"),
            "onsetDateTime": self._moment()[:10],
            "recordedDate": self._moment()[:10],
            "recorder": self._reference("Practitioner"),
            "note": [{"text": self._words(60)}],
        }
        return resource if status == "active" else resource | {"abatementDateTime": self._moment()[:10]}

    def laboratory(self) -> Json:
        """A laboratory result: noise for us, and the most frequent thing in a record."""
        code = self.random.choice(LABS)
        return self._observation("observation-lab", "laboratory", code) | {
            "valueQuantity": self._quantity(round(self.random.uniform(1, 180), 1), "mg/dL"),
            "interpretation": [concept(Code(terms("v3-ObservationInterpretation"), "N", "Normal"))],
            "referenceRange": [
                {
                    "low": {"value": 4.0, "unit": "mg/dL"},
                    "high": {"value": 5.6, "unit": "mg/dL"},
                    "text": "4-5.6",
                }
            ],
        }

    def survey(self) -> Json:
        """A score of an instrument that no policy here asks for."""
        score = self.random.randrange(28)
        value = (
            {"valueInteger": score}
            if self.random.random() < 0.3
            else {"valueQuantity": self._quantity(score, "{score}")}
        )
        code = self.random.choice(SURVEYS)
        return self._observation("observation-screening-assessment", "survey", code) | value

    def attested(self, fact: str, on: date, value: Mapping[str, Any]) -> Json:
        """A clinician's answer for one of our facts."""
        moment = f"{on.isoformat()}T09:30:00-05:00"
        code = Code(CRITERIA_INPUT, fact, fact.replace("-", " "))
        observation = self._observation("observation-screening-assessment", "survey", code)
        return observation | {"status": "final", "effectiveDateTime": moment, "issued": moment, **value}

    def questionnaire_response(self, questionnaire: str, authored: str, items: Sequence[Json]) -> Json:
        """A form that a practitioner filled in."""
        return self._resource("QuestionnaireResponse", "questionnaireresponse") | {
            "questionnaire": questionnaire,
            "status": "completed",
            "subject": self._subject(),
            "encounter": self._reference("Encounter"),
            "authored": authored,
            "author": self._reference("Practitioner"),
            "item": items,
        }

    def any_form(self) -> Json:
        """A form that is not ours."""
        items = [{"linkId": f"/q{i}", "text": self._words(10), "answer": [yes(i % 2 > 0)]} for i in range(4)]
        return self.questionnaire_response("https://ehr.example/Questionnaire/intake", self._moment(), items)

    def plan(self) -> Json:
        """A plan of care for something else."""
        code = Code("http://snomed.info/sct", "385724007", "Medication therapy")
        details = [
            {"detail": {"code": concept(code), "status": "completed", "description": self._words(16)}}
        ] * 2
        category = Code(
            f"{US_CORE}/CodeSystem/careplan-category", "assess-plan", "Assessment and Plan of Treatment"
        )
        return self._resource("CarePlan", "careplan") | {
            "status": self.random.choice(("active", "completed", "revoked")),
            "intent": "plan",
            "category": [concept(category)],
            "title": "Plan of care",
            "subject": self._subject(),
            "period": {"start": self._moment()[:10]},
            "careTeam": [self._reference("CareTeam")],
            "addresses": [self._reference("Condition")],
            "goal": [self._reference("Goal")],
            "activity": details,
        }

    def goal(self) -> Json:
        """A goal of some plan."""
        return self._resource("Goal", "goal") | {
            "lifecycleStatus": "active",
            "achievementStatus": concept(Code(terms("goal-achievement"), "in-progress", "In Progress")),
            "description": {"text": self._words(20)},
            "subject": self._subject(),
            "startDate": self._moment()[:10],
            "target": [{"dueDate": self._moment()[:10]}],
            "note": [{"text": self._words(60)}],
        }

    def encounter(self) -> Json:
        """A finished contact, a few of them inpatient."""
        inpatient = self.random.random() < 0.05
        start = self._moment()
        return self._resource("Encounter", "encounter") | {
            "identifier": [self._identifier("VN")],
            "status": "finished",
            "class": {"system": terms("v3-ActCode"), "code": "IMP" if inpatient else "AMB"},
            "type": [concept(self.random.choice(ENCOUNTERS))],
            "subject": self._subject(),
            "participant": [{"individual": self._reference("Practitioner")} for _ in range(2)],
            "period": {"start": start, "end": start},
            "reasonCode": [concept(*self.random.choice(CONDITIONS))],
            "location": [{"location": self._reference("Location")}],
            "serviceProvider": self._reference("Organization"),
        }

    def procedure(self) -> Json:
        """Something that was done."""
        return self._resource("Procedure", "procedure") | {
            "status": "completed",
            "code": concept(self.random.choice(PROCEDURES)),
            "subject": self._subject(),
            "encounter": self._reference("Encounter"),
            "performedDateTime": self._moment(),
            "performer": [{"actor": self._reference("Practitioner")}],
            "note": [{"text": self._words(60)}],
        }

    def document(self) -> Json:
        """A clinical note by its type; the text is elsewhere."""
        return self._resource("DocumentReference", "documentreference") | {
            "identifier": [self._identifier("DOC")],
            "status": "current",
            "type": concept(self.random.choice(DOCUMENTS)),
            "category": [
                concept(Code(f"{US_CORE}/CodeSystem/us-core-category", "clinical-note", "Clinical Note"))
            ],
            "subject": self._subject(),
            "date": self._moment(),
            "author": [self._reference("Practitioner")],
            "content": [{"attachment": {"contentType": "text/plain", "url": f"Binary/{self.identity()}"}}],
        }
