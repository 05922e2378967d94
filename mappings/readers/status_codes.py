"""Reads a status element that is a CodeableConcept, whatever codings stand in it.

The coding of HL7's own system decides; two words of it that differ decide
nothing. Without it, known words under other systems count where they agree.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Raw

from mappings.fhir.elements import decoded_list
from mappings.fhir.resources import Coding, Concept, codings, is_absent, string_or_empty
from mappings.patient_facts import PatientFacts

UNREADABLE = "not readable"
CONTRADICTORY = "contradictory"
UNCLEAR = frozenset({UNREADABLE, CONTRADICTORY})
"""What is said of a status that is there and tells nothing."""


class StatusCodes(NamedTuple):
    """The codes of a status element: the alias of HL7's own system, and the words of it."""

    system: str
    words: frozenset[str]


CLINICAL_STATUS = StatusCodes(
    "condition-clinical",
    frozenset({"active", "recurrence", "relapse", "inactive", "remission", "resolved"}),
)
VERIFICATION_STATUS = StatusCodes(
    "condition-ver-status",
    frozenset({"confirmed", "unconfirmed", "provisional", "differential", "refuted", "entered-in-error"}),
)
ACHIEVEMENT_STATUS = StatusCodes(
    "goal-achievement",
    frozenset(
        {
            *("in-progress", "improving", "worsening", "no-change"),
            *("achieved", "sustaining", "not-achieved", "no-progress", "not-attainable"),
        }
    ),
)


def stated_status(raw: Raw, known: StatusCodes, facts: PatientFacts) -> str:
    """The word of a status element: empty where absent, one of `UNCLEAR` where no single one decides.

    A record has few of them in ever the same bytes, each of which is read once.
    """
    if is_absent(raw):
        return ""
    key = (known.system, bytes(raw))
    if key not in facts.kept:
        facts.kept[key] = _read_status(raw, known, facts)
    word: str = facts.kept[key]
    return word


def _read_status(raw: Raw, known: StatusCodes, facts: PatientFacts) -> str:
    sent = [coding for concept in decoded_list(raw, Concept) for coding in codings(concept)]
    systems = facts.mapping.systems
    own = [coding for coding in sent if systems.canonical(coding.system) == systems.uris[known.system]]
    words = {_word(coding) for coding in own or sent}
    said = words & known.words
    if own and words - said:
        return CONTRADICTORY if said else UNREADABLE
    if len(said) > 1:
        return CONTRADICTORY
    return said.pop() if said else UNREADABLE


def _word(coding: Coding | Concept) -> str:
    return string_or_empty(coding.code).strip()
