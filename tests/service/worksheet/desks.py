"""Worksheets of golden records, without a browser and without a chart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from cds_cards.actions import CardAddresses
from cds_cards.wording import load_wording
from cds_cards.worksheet_wording import load_worksheet_wording
from mappings.forms.given import Signer
from service.hooks.answer import Answered
from service.hooks.completed_record import Chart
from service.hooks.request import decode_request
from service.worksheet.desk import Desk, policy_parts
from service.worksheet.draft import Draft
from service.worksheet.reading import Reading, Wanted, read_chart
from service.worksheet.sheet import Around, sheet_of
from service.worksheet.view.criterion import CriterionView
from service.worksheet.view.page import SheetView
from service.worksheet.worked import Worked, work
from tests.properties.golden_records import answered, cases, request_of
from tests.support.fhir import BASE, Json

DRAFT = "7f0c1a52-9d1b-4c60-8f5e-1f1f6f1d2b3c"
ME = Signer("Practitioner/me", "Ines Okafor, LPC")


class Table(NamedTuple):
    """A desk with a record on it, and the call whose record it is."""

    desk: Desk
    reading: Reading
    call: Answered
    request: Json


@cache
def table(name: str, phase: str = "", signer: Signer = ME, service: str = "") -> Table:
    """The worksheet of a golden case: its record, on its day, for one service of those it asks about."""
    request, site = request_of(name), cases()[name].site
    call = answered(request, site)
    return _table(request, call, phase, signer, service)


def table_of(request: Json, name: str, phase: str = "", signer: Signer = ME) -> Table:
    """The same of a request that was changed."""
    return _table(request, answered(request, cases()[name].site), phase, signer)


def _table(request: Json, call: Answered, phase: str, signer: Signer, service: str = "") -> Table:
    site = call.caller.site
    services = (service,) if service else call.question.services
    policy = next(each for each in site.reviewer.policies if each.service.code in services)
    addresses = CardAddresses("https://cards.example", BASE)
    parts = policy_parts(policy, site, (load_wording(), load_worksheet_wording()), addresses)
    at = datetime(call.on.year, call.on.month, call.on.day, 15, 2, tzinfo=UTC)
    sent = decode_request(json.dumps(request).encode()).prefetch or {}
    chart = Chart(call.context.patientId, site, call.on, call.caller.completer)
    reading = read_chart(chart, Wanted(policy.service.code, signer.reference), at, sent).reading
    return Table(Desk(parts, site, chart.patient_id, signer, call.on, at, phase), reading, call, request)


def worked(at: Table, typed: Mapping[str, str] | None = None, *opened: str, **changes: object) -> Worked:
    """A sheet with some fields typed and some criteria opened."""
    draft = Draft(DRAFT, dict(typed or {}), opened, **changes)  # type: ignore[arg-type]
    return work(at.desk, at.reading, draft)


def shown(at: Table, typed: Mapping[str, str] | None = None, *opened: str) -> SheetView:
    """What its page shows."""
    return sheet_of(worked(at, typed, *opened), Around("/worksheet/w"))


def criterion(view: SheetView, path: str) -> CriterionView:
    """A criterion that a page shows."""
    return next(each for section in view.sections for each in section.criteria if each.path == path)


def sections(view: SheetView) -> dict[str, list[str]]:
    """The criteria by section."""
    return {each.id: [one.path for one in each.criteria] for each in view.sections}


def asked(at: Table, typed: Mapping[str, str] | None = None, *opened: str) -> dict[str, list[str]]:
    """The facts that are asked, by criterion."""
    questions = worked(at, typed, *opened).asked.questions
    return {path: [each.entry.fact for each in placed] for path, placed in questions.items()}
