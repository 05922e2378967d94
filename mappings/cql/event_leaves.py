"""The leaves on events as CQL: how many there were in a time, and how long one lasted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from criteria.form import Form
from criteria.leaves.events import EventCount, EventLasts
from criteria.leaves.window import InWindow
from mappings.cql import event_functions, parameters
from mappings.cql.functions import COME
from mappings.cql.layout import called, joined, listed
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
        kinds = list(self._distinct(form))
        low = joined("+", [called(event_functions.FEWEST, *kind) for kind in kinds])
        high = joined("+", [called(event_functions.MOST, *kind) for kind in kinds])
        return numbered(low, high, form.minimum, form.maximum)

    def _lasts(self, form: EventLasts) -> str:
        begins = self._begins(form)
        sure = [
            called(event_functions.SURE, self._told(kind), self._told(kind, parameters.TOLD), begins)
            for kind in form.kinds
        ]
        possible = [called(event_functions.POSSIBLE, self._told(kind)) for kind in form.kinds]
        closed = [
            called(event_functions.CLOSED, self._told(kind), *self._about(kind), begins)
            for kind in form.kinds
        ]
        apart = f"{form.bridging} days"
        return called(
            event_functions.LASTED,
            called(event_functions.STRETCHES, _together(sure), apart),
            called(event_functions.STRETCHES, _together(possible), apart),
            joined("and", closed),
            begins,
            str(form.at_least or form.more_than),
            "1 day" if form.more_than else "0 days",
        )

    def _about(self, kind: str) -> Iterable[str]:
        """What is told of the events of a kind beside them."""
        aspects = (parameters.TOLD, parameters.UNDATED, parameters.WHOLE)
        return (self._told(kind, each) for each in aspects)

    def _begins(self, form: InWindow) -> str:
        if form.within:
            return before(EVALUATION_DATE, form.within)
        return called(COME, self._told(form.since))

    def _distinct(self, form: EventCount) -> Iterator[Sequence[str]]:
        """Of each kind what its number goes by: its events, without those that one before it has."""
        begins, earlier = self._begins(form), list[str]()
        for kind in form.kinds:
            events, (told, *others) = self._told(kind), self._about(kind)
            if earlier:
                before_it = _together(earlier)
                shared = called(event_functions.THOSE_OF, events, before_it)
                told = f"{told} - {called(event_functions.BEGAN, shared, begins)}"
                events = called(event_functions.OTHERS, events, before_it)
            yield events, told, *others, begins
            earlier.append(called(event_functions.ON_FILE, self._told(kind)))


def _together(lists: Sequence[str]) -> str:
    return lists[0] if len(lists) == 1 else f"flatten {listed(lists)}"
