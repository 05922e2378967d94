"""What stands beside an open question in the record: shown, and never decisive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import inf
from typing import Any

from criteria.facts import Evidence
from criteria.spans import Span
from mappings.fhir.dates import When
from mappings.hints.coded import CODED
from mappings.hints.contacts import DELIVERED_SERVICE, FAMILY_CONTACT, LAST_CONTACT, MONTHLY_CONTACTS
from mappings.hints.hint_reader import Hint, HintReader
from mappings.hints.inpatient_stay import INPATIENT_STAY
from mappings.hints.plans import PLAN_ENDED, PLAN_GOALS, PLAN_PARTICIPANTS, PLAN_PERIOD, SERVICE_PLAN
from mappings.hints.service_order import SERVICE_ORDER
from mappings.patient_facts import PatientFacts

HINT_READERS: Mapping[str, HintReader[Any]] = {
    reader.name: reader
    for reader in (
        CODED,
        SERVICE_ORDER,
        INPATIENT_STAY,
        SERVICE_PLAN,
        PLAN_PARTICIPANTS,
        PLAN_PERIOD,
        PLAN_GOALS,
        PLAN_ENDED,
        DELIVERED_SERVICE,
        MONTHLY_CONTACTS,
        LAST_CONTACT,
        FAMILY_CONTACT,
    )
}
"""Every kind of hint, by its name in `facts.yaml`."""

MAX_SHOWN = 3
"""How many of one kind stand beside a fact."""


def read_hints(fact: str, names: Iterable[str], facts: PatientFacts) -> Iterator[Evidence]:
    """The hints of those names for one fact, at most three of each, the newest first."""
    asks_back = facts.mapping.fact_map.facts[fact].asks_back
    for name in names:
        spec = facts.mapping.fact_map.hints[name]
        hints = sorted(HINT_READERS[spec.reader].read(spec, facts), key=_newest, reverse=True)
        for hint in hints[:MAX_SHOWN]:
            day = hint.when.day if hint.when else ""
            notes = (hint.note, _outside(hint.when, asks_back, facts.on), spec.note)
            note = "; ".join(filter(None, notes))
            yield Evidence(fact, hint.reference, day, hint.code, hint.value, note)


def _outside(when: When | None, asks_back: Span | None, on: date) -> str:
    """That an entry lies before the span that the question asks about."""
    if when is None or asks_back is None or when.last >= asks_back.before(on):
        return ""
    return f"outside the last {asks_back}"


def _newest(hint: Hint) -> tuple[float, str]:
    return hint.when.start.timestamp() if hint.when else -inf, hint.reference
