"""The resources of a short patient that say who the person is and what was assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.samples import fhir
from service.samples.care import care_of
from service.samples.elements import answered, concept, day, filled, observed, people, resource
from service.samples.fhir import Json, status
from service.samples.short_patient import NONE, Answer, Condition, Patient, Questionnaire, ShortPatient
from service.samples.shorthand import NAMES, PATIENT, Code
from service.samples.signed import signed_resources

_US_CORE = {
    "health-concern": "http://hl7.org/fhir/us/core/CodeSystem/condition-category",
    "sdoh": "http://hl7.org/fhir/us/core/CodeSystem/us-core-category",
}


def resources_of(short: ShortPatient) -> tuple[Json, ...]:
    """Everything the EHR holds of the person of a short patient, the Patient first.

    Raises:
        ValueError: when two resources would have the same id.
    """
    born = short.patient.birth_date
    resources = (
        _patient(short.patient),
        *(_condition(condition, short) for condition in short.conditions),
        *(o for code, answers in short.answers.items() for o in _observations(code, answers, short)),
        *(_questionnaire_response(response, short) for response in short.questionnaire_responses),
        *(each for i, signed in enumerate(short.signed) for each in signed_resources(signed, i, born)),
        *care_of(short),
    )
    references = [f"{each['resourceType']}/{each['id']}" for each in resources]
    for reference in references:
        if references.count(reference) > 1:
            raise ValueError(f"two resources are called {reference}; give one of them an id")
    return resources


def _patient(patient: Patient) -> Json:
    *given, family = NAMES["patient"].split()
    elements: Json = {
        "name": [{"use": "official", "text": NAMES["patient"], "family": family, "given": given}],
        "gender": patient.gender,
        "birthDate": patient.birth_date,
        "deceasedDateTime": day(patient.deceased),
    }
    return {"resourceType": "Patient", "id": PATIENT, **filled(elements)}


def _condition(condition: Condition, short: ShortPatient) -> Json:
    system = _US_CORE.get(condition.category, f"{fhir.HL7}/condition-category")
    return resource(
        "Condition",
        condition.id or condition.code.code,
        clinicalStatus=_unless_none("condition-clinical", condition.clinical),
        verificationStatus=_unless_none("condition-ver-status", condition.verification),
        category=[fhir.concept(fhir.coding(system, condition.category))],
        code=concept(condition.code, *condition.codings),
        onsetDateTime=condition.onset,
        abatementDateTime=condition.abatement,
        recordedDate=day(condition.recorded or assessed_on(short)),
    )


def _unless_none(system: str, code: str) -> Json | None:
    return None if code == NONE else status(system, code)


def _observations(code: str, answers: tuple[Answer, ...], short: ShortPatient) -> Iterator[Json]:
    for answer in answers:
        dated = f"{code}-{answer.on}" if answer.on and len(answers) > 1 else code
        yield resource(
            "Observation",
            answer.id or dated,
            status=answer.status,
            category=[status("observation-category", "survey")],
            code=concept(Code(fhir.OWN, code)),
            effectiveDateTime=day(answer.on or assessed_on(short)),
            performer=people(answer.by or short.assessed.by),
            **(observed(answer.value) if answer.value else {}),
            component=[
                {"code": concept(Code(fhir.OWN, part)), **observed(value)}
                for part, value in answer.components.items()
            ],
        )


def _questionnaire_response(response: Questionnaire, short: ShortPatient) -> Json:
    author = people(response.by or short.assessed.by)
    return resource(
        "QuestionnaireResponse",
        response.questionnaire,
        questionnaire=f"{fhir.BASE}/Questionnaire/{response.questionnaire}",
        status=response.status,
        authored=day(response.on or assessed_on(short)),
        author=author[0] if author else None,
        item=[
            filled({"linkId": code, "answer": [answered(value)]}) for code, value in response.answers.items()
        ],
    )


def assessed_on(short: ShortPatient) -> date:
    """The day of what a case gives no day for."""
    return short.assessed.on or short.as_of
