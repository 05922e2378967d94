"""The tabular list of ICD-10-CM, as the package simple_icd_10_cm 1.5.0 carries it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from functools import cache

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it opens its own data the old way
    import simple_icd_10_cm as tabular

RELEASE = "2026-04"


@cache
def categories() -> tuple[str, ...]:
    """Every three-character category."""
    return tuple(dict.fromkeys(code for code in tabular.get_all_codes() if re.fullmatch(r"[A-Z]\d\w", code)))


def leaves(*spans: str) -> frozenset[str]:
    """The codes without codes below them, of categories ("F20") or spans of categories ("F20-F29")."""
    return frozenset(
        leaf
        for span in spans
        for category in categories()
        if span[:3] <= category <= span[-3:]
        for leaf in leaves_below(category) or (category,)
    )


@cache
def leaves_below(code: str) -> frozenset[str]:
    """The leaves below a code; none where it is itself a leaf."""
    return frozenset(below for below in tabular.get_descendants(code) if tabular.is_leaf(below))


def headers(*spans: str) -> list[str]:
    """The codes that have codes below them, in categories or spans of categories."""
    return [
        code
        for span in spans
        for category in categories()
        if span[:3] <= category <= span[-3:]
        for code in (category, *tabular.get_descendants(category))
        if not tabular.is_leaf(code)
    ]


def title(code: str) -> str:
    """What the tabular list calls a code."""
    return str(tabular.get_description(code))


def exists(code: str) -> bool:
    """Whether it is a category or a code of the tabular list."""
    return bool(tabular.is_valid_item(code) and tabular.is_category_or_subcategory(code))


def in_remission(codes: Iterable[str]) -> frozenset[str]:
    """Those whose title says that the disorder is over; what is in partial remission is still there."""
    return frozenset(c for c in codes if re.search(r"(?<!partial )remission", title(c)))
