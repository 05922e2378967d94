"""Whose answer it may be: the signer's, the patient's, a caregiver's, or a colleague's who scored.

Each is told in a posted form by one word, or by the reference by which the chart knows them.
"""

from __future__ import annotations

from msgspec import Struct

from mappings.forms.given import SIGNER, By
from mappings.readers.form_item import FormItem, ItemKind

ME = "me"
PATIENT = "patient"
ANOTHER_CAREGIVER = "related-person"
ANOTHER_PRACTITIONER = "practitioner"
_NAMED_BY_HAND = frozenset((ANOTHER_CAREGIVER, ANOTHER_PRACTITIONER))


class Caregiver(Struct, frozen=True):
    """A RelatedPerson of the chart: reference, name, and what they are to the patient."""

    reference: str
    name: str
    relationship: str = ""


class Colleague(Struct, frozen=True):
    """A practitioner who answered something on file."""

    reference: str
    name: str


class People(Struct, frozen=True):
    """Those of one chart who may have answered, beside the signer."""

    caregivers: tuple[Caregiver, ...] = ()
    colleagues: tuple[Colleague, ...] = ()
    is_under_21: bool = False

    def choices(self, item: FormItem) -> tuple[str, ...]:
        """Whose answer to a question may be chosen; nothing where only the signer's counts."""
        if item.kind is ItemKind.SCORE:
            return (ME, *(each.reference for each in self.colleagues), ANOTHER_PRACTITIONER)
        others: list[str] = []
        if "patient" in item.answered_by:
            others.append(PATIENT)
        if "related-person" in item.answered_by or (
            "related-person-under-21" in item.answered_by and self.is_under_21
        ):
            others += [each.reference for each in self.caregivers]
            others.append(ANOTHER_CAREGIVER)
        return (*others, ME) if others else ()

    def by(self, chosen: str, name: str = "", relationship: str = "") -> By | None:
        """The one who was chosen; None for a word that names nobody."""
        known = {
            ME: SIGNER,
            PATIENT: By("patient"),
            ANOTHER_CAREGIVER: By("related-person", name=name, relationship=relationship),
            ANOTHER_PRACTITIONER: By("practitioner", name=name),
            **{
                c.reference: By("related-person", c.reference, c.name, c.relationship)
                for c in self.caregivers
            },
            **{c.reference: By("practitioner", c.reference, c.name) for c in self.colleagues},
        }
        return known.get(chosen)


def is_named_by_hand(chosen: str) -> bool:
    """Whether the chosen one is told by a name that is typed in."""
    return chosen in _NAMED_BY_HAND
