"""The resources of a case that say who the person is and what was assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.goldens.care import care_of
from tests.goldens.case import NONE, Answer, Case, Condition, Patient, Questionnaire
from tests.goldens.fhir import (
    Json,
    answered,
    concept,
    day,
    filled,
    observed,
    people,
    resource,
    status,
    subject,
)
from tests.goldens.shorthand import BASE, CRITERIA_INPUT, PATIENT, Code

_US_CORE = {
    "health-concern": "http://hl7.org/fhir/us/core/CodeSystem/condition-category",
    "sdoh": "http://hl7.org/fhir/us/core/CodeSystem/us-core-category",
}


def resources_of(case: Case) -> tuple[Json, ...]:
    """Everything the EHR holds of the person of a case, the Patient first.

    Raises:
        ValueError: when two resources would have the same id.
    """
    resources = (
        _patient(case.patient),
        *(_condition(condition, case) for condition in case.conditions),
        *(o for code, answers in case.answers.items() for o in _observations(code, answers, case)),
        *(_questionnaire_response(response, case) for response in case.questionnaire_responses),
        *care_of(case),
    )
    references = [f"{each['resourceType']}/{each['id']}" for each in resources]
    for reference in references:
        if references.count(reference) > 1:
            raise ValueError(f"two resources are called {reference}; give one of them an id")
    return resources


def _patient(patient: Patient) -> Json:
    return resource(
        "Patient",
        PATIENT,
        gender=patient.gender,
        birthDate=patient.birth_date,
        deceasedDateTime=day(patient.deceased),
    )


def _condition(condition: Condition, case: Case) -> Json:
    system = _US_CORE.get(condition.category)
    category = (
        {"coding": [{"system": system, "code": condition.category}]}
        if system
        else status("condition-category", condition.category)
    )
    return resource(
        "Condition",
        condition.id or condition.code.code,
        clinicalStatus=_unless_none("condition-clinical", condition.clinical),
        verificationStatus=_unless_none("condition-ver-status", condition.verification),
        category=[category],
        code=concept(condition.code, *condition.codings),
        subject=subject(),
        onsetDateTime=condition.onset,
        abatementDateTime=condition.abatement,
        recordedDate=day(condition.recorded or assessed_on(case)),
    )


def _unless_none(system: str, code: str) -> Json | None:
    return None if code == NONE else status(system, code)


def _observations(code: str, answers: tuple[Answer, ...], case: Case) -> Iterator[Json]:
    for answer in answers:
        dated = f"{code}-{answer.on}" if answer.on and len(answers) > 1 else code
        yield resource(
            "Observation",
            answer.id or dated,
            status=answer.status,
            category=[status("observation-category", "survey")],
            code=concept(Code(CRITERIA_INPUT, code)),
            subject=subject(),
            effectiveDateTime=day(answer.on or assessed_on(case)),
            performer=people(answer.by or case.assessed.by),
            **(observed(answer.value) if answer.value else {}),
            component=[
                {"code": concept(Code(CRITERIA_INPUT, part)), **observed(value)}
                for part, value in answer.components.items()
            ],
        )


def _questionnaire_response(response: Questionnaire, case: Case) -> Json:
    author = people(response.by or case.assessed.by)
    return resource(
        "QuestionnaireResponse",
        response.questionnaire,
        questionnaire=f"{BASE}/Questionnaire/{response.questionnaire}",
        status=response.status,
        subject=subject(),
        authored=day(response.on or assessed_on(case)),
        author=author[0] if author else None,
        item=[
            filled({"linkId": code, "answer": [answered(value)]}) for code, value in response.answers.items()
        ],
    )


def assessed_on(case: Case) -> date:
    """The day of what a case gives no day for."""
    return case.assessed.on or case.as_of
