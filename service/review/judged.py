"""What the criteria of one policy come to by one record, with the facts that told."""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from criteria.determination import Determination
from criteria.facts import Fact
from criteria.truth import Truth
from mappings.patient_facts import PatientFacts


class Judged(NamedTuple):
    """The determinations of one policy, the facts they rest on, and the fact that tells the phase.

    Where plans and orders were not read, nobody knows whether the service is in progress.
    """

    determinations: tuple[Determination, ...]
    facts: PatientFacts
    phase: Fact


def of_either_phase(determination: Determination) -> Determination:
    """What admission criteria come to where it may be a continued stay: neither met nor not met is known.

    A continued stay rests on the admission criteria as well, but not on the same answers to all of them.
    """
    return replace(determination, outcome=Truth.UNKNOWN, counts_until="")
