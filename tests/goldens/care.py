"""The resources of a case that say what care was planned, ordered and given."""

from __future__ import annotations

from collections.abc import Iterator

from tests.goldens.case import Case, Document, Encounter, Goal, OrderOnFile, Plan, Procedure
from tests.goldens.fhir import Json, concept, day, filled, people, period, resource, status, subject
from tests.goldens.shorthand import SYSTEMS, Code

_CARE_PLAN = Code(SYSTEMS["SNOMED"], "734163000", "Care plan")
_CLASSES = {"ambulatory": "AMB", "inpatient": "IMP", "emergency": "EMER"}
_ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def care_of(case: Case) -> Iterator[Json]:
    """Plans with their goals, orders on file, encounters, procedures and documents."""
    for plan in case.plans:
        yield _plan(plan)
        yield from (_goal(goal) for goal in plan.goals)
    yield from (_order(order) for order in case.orders_on_file)
    yield from (_encounter(encounter) for encounter in case.encounters)
    yield from (_procedure(procedure) for procedure in case.procedures)
    yield from (_document(document) for document in case.documents)


def draft_order(service: Code, case: Case) -> Json:
    """An order being entered."""
    return resource(
        "ServiceRequest",
        f"draft-{service.code}",
        status="draft",
        intent="order",
        code=concept(service),
        subject=subject(),
        authoredOn=day(case.as_of),
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
        subject=subject(),
        period=period(plan.start, plan.end),
        contributor=people(*plan.contributors),
        addresses=[{"reference": f"Condition/{identity}"} for identity in plan.addresses],
        goal=[{"reference": f"Goal/{goal.id}"} for goal in plan.goals],
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
        subject=subject(),
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
        subject=subject(),
        occurrencePeriod=period(order.start, order.end),
        authoredOn=day(order.authored),
        requester=requester[0] if requester else None,
    )


def _encounter(encounter: Encounter) -> Json:
    return resource(
        "Encounter",
        encounter.id,
        status=encounter.status,
        class_={"system": _ACT_CODE, "code": _CLASSES[encounter.setting]},
        type=[concept(encounter.type)] if encounter.type else None,
        subject=subject(),
        participant=[{"individual": person} for person in people(*encounter.people)],
        period=period(encounter.start, encounter.end or encounter.start),
    )


def _procedure(procedure: Procedure) -> Json:
    return resource(
        "Procedure",
        f"{procedure.code.code}-{procedure.on}",
        status=procedure.status,
        code=concept(procedure.code),
        subject=subject(),
        performedDateTime=day(procedure.on),
    )


def _document(document: Document) -> Json:
    return resource(
        "DocumentReference",
        document.id,
        status="current",
        type=concept(document.type),
        subject=subject(),
        date=f"{document.on}T12:00:00Z",
        author=people(document.by),
        content=[{"attachment": filled({"contentType": "text/plain", "title": document.type.words})}],
    )
