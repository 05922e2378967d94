"""What of a record matters: resources and answers, how to cite each, and the code that made it matter."""

from __future__ import annotations

from datetime import tzinfo
from functools import cached_property
from typing import NamedTuple

from msgspec import Raw, Struct

from criteria.gaps import Gap
from mappings.codes.code_lists import Memberships
from mappings.codes.code_systems import Token
from mappings.fhir.dates import When, parse_when
from mappings.fhir.references import Reference, References, Sent, reference_to
from mappings.fhir.resources import Resource, Valued, string_or_empty

NO_TOKEN = Token("", "")
_NOWHERE = Resource()


class CodedResource(Struct, frozen=True, gc=False):
    """A resource that matters, how to cite it, and the code that made it matter, if one did."""

    resource: Resource
    reference: str
    token: Token


class Diagnosis(NamedTuple):
    """A Condition with a coding that some diagnosis value set knows."""

    resource: Resource
    reference: str
    known: tuple[tuple[Token, Memberships, bool], ...]
    """Each known coding: its token, what it is to the value sets, whether a user selected it."""
    unlisted: int
    """How many further codings stand in none of our lists."""


class AnswerSource(Struct, frozen=True, gc=False):
    """Where the code of a fact stands: an Observation, its component, or a questionnaire answer."""

    valued: Valued
    resource: Resource
    reference: str
    token: Token
    title: str
    extensions: tuple[Raw, ...] = ()
    """Of a questionnaire answer: its own, its item's and those around it, the innermost first."""


class PatientRecord:
    """What the EHR sent of one patient, indexed for the readers."""

    def __init__(self, patient_id: str, zone: tzinfo) -> None:
        self.patient_id = patient_id
        self.zone = zone
        self.patient: Resource | None = None
        self.answers: dict[str, list[AnswerSource]] = {}
        self.hints: dict[str, list[AnswerSource]] = {}
        self.diagnoses: dict[str, list[Diagnosis]] = {}
        self.coded: dict[str, list[CodedResource]] = {}
        self.orders: list[CodedResource] = []
        self.contacts: list[CodedResource] = []
        self.encounters: list[CodedResource] = []
        self.goal_attainment: list[AnswerSource] = []
        self.plans: list[CodedResource] = []
        self.sent: list[Sent] = []
        self.left_out: set[int] = set()
        self._places: dict[int, Sent] = {}
        self.panels: list[Resource] = []
        self.conditions_sent = 0
        self.gaps: list[Gap] = []

    def when(self, value: object) -> When | None:
        """A FHIR date, dateTime or instant, on the days of the site's time zone; None for anything else."""
        return parse_when(value, self.zone)

    def resolve(self, reference: Reference | None, within: Resource) -> CodedResource | None:
        """The resource that a Reference in another one points to.

        None where it was not sent, cannot be told, or may not be used.
        """
        found = self._references.find(reference, self._place_of(within)) if reference else None
        if found is None or id(found.resource) in self.left_out:
            return None
        self._places[id(found.resource)] = found
        return CodedResource(found.resource, self._cited(found, within), NO_TOKEN)

    def find(self, reference: Reference | None) -> CodedResource | None:
        """As `resolve`, for a Reference of which nobody says in which resource it stands."""
        return self.resolve(reference, _NOWHERE)

    def type_of(self, reference: Reference, within: Resource) -> str:
        """The type of resource that a Reference in another one points to; empty where it does not show."""
        return self._references.type_of(reference, self._place_of(within))

    def place(self, sent: Sent) -> None:
        """Remember of which server a resource is, for the references in it."""
        self._places[id(sent.resource)] = sent

    def _place_of(self, resource: Resource) -> Sent:
        return self._places.get(id(resource)) or Sent(resource)

    def _cited(self, found: Sent, within: Resource) -> str:
        """`Type/id`; of a contained resource, that of its container with the fragment."""
        if found.contained:
            container = reference_to(within, self._place_of(within).full_url)
            return f"{container}#{string_or_empty(found.resource.id)}"
        return reference_to(found.resource, found.full_url)

    @cached_property
    def _references(self) -> References:
        return References(self.sent)
