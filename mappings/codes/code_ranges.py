"""Ranges and categories of ICD-10-CM codes in value sets, compiled for lookup by a code."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mappings.codes.code_lists import Membership
from mappings.codes.printed_codes import CodeRange

_CATEGORY = 3
"""How many characters of a code are its category; none is shorter."""


class CodeRanges:
    """What the ranges of value sets make of a code; of two that hold it in one set the narrower speaks."""

    def __init__(self) -> None:
        self._below: dict[str, dict[str, Membership]] = {}
        self._spans: list[tuple[CodeRange, str, Membership]] = []

    def __bool__(self) -> bool:
        return bool(self._below or self._spans)

    def add(self, codes: CodeRange, value_set_id: str, membership: Membership) -> None:
        """Say what some codes are to a value set."""
        if codes.first == codes.last:
            self._below.setdefault(codes.first, {}).setdefault(value_set_id, membership)
        else:
            self._spans.append((codes, value_set_id, membership))
            self._spans.sort(key=lambda each: len(each[0].first) + len(each[0].last))

    def without(self, value_sets: Collection[str]) -> CodeRanges:
        """The same for all value sets but these."""
        kept = CodeRanges()
        below = {
            code: {name: membership for name, membership in known.items() if name not in value_sets}
            for code, known in self._below.items()
        }
        kept._below = {code: known for code, known in below.items() if known}
        kept._spans = [each for each in self._spans if each[1] not in value_sets]
        return kept

    def of(self, code: str) -> Mapping[str, Membership]:
        """What a code, in its normal form, is to each value set with a range that holds it."""
        found = {name: membership for codes, name, membership in self._spans if codes.holds(code)}
        for length in range(_CATEGORY, len(code) + 1):
            found.update(self._below.get(code[:length], {}))
        return found
