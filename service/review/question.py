"""What a review is asked: of which services, and whether only where the patient receives them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Raw, Struct

from cds_cards.context import WorksheetDoor
from criteria.gaps import Gap
from mappings.codes.code_systems import Token
from mappings.fhir.resources import Resource


class OrderUnderReview(Struct, frozen=True):
    """A draft order: how it is cited, what a reader should know of how it is written, and as it came."""

    reference: str
    note: str = ""
    resource: Resource | None = None


class Question(Struct, frozen=True):
    """The services under review, by code, each with the draft orders for it.

    `in_progress_only` leaves out the services that the record does not show in
    progress, as when a record is opened and nothing is ordered. `gaps` are what
    was left out of the question, `request_id` the id by which its request is
    found in the logs, `worksheet` how a reader of its cards gets to the worksheet,
    and `user` who that is, as a reference.
    `context` is that of its hook, as it came; without it no card suggests anything.
    """

    services: Mapping[str, tuple[OrderUnderReview, ...]]
    in_progress_only: bool = False
    gaps: tuple[Gap, ...] = ()
    not_ours: tuple[Token, ...] = ()
    request_id: str = ""
    worksheet: WorksheetDoor = ""
    user: str = ""
    context: Raw | None = None
