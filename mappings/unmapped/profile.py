"""What many patients' records hold under one code that feeds no criterion, in bounded memory.

Profiles are made apart, in many processes, and put together in any order.
Nothing in one tells of a single patient but the references of its examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import nsmallest

from msgspec import Struct
from msgspec.structs import replace

from mappings.unmapped.answer_values import NO_VALUES, AnswerValues, merged_values
from mappings.unmapped.row import UnmappedKey, UnmappedRow

MAX_EXAMPLES = 3
MAX_KEYS = 20_000
"""Of different codes at one site; the first by order are kept where there are more."""


class Profile(Struct, frozen=True, rename="camel"):
    """What stands under one key; `last` is the last day as an ISO date, `examples` are references."""

    key: UnmappedKey
    display: str = ""
    rows: int = 0
    patients: int = 0
    last: str = ""
    values: AnswerValues = NO_VALUES
    examples: tuple[str, ...] = ()
    performers: tuple[str, ...] = ()


def profile_of(row: UnmappedRow) -> Profile:
    """The profile of one patient's row."""
    examples = (row.reference,) if row.reference else ()
    return Profile(row.key, row.display, row.rows, 1, row.day, row.values, examples, row.performers)


def merged(one: Profile, other: Profile) -> Profile:
    """The profile of both, of patients that are not the same, under one key."""
    return Profile(
        one.key,
        max(one.display, other.display, key=lambda text: (len(text), text)),
        one.rows + other.rows,
        one.patients + other.patients,
        max(one.last, other.last),
        merged_values(one.values, other.values),
        tuple(sorted({*one.examples, *other.examples})[:MAX_EXAMPLES]),
        tuple(sorted({*one.performers, *other.performers})),
    )


class Profiles:
    """The profiles of some patients, by key."""

    def __init__(self) -> None:
        self.patients = 0
        self.by_key: dict[UnmappedKey, Profile] = {}

    def add(self, rows: Iterable[UnmappedRow]) -> None:
        """Count in all the rows of one patient, of whom nothing was counted yet."""
        self.patients += 1
        for row in rows:
            self._put(profile_of(row))
        self._bound()

    def merge(self, other: Profiles) -> None:
        """Count in the profiles of other patients."""
        self.patients += other.patients
        for profile in other.by_key.values():
            self._put(profile)
        self._bound()

    def _put(self, profile: Profile) -> None:
        known = self.by_key.get(profile.key)
        self.by_key[profile.key] = merged(known, profile) if known else profile

    def _bound(self) -> None:
        if len(self.by_key) > MAX_KEYS:
            self.by_key = {key: self.by_key[key] for key in nsmallest(MAX_KEYS, self.by_key)}


def fit_to_show(profiles: Mapping[UnmappedKey, Profile], known: frozenset[str]) -> tuple[Profile, ...]:
    """The profiles without answers in words of one patient alone, but for the `known` words of answers."""
    return tuple(replace(each, values=each.values.without_single_texts(known)) for each in profiles.values())
