"""The page of gaps: what a site's data holds that feeds no criterion, and what is decided of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from service.clock import day_written
from service.console.gaps import gaps_shown, may_write
from service.errors import Malformed, Unprocessable
from service.named_files import site_file
from service.population.find_gaps import decided
from service.population.gap_report import GapReport
from service.population.kept_reports import kept_report, load_report
from service.population.ledger import Decision, Entry, decide, ledger_beside, load_ledger
from service.web.console.frame import console_page
from service.web.console.gate import console_blueprint, the_visit
from service.web.page_templates import root_of
from service.web.state import cds_service

blueprint = console_blueprint("gaps")

MAX_WHY = 400
_NOBODY = "somebody at this machine"


@blueprint.get("/console/gaps")
def gaps() -> Response:
    """The latest report of the default site; where there is none, how to make one."""
    report, ledger = _report(), _ledger()
    if report is None:
        return console_page("no_gaps.html", "gaps", site=cds_service().default_site.name)
    known = load_ledger(ledger) if ledger else load_ledger(Path("none"))
    report = decided(report, known, _today(), cds_service().default_site.reviewer.mapping.site)
    shown = gaps_shown(report, known, request.args.getlist("kind"), may_write(ledger))
    return console_page("gaps.html", "gaps", shown=shown)


@blueprint.get("/console/gaps.json")
def gaps_json() -> Response:
    """The report as it was kept.

    Raises:
        Unprocessable: when there is none.
    """
    path = kept_report(cds_service().settings.data, cds_service().default_site.name)
    if not path.is_file():
        raise Unprocessable("there is no report of this site yet")
    return Response(path.read_bytes(), mimetype="application/json")


@blueprint.post("/console/gaps")
def decision() -> AnyResponse:
    """Keep a decision in the ledger beside the site's file.

    Raises:
        Malformed: when a field is not as it should be.
        Unprocessable: when there is no such gap, or the ledger cannot be written.
    """
    report, ledger = _report(), _ledger()
    found = (
        next((each for each in report.gaps if each.id == request.form.get("gap")), None) if report else None
    )
    if found is None or ledger is None or not may_write(ledger):
        raise Unprocessable("this gap is not in the latest report, or its ledger cannot be written", "gap")
    why = request.form.get("why", "").strip()
    if not 0 < len(why) <= MAX_WHY:
        raise Malformed(f"say why, in at most {MAX_WHY} characters", "why")
    kind = _kind()
    entry = Entry(
        gap=found.id,
        decision=kind,
        what=found.what,
        fact=found.fact,
        by=the_visit().name or _NOBODY,
        on=_today(),
        why=why,
        until=_until() if kind is Decision.POSTPONED else None,
    )
    decide(ledger, entry)
    return redirect(f"{root_of(cds_service().settings)}/console/gaps#ledger", 303)


def _kind() -> Decision:
    try:
        return Decision(request.form.get("decision", ""))
    except ValueError as error:
        raise Malformed("expected accepted, refused or postponed", "decision") from error


def _until() -> date | None:
    text = request.form.get("until", "")
    try:
        return day_written(text) if text else None
    except ValueError as error:
        raise Malformed("expected a date such as 2026-03-01", "until") from error


def _report() -> GapReport | None:
    service = cds_service()
    return load_report(kept_report(service.settings.data, service.default_site.name))


def _ledger() -> Path | None:
    file = site_file(cds_service().settings.site)
    return ledger_beside(file) if file else None


def _today() -> date:
    return cds_service().unregistered().today
