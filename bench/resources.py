"""Invented FHIR resources of the shape US Core asks for, about 2 KB each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bench.codes import CONDITIONS, DOCUMENTS, ENCOUNTERS, LABS, PROCEDURES, SURVEYS, US_CORE, Code
from bench.writer import Writer, concept, terms, yes
from tests.support import fhir
from tests.support.fhir import Json

NOT_ASKED = [{"url": "text", "valueString": "not asked"}]


class Record(Writer):
    """Writes the resources of one patient's record."""

    def patient(self, birth_date: str) -> Json:
        """The patient, with the extensions US Core asks for and without a name."""
        stated = fhir.patient(
            birth_date,
            id=self.patient_id,
            identifier=[self._identifier("MR")],
            active=True,
            name=[{"extension": [{"url": f"{fhir.HL7}/data-absent-reason", "valueCode": "masked"}]}],
            gender="unknown",
            address=[{"use": "home", "state": "SC", "country": "US"}],
            communication=[{"language": concept(Code("urn:ietf:bcp:47", "en-US", "English"))}],
            extension=[
                {
                    "url": f"{US_CORE}/us-core-{name}",
                    "extension": [{"url": "text", "valueString": "not asked"}],
                }
                for name in ("race", "ethnicity", "tribal-affiliation")
            ],
        )
        return self._dressed(stated, "patient")

    def condition(self, code: Sequence[Code] | None = None) -> Json:
        """A problem list item: one given, which is active, or any."""
        status = "active" if code or self.random.random() < 0.6 else "resolved"
        stated = fhir.condition(
            identity=self.identity(),
            of=self.patient_id,
            identifier=[self._identifier("PRN")],
            clinicalStatus=terms("condition-clinical", status),
            code=concept(*(code or self.random.choice(CONDITIONS))),
            encounter=self._reference("Encounter"),
            onsetDateTime=self._moment()[:10],
            recordedDate=self._moment()[:10],
            recorder=self._reference("Practitioner"),
            note=[{"text": self._words(60)}],
            abatementDateTime=self._moment()[:10] if status == "resolved" else None,
        )
        return self._dressed(stated, "condition-problems-health-concerns")

    def laboratory(self) -> Json:
        """A laboratory result: noise for us, and the most frequent thing in a record."""
        value = {
            "valueQuantity": self._quantity(round(self.random.uniform(1, 180), 1), "mg/dL"),
            "interpretation": [concept(Code(f"{fhir.HL7}/v3-ObservationInterpretation", "N", "Normal"))],
            "referenceRange": [
                {
                    "low": {"value": 4.0, "unit": "mg/dL"},
                    "high": {"value": 5.6, "unit": "mg/dL"},
                    "text": "4-5.6",
                }
            ],
            "category": [terms("observation-category", "laboratory")],
        }
        return self._dressed(self._observation(self.random.choice(LABS), value), "observation-lab")

    def survey(self) -> Json:
        """A score of an instrument that no policy here asks for."""
        score = self.random.randrange(28)
        value = (
            {"valueInteger": score}
            if self.random.random() < 0.3
            else {"valueQuantity": self._quantity(score, "{score}")}
        )
        stated = self._observation(self.random.choice(SURVEYS), value)
        return self._dressed(stated, "observation-screening-assessment")

    def attested(self, fact: str, on: date, value: Mapping[str, Any]) -> Json:
        """A clinician's answer for one of our facts."""
        moment = f"{on.isoformat()}T09:30:00-05:00"
        stated = {"status": "final", "effectiveDateTime": moment, "issued": moment, **value}
        code = Code(fhir.OWN, fact, fact.replace("-", " "))
        return self._dressed(self._observation(code, stated), "observation-screening-assessment")

    def _observation(self, code: Code, stated: Mapping[str, Any]) -> Json:
        moment = self._moment()
        local = Code("urn:oid:1.2.3.4.5.6", f"LOCAL{code.code}", code.display)
        around = {
            "identifier": [self._identifier("FILL")],
            "basedOn": [self._reference("ServiceRequest")],
            "status": self.random.choices(("final", "amended", "preliminary"), (92, 5, 3))[0],
            "encounter": self._reference("Encounter"),
            "issued": moment,
            "performer": [self._reference("Practitioner")],
            "note": [{"time": moment, "text": self._words(16)}],
        }
        return fhir.observation(
            concept(code, local), around | dict(stated), moment, identity=self.identity(), of=self.patient_id
        )

    def questionnaire_response(self, questionnaire: str, authored: str, items: Sequence[Json]) -> Json:
        """A form that a practitioner filled in."""
        stated = fhir.questionnaire_response(
            *items,
            identity=self.identity(),
            of=self.patient_id,
            questionnaire=questionnaire,
            encounter=self._reference("Encounter"),
            authored=authored,
            author=self._reference("Practitioner"),
        )
        return self._dressed(stated, "questionnaireresponse")

    def any_form(self) -> Json:
        """A form that is not ours."""
        items = [fhir.item(f"/q{i}", yes(i % 2 > 0), text=self._words(10)) for i in range(4)]
        return self.questionnaire_response("https://ehr.example/Questionnaire/intake", self._moment(), items)

    def plan(self) -> Json:
        """A plan of care for something else."""
        code = Code(fhir.SNOMED, "385724007", "Medication therapy")
        category = Code(
            f"{US_CORE}/CodeSystem/careplan-category", "assess-plan", "Assessment and Plan of Treatment"
        )
        detail = {"code": concept(code), "status": "completed", "description": self._words(16)}
        stated = fhir.plan(
            self.identity(),
            of=self.patient_id,
            status=self.random.choice(("active", "completed", "revoked")),
            category=[concept(category)],
            title="Plan of care",
            period={"start": self._moment()[:10]},
            careTeam=[self._reference("CareTeam")],
            addresses=[self._reference("Condition")],
            goal=[self._reference("Goal")],
            activity=[{"detail": detail}] * 2,
        )
        return self._dressed(stated, "careplan")

    def goal(self) -> Json:
        """A goal of some plan."""
        stated = fhir.goal(
            self.identity(),
            of=self.patient_id,
            achievementStatus=terms("goal-achievement", "in-progress"),
            description={"text": self._words(20)},
            startDate=self._moment()[:10],
            statusDate=None,
            target=[{"dueDate": self._moment()[:10]}],
            note=[{"text": self._words(60)}],
        )
        return self._dressed(stated, "goal")

    def encounter(self) -> Json:
        """A finished contact, a few of them inpatient."""
        start = self._moment()
        stated = fhir.encounter(
            self.identity(),
            of=self.patient_id,
            identifier=[self._identifier("VN")],
            class_=fhir.coding(f"{fhir.HL7}/v3-ActCode", "IMP" if self.random.random() < 0.05 else "AMB"),
            type=[concept(self.random.choice(ENCOUNTERS))],
            participant=[{"individual": self._reference("Practitioner")} for _ in range(2)],
            period={"start": start, "end": start},
            reasonCode=[concept(*self.random.choice(CONDITIONS))],
            location=[{"location": self._reference("Location")}],
            serviceProvider=self._reference("Organization"),
        )
        return self._dressed(stated, "encounter")

    def procedure(self) -> Json:
        """Something that was done."""
        stated = fhir.procedure(
            identity=self.identity(),
            of=self.patient_id,
            code=concept(self.random.choice(PROCEDURES)),
            encounter=self._reference("Encounter"),
            performedDateTime=self._moment(),
            performer=[{"actor": self._reference("Practitioner")}],
            note=[{"text": self._words(60)}],
        )
        return self._dressed(stated, "procedure")

    def document(self) -> Json:
        """A clinical note by its type; the text is elsewhere."""
        category = Code(f"{US_CORE}/CodeSystem/us-core-category", "clinical-note", "Clinical Note")
        stated = fhir.document(
            "",
            self.identity(),
            of=self.patient_id,
            identifier=[self._identifier("DOC")],
            type=concept(self.random.choice(DOCUMENTS)),
            category=[concept(category)],
            date=self._moment(),
            author=[self._reference("Practitioner")],
            content=[{"attachment": {"contentType": "text/plain", "url": f"Binary/{self.identity()}"}}],
        )
        return self._dressed(stated, "documentreference")
