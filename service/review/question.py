"""What a review is asked: of which services, and whether only where the patient receives them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Question(Struct, frozen=True):
    """The services under review, by code, each with the references of the draft orders for it.

    `in_progress_only` leaves out the services that the record does not show in
    progress, as when a record is opened and nothing is ordered.
    """

    services: Mapping[str, tuple[str, ...]]
    in_progress_only: bool = False
