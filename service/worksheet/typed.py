"""What was typed into a page, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Typed(Struct, frozen=True):
    """What was typed, by the name of its field, and what is to be said beside a field."""

    values: Mapping[str, str] = {}
    problems: Mapping[str, str] = {}

    def value(self, name: str) -> str:
        """What was typed into a field, as it was typed."""
        return self.values.get(name, "")

    def problem(self, name: str) -> str:
        """What is wrong with a field."""
        return self.problems.get(name, "")
