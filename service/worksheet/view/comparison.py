"""Baseline against now."""

from __future__ import annotations

from msgspec import Struct

from service.worksheet.view.parts import Mark


class Trend(Struct, frozen=True):
    """One row of a comparison: places on its scale, counted from 0; None where there is none."""

    label: str
    baseline: int | None
    newest: int | None
    mark: Mark
    words: str


class Comparison(Struct, frozen=True):
    """Baseline against now, on one scale, as a small chart and in words."""

    heading: str
    scale: tuple[str, ...]
    rows: tuple[Trend, ...]
    baseline: str = "baseline"
    newest: str = "newest"
    caption: str = ""
    note: str = ""
