"""Ages of conditions: what two have in common, and what they take in together."""

from __future__ import annotations

import pytest

from criteria.spans import parse_span
from mappings.forms.ages import shared, together
from mappings.readers.form_item import Ages


def ages(text: str) -> Ages:
    """Ages such as `6 years - 18 years`, `- 22 years`, `22 years -`, `-`."""
    ends = [parse_span(end.strip()) if end.strip() else None for end in text.split("-")]
    return Ages(*ends)


def written(*texts: str) -> tuple[Ages, ...]:
    return tuple(map(ages, texts))


SHARED = {
    "one within the other": ("- 22 years", "6 years - 18 years", ["6 years - 18 years"]),
    "two that overlap": ("- 18 years", "7 years -", ["7 years - 18 years"]),
    "every age and some": ("-", "22 years -", ["22 years -"]),
    "months and years": ("18 months -", "1 year - 6 years", ["18 months - 6 years"]),
    "two that touch have none": ("- 22 years", "22 years -", []),
    "two apart have none": ("- 6 years", "18 years -", []),
}


@pytest.mark.parametrize(("one", "other", "both"), SHARED.values(), ids=list(SHARED))
def test_two_have_in_common(one: str, other: str, both: list[str]) -> None:
    assert shared(written(one), written(other)) == written(*both)
    assert shared(written(other), written(one)) == written(*both)


def test_what_several_have_in_common_with_one_stays_apart() -> None:
    assert shared(written("- 6 years", "18 years -"), written("1 year - 22 years")) == written(
        "1 year - 6 years", "18 years - 22 years"
    )


TOGETHER = {
    "two apart": (["18 years -", "- 6 years"], ["- 6 years", "18 years -"]),
    "two that touch": (["- 22 years", "22 years -"], ["-"]),
    "two that overlap": (["6 years - 19 years", "7 years - 22 years"], ["6 years - 22 years"]),
    "one within another": (["- 22 years", "6 years - 18 years"], ["- 22 years"]),
    "the same twice": (["6 years -", "6 years -"], ["6 years -"]),
    "one and every age": (["6 years - 7 years", "-"], ["-"]),
    "none": ([], []),
}


@pytest.mark.parametrize(("several", "one"), TOGETHER.values(), ids=list(TOGETHER))
def test_several_take_in(several: list[str], one: list[str]) -> None:
    assert together(written(*several)) == written(*one)
