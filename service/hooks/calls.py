"""One hook call on its way: the checked request, the record as far as it is needed, the cards."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import NamedTuple

from cds_cards.card import Card
from criteria.gaps import Gap, GapKind
from criteria.policy import Policy
from criteria.truth import Truth
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.resources import Slot
from mappings.readers.registry import is_deceased, patient_facts
from mappings.readers.service_start import in_progress
from mappings.record.index import read_record
from mappings.record.patient_record import PatientRecord
from mappings.record.validate_evidence import validate_evidence
from service.ehr.complete_prefetch import PrefetchCompleter, PrefetchValues
from service.ehr.fhir_client import Access
from service.errors import Malformed, PreconditionFailed
from service.hooks.request import HookRequest
from service.review.reviewer import Advisor, Orders


class Site(NamedTuple):
    """What all calls of one site share: its advisor, all queries, those that tell the phase, its edition."""

    advisor: Advisor
    queries: Mapping[str, str]
    progress_queries: Mapping[str, str]
    edition: str = ""


class Call:
    """A hook's function answers with `advise` or `review`; what is needed of the record is gathered then."""

    def __init__(
        self,
        request: HookRequest,
        body: bytes,
        patient_id: str,
        on: date,
        site: Site,
        gatherer: PrefetchCompleter,
    ) -> None:
        self._request = request
        self.body = body
        self._patient_id = patient_id
        self.on = on
        self.site = site
        self._gatherer = gatherer
        self._slots: PrefetchValues = dict(request.prefetch or {})
        self._gaps: list[Gap] = []
        self._asked: set[str] = set()
        self.access: Access | None = None
        self.validates_evidence = False
        self.fetched = 0
        self.gathered_seconds = 0.0

    @property
    def failed_fetches(self) -> list[GapKind]:
        """What was wrong with those of the searches that gave nothing, or not everything."""
        return [gap.kind for gap in self._gaps] if self.access else []

    @property
    def mapping(self) -> SiteMapping:
        """The site's codes and settings."""
        return self.site.advisor.mapping

    def advise(self, orders: Orders) -> list[Card]:
        """The cards for these orders; none when there are none.

        Raises:
            PreconditionFailed: when the Patient cannot be had.
            Malformed: when the prefetch holds another patient.
        """
        if not orders:
            return []
        record = self._record(self.site.queries)
        validate = partial(validate_evidence, self.body) if self.validates_evidence else None
        return self.site.advisor.advise(record, orders, self.on, validate)

    def review(self) -> list[Card]:
        """The cards for a patient who receives one of the services, without an order.

        Whether the patient does is looked up first, so that for all others the
        answer is quick. Where the site asks for it, a patient whose record
        already meets the computable criteria gets a card as well.

        Raises:
            PreconditionFailed, Malformed: as `advise`.
        """
        record = self._record(self.site.progress_queries)
        receiving = {
            policy.service.code: () for policy in self._advisor.policies if self._receives(policy, record)
        }
        screening = self.mapping.site.admission_screening
        if is_deceased(record, self.on) or not (receiving or screening):
            return []
        cards = self.advise(receiving)
        if screening:
            cards += self._advisor.screen(self._record(self.site.queries), receiving, self.on)
        return cards

    @property
    def _advisor(self) -> Advisor:
        return self.site.advisor

    def _receives(self, policy: Policy, record: PatientRecord) -> bool:
        facts = patient_facts(record, self.mapping, policy.service.code, self.on)
        return in_progress(facts).truth is Truth.MET

    def _record(self, queries: Mapping[str, str]) -> PatientRecord:
        """The record out of what was sent, completed for these queries; nothing is asked twice."""
        self._refuse_other_patient()
        started = time.monotonic()
        gathered = self._gatherer.complete(self._slots, self._unasked(queries), self.access)
        self.gathered_seconds += time.monotonic() - started
        self.fetched += gathered.fetched
        self._slots = gathered.slots
        self._gaps += gathered.gaps
        record = read_record(self._patient_id, self._slots, self.mapping)
        if record.patient is None:
            raise PreconditionFailed("the Patient is needed", "prefetch.patient")
        record.gaps.extend(self._gaps)
        return record

    def _unasked(self, queries: Mapping[str, str]) -> dict[str, str]:
        unasked = {
            key: query.replace("{{context.patientId}}", self._patient_id)
            for key, query in queries.items()
            if key not in self._asked
        }
        self._asked |= unasked.keys()
        return unasked

    def _refuse_other_patient(self) -> None:
        for key, slot in (self._request.prefetch or {}).items():
            if (
                type(slot) is Slot
                and slot.resourceType == "Patient"
                and slot.id not in (None, self._patient_id)
            ):
                # a key that we did not ask for is the client's own text, which is not repeated
                field = f"prefetch.{key}" if key in self.site.queries else "prefetch"
                raise Malformed("this is another patient than context.patientId", field)
