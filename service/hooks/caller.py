"""On whose behalf a call is answered: the site, the day, and which FHIR servers may be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from cds_cards.context import WorksheetDoor
from service.clock import day_written
from service.ehr.allowed_urls import allowed_server
from service.ehr.complete_prefetch import PrefetchCompleter
from service.ehr.fhir_client import Access
from service.ehr.fhir_server import FhirServer
from service.errors import Malformed
from service.hooks.request import HookRequest
from service.review.site import Site

AS_OF = "com.criteria-cards.as-of"
"""The extension of a request that pins its evaluation date, where the operator allows it."""


class Caller(Struct, frozen=True):
    """A registered client, or the unregistered one, whose `client` name is empty.

    `budget_seconds` is how long a request may take while FHIR servers are waited for,
    `request_id` what its log lines carry, `worksheet` how its users get to the worksheet. With
    `keeps_record` the answered call holds the record as it was read.
    """

    site: Site
    today: date
    completer: PrefetchCompleter
    client: str = ""
    may_pin_date: bool = False
    fhir_servers: Sequence[FhirServer] = ()
    may_name_loopback: bool = False
    budget_seconds: float = 0.0
    validates_evidence: bool = False
    request_id: str = ""
    worksheet: WorksheetDoor = ""
    keeps_record: bool = False

    def evaluation_date(self, request: HookRequest) -> date:
        """The day that a request is evaluated on.

        Raises:
            Malformed: when the request pins it to something that is no date.
        """
        extension: Mapping[str, Any] = request.extension or {}
        pinned = extension.get(AS_OF)
        if pinned is None or not self.may_pin_date:
            return self.today
        try:
            return day_written(pinned)
        except (TypeError, ValueError) as error:
            raise Malformed("expected a date such as 2026-03-01", f"extension.{AS_OF}") from error

    def access(self, request: HookRequest, started: float) -> Access | None:
        """The way to the request's FHIR server, when it is one that this client may name.

        `started` is when the request came, in monotonic seconds.
        """
        if request.fhirServer is None:
            return None
        server = allowed_server(request.fhirServer, self.fhir_servers, self.may_name_loopback)
        if server is None:
            return None
        token = request.fhirAuthorization.access_token if request.fhirAuthorization else ""
        return Access(request.fhirServer, server, token, started + self.budget_seconds)
