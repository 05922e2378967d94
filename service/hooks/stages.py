"""The stages of an answered call, as they are timed."""

from __future__ import annotations

from typing import NamedTuple


class Stages(NamedTuple):
    """How many seconds each stage of one answered call took; their sum is the whole.

    `gather` waits for FHIR servers, `read` sorts the record, `evaluate` reads the facts, decides and writes
    the cards.
    """

    decode: float
    gather: float
    read: float
    evaluate: float
    encode: float
