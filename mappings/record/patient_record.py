"""What of a record matters: resources and answers, how to cite each, and the code that made it matter."""

from __future__ import annotations

from datetime import tzinfo
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from criteria.gaps import Gap
from mappings.codes.code_lists import Memberships
from mappings.codes.code_systems import Token
from mappings.fhir.dates import When, parse_when
from mappings.fhir.references import Reference, reference_target, relative
from mappings.fhir.resources import Resource, Valued, string_or_empty

NO_TOKEN = Token("", "")


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
        self.referable: list[tuple[CodedResource, object]] = []
        self.conditions_sent = 0
        self.gaps: list[Gap] = []

    def when(self, value: object) -> When | None:
        """A FHIR date, dateTime or instant, on the days of the site's time zone; None for anything else."""
        return parse_when(value, self.zone)

    def find(self, reference: Reference | None) -> CodedResource | None:
        """What a Reference points to, of the resources that others refer to."""
        return self._by_reference.get(reference_target(reference)) if reference else None

    @cached_property
    def _by_reference(self) -> dict[str, CodedResource]:
        """By `Type/id`, or as in a Bundle by the entry's fullUrl; few records are ever asked."""
        found: dict[str, CodedResource] = {}
        for item, full_url in self.referable:
            found[relative(item.reference)] = item
            if url := string_or_empty(full_url):
                found[relative(url)] = item
        return found
