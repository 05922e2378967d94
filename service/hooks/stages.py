"""The stages of an answered call, as they are timed."""

from __future__ import annotations

from typing import NamedTuple


class Stages(NamedTuple):
    """How many seconds each stage of one answered call took; their sum is the whole."""

    decode: float
    gather: float
    evaluate: float
    encode: float
