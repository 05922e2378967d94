"""The leaves on events as CQL: how many there were in a time, and how long one lasted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from criteria.form import Form
from criteria.leaves.events import EventCount, EventLasts, InWindow
from mappings.cql import event_functions, parameters
from mappings.cql.layout import called, listed
from mappings.cql.leaves import before, numbered
from mappings.cql.parameters import EVALUATION_DATE

Told = Callable[..., str]
"""The parameter that tells a fact, or one aspect of it."""


class EventLeaves:
    """Writes the leaves on events; with what names the parameters of a fact."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self.forms: Mapping[type[Form], Callable[[Any], str]] = {
            EventCount: self._count,
            EventLasts: self._lasts,
        }

    def _count(self, form: EventCount) -> str:
        begins = self._begins(form)
        low = [
            called(event_functions.FEWEST, each, self._told(kind, parameters.TOLD), begins)
            for kind, each in self._distinct(form.kinds)
        ]
        high = [
            called(event_functions.MOST, each, *self._of(kind), begins)
            for kind, each in self._distinct(form.kinds)
        ]
        return numbered(" + ".join(low), " + ".join(high), form.minimum, form.maximum)

    def _lasts(self, form: EventLasts) -> str:
        kinds = [each for _, each in self._distinct(form.kinds)]
        every = called(event_functions.ON_FILE, kinds[0]) if len(kinds) == 1 else f"flatten {listed(kinds)}"
        told, undated, whole = zip(*map(self._of, form.kinds), strict=True)
        return called(
            event_functions.LASTED,
            called(event_functions.STRETCHES, every, f"{form.bridging} days"),
            " + ".join(told),
            " and ".join(whole),
            " + ".join(f"Coalesce({each}, 0)" for each in undated),
            self._begins(form),
            str(form.at_least or form.more_than),
            "1 day" if form.more_than else "0 days",
        )

    def _of(self, kind: str) -> Sequence[str]:
        return [self._told(kind, each) for each in (parameters.TOLD, parameters.UNDATED, parameters.WHOLE)]

    def _begins(self, form: InWindow) -> str:
        return before(EVALUATION_DATE, form.within) if form.within else self._told(form.since)

    def _distinct(self, kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Each kind with its events, without those that one before it has."""
        earlier: list[str] = []
        for kind in kinds:
            told = called(event_functions.ON_FILE, self._told(kind)) if len(kinds) > 1 else self._told(kind)
            others = f"flatten {listed(earlier)}" if len(earlier) > 1 else "".join(earlier)
            yield kind, called(event_functions.OTHERS, told, others) if earlier else told
            earlier.append(told)
