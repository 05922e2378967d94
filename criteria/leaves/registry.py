"""The closed set of leaves; a further one needs a decision record in docs/adr."""

from __future__ import annotations

from criteria.form import Form
from criteria.leaves.age import Age
from criteria.leaves.count import CountAtLeast
from criteria.leaves.date_of_event import DateOfEvent
from criteria.leaves.events import EventCount, EventLasts
from criteria.leaves.score import AnyScore, Change, Rating, Score
from criteria.leaves.truth_fact import FactIs
from criteria.leaves.undetermined import Undetermined

LEAVES: tuple[type[Form], ...] = (
    *(FactIs, Score, AnyScore, Rating, Change),
    *(Age, DateOfEvent, CountAtLeast, EventCount, EventLasts, Undetermined),
)
