"""The answer to $questionnaire-package (DTR 2.2): for each form a Bundle of it, a draft, and value sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from msgspec import Struct

from mappings.forms.draft import Drafted, draft_of
from mappings.forms.form import Form
from mappings.forms.given import Json
from mappings.forms.own_codes import own_codes
from service.dtr.record import known_record
from service.dtr.requests import PackageRequest
from service.dtr.wanted import FormOfCard, Issue, Judging, Wanted, Wants, together
from service.errors import Unprocessable
from service.hooks.completed_record import Chart
from service.hooks.draft_orders import of_this_patient, orders_under_review
from service.publication.publication import Publication
from service.review.question import Question

_ANSWERS = ("yes-no-answer", "severity-answer", "age-band")
"""The value sets of what the choices of our forms take."""


class Giving(Struct, frozen=True):
    """What packages are made of: what is published, the patient's chart, the cards shown, and the time."""

    publication: Publication
    chart: Chart
    form_of_card: FormOfCard
    now: datetime


def questionnaire_packages(request: PackageRequest, giving: Giving) -> Json:
    """The Parameters that answer a request.

    Raises:
        Unprocessable: when its context is not known, or an order is another patient's.
        NoPatient, Malformed: when the record that was sent is none of this patient.
    """
    chart, reviewer = giving.chart, giving.chart.site.reviewer
    asked = orders_under_review(request.orders, chart.patient_id, chart.site)
    services = {policy.service.code: () for policy in reviewer.policies}
    record = known_record(chart, Question({**services, **asked.services}), request.record)
    if record:
        asked = of_this_patient(asked, record)
    if asked.gaps:
        raise Unprocessable(
            "an order is of another patient than the Coverage", "Parameters.parameter.where(name='order')"
        )
    judging = Judging(reviewer, record, chart.on)
    wants = Wants(giving.publication.forms, reviewer.mapping.base, judging)
    named = wants.named(request.questionnaires)
    asked_for = together(
        *([wants.of_card(request.context, giving.form_of_card)] if request.context else []),
        *([wants.ordered(reviewer.policies, asked)] if request.orders else []),
    )
    wanted = named if request.questionnaires else asked_for  # forms that are named are these and no others
    wanted = _changed(wanted, request.changed_since, giving.publication)
    packages = [_package(form, request, giving, judging) for form in wanted.forms]
    issues = [*wanted.issues, *_of_record(packages, record is not None)]
    return _parameters(packages, issues)


def _changed(wanted: Wanted, since: datetime | None, publication: Publication) -> Wanted:
    """Without the forms that have not changed since."""
    if since is None or since < datetime.fromisoformat(publication.metadata.body["date"]):
        return wanted
    said = Issue("information", "informational", "no form has changed since then")
    return Wanted((), (*wanted.issues, *([said] if wanted.forms else [])))


def _of_record(packages: Sequence[Json], is_known: bool) -> Iterable[Issue]:
    if packages and not is_known:
        text = "the patient's record could not be read here; nothing is filled in but by the form itself"
        yield Issue("information", "informational", text)


def _package(form: Form, request: PackageRequest, giving: Giving, judging: Judging) -> Json:
    mapping = giving.chart.site.reviewer.mapping
    published = giving.publication.resources
    judged = judging.judged(form.policy)
    determination = judging.determination(form.policy, form.phase)
    rule_set = determination.rule_set.id if determination and determination.rule_set else ""
    orders = tuple(order.reference for order in request.orders)
    drafted = Drafted(request.patient, request.coverage, orders, giving.now, giving.chart.on)
    codes = own_codes(mapping.base, mapping.fact_map)
    draft = draft_of(form, codes, drafted, judged.facts if judged else None, rule_set)
    questionnaire = published["Questionnaire"][form.id].body
    value_sets = [each.body for name, each in published["ValueSet"].items() if name in _ANSWERS]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": giving.now.isoformat(timespec="seconds"),
        "entry": [
            {"fullUrl": questionnaire["url"], "resource": questionnaire},
            {"fullUrl": f"urn:uuid:{uuid4()}", "resource": draft},
            *({"fullUrl": each["url"], "resource": each} for each in value_sets),
        ],
    }


def _parameters(packages: Iterable[Json], issues: Sequence[Issue]) -> Json:
    parameters: list[Json] = [{"name": "packagebundle", "resource": each} for each in packages]
    if issues:
        outcome = {"resourceType": "OperationOutcome", "issue": [each.body for each in issues]}
        parameters.append({"name": "outcome", "resource": outcome})
    return {"resourceType": "Parameters", "parameter": parameters}
