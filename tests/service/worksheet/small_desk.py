"""A worksheet for a small policy of the shipped facts, over whatever resources a record holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from cds_cards.actions import CardAddresses
from cds_cards.wording import load_wording
from cds_cards.worksheet_wording import load_worksheet_wording
from mappings.record.pared import pared
from mappings.record.read_record import read_record
from service.hooks.request import decode_request
from service.review.rule_files import INSTALLED
from service.review.site import Site
from service.worksheet.chart_people import banner_of
from service.worksheet.desk import Desk, PolicyParts, policy_parts
from service.worksheet.draft import Draft
from service.worksheet.reading import Reading
from service.worksheet.sheet import Around, sheet_of
from service.worksheet.view.page import SheetView
from service.worksheet.worked import work
from tests.service.review.reviewing import reviewer_of
from tests.service.worksheet.desks import DRAFT, ME
from tests.support.fhir import BASE, ON, PATIENT, Json, patient
from tests.support.hook_calls import order_select, prefetched

_AT = datetime(ON.year, ON.month, ON.day, 15, 2, tzinfo=UTC)


class SmallDesk(NamedTuple):
    """A policy at a site, and when the patient was born."""

    site: Site
    parts: PolicyParts
    born: str = "1990-06-15"

    def sheet(self, *resources: Json, **typed: str) -> SheetView:
        """The page of a record, with some answers typed."""
        return sheet_of(
            work(self._desk, self._read(*resources), Draft(DRAFT, typed, ())), Around("/worksheet/w")
        )

    @property
    def _desk(self) -> Desk:
        return Desk(self.parts, self.site, PATIENT, ME, ON, _AT)

    def _read(self, *resources: Json) -> Reading:
        body = msgspec.json.encode(order_select(prefetch=prefetched(patient(self.born), *resources)))
        mapping = self.site.reviewer.mapping
        record = read_record(PATIENT, decode_request(body).prefetch or {}, mapping)
        assert record.patient is not None
        return Reading(_AT, pared(record, ""), banner_of(record.patient))


def small_desk(policy: str, source: str) -> SmallDesk:
    """The worksheet of a policy file."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "small"
        folder.mkdir()
        (folder / "policy.yaml").write_text(policy, encoding="utf-8")
        (folder / "source.txt").write_text(source, encoding="utf-8")
        site = Site(reviewer_of(INSTALLED._replace(policies=folder.parent), ""), {}, {})
    (only,) = site.reviewer.policies
    wordings = load_wording(), load_worksheet_wording()
    return SmallDesk(site, policy_parts(only, site, wordings, CardAddresses("https://cards.example", BASE)))
