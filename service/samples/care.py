"""The resources of a short patient that say what care was planned, ordered and given."""

from __future__ import annotations

from collections.abc import Iterator

from service.samples.elements import concept, day, filled, people, period, resource
from service.samples.fhir import Json, coding, reference, status
from service.samples.short_patient import (
    Document,
    Encounter,
    Goal,
    OrderOnFile,
    Plan,
    Procedure,
    ShortPatient,
)
from service.samples.shorthand import SYSTEMS, Code

_CARE_PLAN = Code(SYSTEMS["SNOMED"], "734163000", "Care plan")
_CLASSES = {"ambulatory": "AMB", "inpatient": "IMP", "emergency": "EMER"}
_ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def care_of(short: ShortPatient) -> Iterator[Json]:
    """Plans with their goals, orders on file, encounters, procedures and documents."""
    for plan in short.plans:
        yield _plan(plan)
        yield from (_goal(goal) for goal in plan.goals)
    yield from (_order(order) for order in short.orders_on_file)
    yield from (_encounter(encounter) for encounter in short.encounters)
    yield from (_procedure(procedure) for procedure in short.procedures)
    yield from (_document(document) for document in short.documents)


def draft_order(service: Code, short: ShortPatient) -> Json:
    """An order being entered."""
    return resource(
        "ServiceRequest",
        f"draft-{service.code}",
        status="draft",
        intent="order",
        code=concept(service),
        authoredOn=day(short.as_of),
        requester=people("lpha")[0],
    )


def _plan(plan: Plan) -> Json:
    return resource(
        "CarePlan",
        plan.id,
        status=plan.status,
        intent="plan",
        category=[concept(category) for category in plan.categories or (_CARE_PLAN,)],
        title=plan.title,
        period=period(plan.start, plan.end),
        contributor=people(*plan.contributors),
        addresses=[reference(f"Condition/{identity}") for identity in plan.addresses],
        goal=[reference(f"Goal/{goal.id}") for goal in plan.goals],
        activity=[
            {"detail": {"kind": "ServiceRequest", "code": concept(service), "status": "in-progress"}}
            for service in plan.services
        ],
    )


def _goal(goal: Goal) -> Json:
    expressed_by = people(goal.expressed_by)
    return resource(
        "Goal",
        goal.id,
        lifecycleStatus=goal.lifecycle,
        achievementStatus=status("goal-achievement", goal.achievement) if goal.achievement else None,
        description={"text": goal.text},
        startDate=day(goal.start),
        target=[{"dueDate": day(goal.due)}] if goal.due else None,
        statusDate=day(goal.status_date),
        expressedBy=expressed_by[0] if expressed_by else None,
    )


def _order(order: OrderOnFile) -> Json:
    requester = people(order.by)
    return resource(
        "ServiceRequest",
        order.id,
        status=order.status,
        intent="order",
        code=concept(order.service),
        occurrencePeriod=period(order.start, order.end),
        authoredOn=day(order.authored),
        requester=requester[0] if requester else None,
    )


def _encounter(encounter: Encounter) -> Json:
    return resource(
        "Encounter",
        encounter.id,
        status=encounter.status,
        class_=coding(_ACT_CODE, _CLASSES[encounter.setting]),
        type=[concept(encounter.type)] if encounter.type else None,
        participant=[{"individual": person} for person in people(*encounter.people)],
        period=period(encounter.start, encounter.end or encounter.start),
    )


def _procedure(procedure: Procedure) -> Json:
    return resource(
        "Procedure",
        f"{procedure.code.code}-{procedure.on}",
        status=procedure.status,
        code=concept(procedure.code),
        performedDateTime=day(procedure.on),
    )


def _document(document: Document) -> Json:
    return resource(
        "DocumentReference",
        document.id,
        status="current",
        type=concept(document.type),
        date=f"{document.on}T12:00:00Z",
        author=people(document.by),
        content=[{"attachment": filled({"contentType": "text/plain", "title": document.type.words})}],
    )
