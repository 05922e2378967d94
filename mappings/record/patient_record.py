"""What of a record matters: resources and answers, how to cite each, and the code that made it matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, tzinfo
from functools import cached_property
from typing import NamedTuple

from msgspec import Raw, Struct

from criteria.gaps import Gap
from criteria.reasons import ReasonCode
from mappings.codes.code_lists import Memberships
from mappings.codes.code_systems import Token
from mappings.fhir.dates import When, parse_when
from mappings.fhir.references import Reference, References, reference_to
from mappings.fhir.resources import Concept, Resource, Valued, code_of, codings, list_of, string_or_empty
from mappings.fhir.servers import Sent, Servers
from mappings.record.ledger import SetAside
from mappings.record.whose import Whose
from mappings.search_keys import SearchKey

NO_TOKEN = Token("", "")


class CodedResource(Struct, frozen=True, gc=False):
    """A resource that matters, how to cite it, and the code that made it matter, if one did.

    `note` is what a reader should know of how an order names its service.
    """

    resource: Resource
    reference: str
    token: Token
    note: str = ""


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
    day: str | None = None
    """Of a score in a form that asks for it: the day it was administered, as written; empty where it is not.

    None for any other answer, which counts by the date of its resource.
    """


class PatientRecord:
    """What the EHR sent of one patient, indexed for the readers.

    `sent` are the resources in the version that counts, of the `servers`.
    """

    def __init__(
        self,
        patient_id: str,
        zone: tzinfo,
        sent: Sequence[Sent] = (),
        servers: Servers | None = None,
    ) -> None:
        self.patient_id = patient_id
        self.zone = zone
        self.sent = sent
        self.references = References(sent, servers or Servers((), sent))
        self.patient: Resource | None = None
        self.answers: dict[str, list[AnswerSource]] = {}
        self.hints: dict[str, list[AnswerSource]] = {}
        self.diagnoses: dict[str, list[Diagnosis]] = {}
        self.coded: dict[str, list[CodedResource]] = {}
        self.orders: list[CodedResource] = []
        self.coded_orders: dict[str, list[CodedResource]] = {}
        """By value set, the orders for what it lists, where a fact asks for them."""
        self.contacts: list[CodedResource] = []
        self.encounters: list[CodedResource] = []
        self.goal_attainment: list[AnswerSource] = []
        self.plans: list[CodedResource] = []
        self.panels: list[Resource] = []
        self.conditions_sent = 0
        self.gaps: list[Gap] = []
        self.unread: dict[SearchKey, ReasonCode] = {}
        """The searches that were not read to their end, and why."""
        self.unread_resources: dict[str, ReasonCode] = {}
        """The resources that were asked for by themselves and could not be had, by `Type/id`, and why."""
        self.read_back_to: dict[SearchKey, date] = {}
        """Of those that show newest first, the last day that was read."""
        self.read: list[Sent] = []
        self.set_aside: list[SetAside] = []
        self.meaningless_sent: list[Resource] = []
        self.left_out: set[int] = set()
        self.whose: Whose | None = None
        self._places: dict[int, Sent] = {}

    def when(self, value: object) -> When | None:
        """A FHIR date, dateTime or instant, on the days of the site's time zone; None for anything else."""
        return parse_when(value, self.zone)

    def resolve(self, reference: Reference | None, within: Resource) -> CodedResource | None:
        """The resource that a Reference in another one points to.

        None where it was not sent, cannot be told, or may not be used.
        """
        found = self.references.find(reference, self._place_of(within)) if reference else None
        if found is None or id(found.resource) in self.left_out:
            return None
        if found.contained and self.whose and self.whose.judge(found).problem:
            return None
        self._places[id(found.resource)] = found
        return CodedResource(found.resource, self._cited(found, within), NO_TOKEN)

    def type_of(self, reference: Reference, within: Resource) -> str:
        """The type of resource that a Reference in another one points to; empty where it does not show."""
        return self.references.type_of(reference, self._place_of(within))

    def own_target(self, reference: Reference, within: Resource) -> str:
        """The `Type/id` on the record's own server that a Reference names; empty for any other."""
        return self.references.own_target(reference, self._place_of(within))

    def names_another(self, reference: Reference, within: Resource) -> bool:
        """Whether a Reference in a resource is to another patient, or to somebody related to another."""
        return self.whose is not None and self.whose.names_another(reference, self._place_of(within))

    def server_of(self, resource: Resource) -> str:
        """Where the relative references of a resource begin, as its entry's fullUrl says; else empty."""
        return self._place_of(resource).full_url.rsplit("/", 2)[0]

    def take(self, sent: Sent) -> None:
        """Count a resource as read, and remember of which server it is, for the references in it."""
        self.read.append(sent)
        self._places[id(sent.resource)] = sent

    @property
    def patient_reference(self) -> str:
        """How to cite the Patient: never by an id that the record does not have."""
        return (
            reference_to(self.patient, self._place_of(self.patient).full_url) if self.patient else "Patient"
        )

    @cached_property
    def meaningless(self) -> Counter[tuple[str, str]]:
        """What means nothing here, by type and code."""
        return Counter(
            (string_or_empty(each.resourceType), _first_code(each)) for each in self.meaningless_sent
        )

    def _place_of(self, resource: Resource) -> Sent:
        return self._places.get(id(resource)) or Sent(resource)

    def _cited(self, found: Sent, within: Resource) -> str:
        """`Type/id`; of a contained resource, that of its container with the fragment."""
        if found.contained:
            container = reference_to(within, self._place_of(within).full_url)
            return f"{container}#{string_or_empty(found.resource.id)}"
        return reference_to(found.resource, found.full_url)


def _first_code(resource: Resource) -> str:
    """The first code of a resource as `system|code`; empty where it has none."""
    for element in (resource.code, *list_of(resource.type, Concept)):
        for coding in codings(element):
            system, code = string_or_empty(coding.system), code_of(coding)
            return f"{system}|{code}" if system else code
    return ""
