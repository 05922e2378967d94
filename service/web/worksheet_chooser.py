"""The doors to a worksheet without SMART: whose it shall be, and which policy it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from flask import Response, request
from msgspec.structs import replace

from cds_cards.worksheet_wording import DoorsWords
from criteria.policy import Policy
from mappings.fhir.resources import Resource
from service.errors import RequestProblem, UnknownService
from service.hooks.completed_record import Chart
from service.smart.session import Kind, Session
from service.web.html import form_page
from service.web.page_templates import root_of
from service.web.session_chart import access_of, chart_of
from service.web.shipped_charts import all_shipped, shipped_of
from service.web.state import cds_service
from service.web.worksheet_pages import chooser_page
from service.web.worksheet_session import check_own_page, give_cookie, path_of, sessions_answer
from service.web.worksheets import policy_named
from service.worksheet.chart_people import name_of
from service.worksheet.view.doors import ChooserForm, ChooserView
from service.worksheet.view.notices import Notice
from service.worksheet.view.parts import Link, Mark
from service.worksheet.view.questions import Choice, Choices, Field

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_USER = re.compile(r"Practitioner/[A-Za-z0-9\-.]{1,64}")
_ABOUT = ("policy", "phase", "evaluation")
_REFUSED = 422


def which_policy(policies: Sequence[Policy], path: str) -> Response:
    """The page that asks which policy a worksheet is about, where an EHR does not hand that over."""
    return _page(ChooserView(*_titles(), path, _links(policies, path)))


def whose() -> Response:
    """The page that asks whose worksheet it shall be.

    Raises:
        UnknownService: where worksheets are opened from a chart alone, and none from outside.
    """
    service = cds_service()
    root = root_of(service.settings)
    if not service.settings.open_worksheet:
        if service.launching.apps.standalone:
            about = urlencode({name: request.args.get(name, "") for name in _ABOUT})
            return Response(status=303, headers={"Location": f"{root}/smart/standalone?{about}"})
        raise UnknownService("a worksheet is opened from a chart here")
    return _chooser(())


def chosen() -> Response:
    """Open the worksheet that was chosen.

    Raises:
        UnknownService: where worksheets do not open without SMART.
        StrangeForm: when another site's page asks for it.
    """
    service = cds_service()
    if not service.settings.open_worksheet:
        raise UnknownService("a worksheet is opened from a chart here")
    check_own_page()
    session, problem = _shipped() if request.form.get("kind") == "shipped" else _of_server()
    if session is None:
        return _chooser((problem,))
    with sessions_answer():
        begun = service.sessions.begin(session)
    response = Response(status=303, headers={"Location": path_of(begun)})
    give_cookie(response, begun)
    return response


def _shipped() -> tuple[Session | None, str]:
    name = request.form.get("patient", "")
    session = _session("shipped", name)
    chart = chart_of(session)
    if name not in {each.name for each in all_shipped(chart)}:
        return None, _words().no_id
    return replace(session, **_first_signer(chart, name)), ""


def _of_server() -> tuple[Session | None, str]:
    """The session for a patient of a FHIR server on this machine, and else what is wrong."""
    words = _words()
    patient, user = request.form.get("id", "").strip(), request.form.get("user", "").strip()
    if not _ID.fullmatch(patient):
        return None, words.no_id
    if not _USER.fullmatch(user):
        return None, words.no_user
    session = _session("open-server", patient, request.form.get("base", "").strip().rstrip("/"))
    try:
        access = access_of(session)
    except RequestProblem:
        return None, words.no_server
    found = cds_service().completer.complete({}, {user: user}, access).values.values()
    name = next((name_of(each) for each in found if isinstance(each, Resource)), "")
    return replace(session, user=user, user_name=name or user), ""


def _session(kind: Kind, patient: str, base: str = "") -> Session:
    settings = cds_service().settings
    policy, phase, evaluation = (request.form.get(name, "") for name in _ABOUT)
    return Session(
        kind=kind,
        site=settings.site,
        fhir_base=base,
        patient=patient,
        policy=policy,
        phase=phase,
        evaluation=evaluation,
    )


def _chooser(problems: Sequence[str]) -> Response:
    service, words = cds_service(), _words()
    root = root_of(service.settings)
    policies = service.default_site.reviewer.policies
    about = {name: request.values.get(name, "") for name in _ABOUT}
    policy = policy_named(policies, about["policy"])
    notices = tuple(Notice(Mark.NOT_MET, words.problem.format(text=text)) for text in problems)
    to, status = f"{root}/worksheet", _REFUSED if problems else 200
    if policy is None:
        return _page(ChooserView(*_titles(), to, _links(policies, to), (), notices), status)
    forms = tuple(_forms(policy, tuple((about | {"policy": policy.id}).items())))
    title, heading, _ = _titles()
    view = ChooserView(title, heading, words.whose, to, _links(policies, to), forms, notices)
    return _page(view, status)


def _forms(policy: Policy, hidden: tuple[tuple[str, str], ...]) -> Iterator[ChooserForm]:
    words, settings = _words(), cds_service().settings
    typed = request.form
    chart = chart_of(_session("shipped", ""))
    shipped = [each for each in all_shipped(chart) if each.service == policy.service.code]
    if shipped:
        patients = tuple(Choice(each.name, each.title) for each in shipped)
        choices = Choices("patient", words.patient, patients)
        own = (*hidden, ("kind", "shipped"))
        yield ChooserForm(words.shipped, words.go, own, choices, (), words.shipped_note)
    if settings.allow_loopback_fhir:
        fields = (
            Field("base", words.base, "text", typed.get("base", "")),
            Field("id", words.id, "text", typed.get("id", "")),
            Field("user", words.user, "text", typed.get("user", "")),
        )
        yield ChooserForm(words.server, words.go, (*hidden, ("kind", "open-server")), None, fields)


def _first_signer(chart: Chart, name: str) -> dict[str, str]:
    """Who signs for a shipped patient: the first practitioner of the chart."""
    people = shipped_of(chart._replace(patient_id=name)).resources
    signer = next(each for each in people if each["resourceType"] == "Practitioner")
    return {"user": f"Practitioner/{signer['id']}", "user_name": str(signer["name"][0]["text"])}


def _links(policies: Sequence[Policy], to: str) -> tuple[Link, ...]:
    words = _words()
    return tuple(
        Link(
            words.policy.format(
                service=f"{each.service.code} {each.service.short_name}", payer=each.source.payer
            ),
            f"{to}?{urlencode({'policy': each.id})}",
        )
        for each in policies
    )


def _titles() -> tuple[str, str, str]:
    words = _words()
    return words.title, words.title, words.lede


def _words() -> DoorsWords:
    return cds_service().worksheets.words.doors


def _page(view: ChooserView, status: int = 200) -> Response:
    service = cds_service()
    return form_page(chooser_page(service.templates, view), status, service.launching.apps.frame_ancestors)
