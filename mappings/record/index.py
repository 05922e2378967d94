"""Sorts what the EHR sent by what it may say: one pass over all resources, whatever key they came under.

A resource that cannot be read becomes a gap and costs only itself. Nothing is
judged here: what an item proves is for the readers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from criteria.gaps import Gap, GapKind
from mappings.codes.code_lists import ICD_10_CM
from mappings.codes.code_systems import Token
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.modifiers import has_modified_part, is_modified, says_not_to
from mappings.fhir.references import reference_to
from mappings.fhir.resources import Coding, Concept, Resource, code_of, codings, list_of
from mappings.fhir.servers import Sent
from mappings.record.ledger import Aside, SetAside
from mappings.record.patient_record import NO_TOKEN, CodedResource, Diagnosis, PatientRecord
from mappings.record.relevance import RelevanceFilter
from mappings.record.whose import OWN, Whose


class Indexer:
    """Puts the resources of one patient where the readers look for them."""

    def __init__(
        self, record: PatientRecord, mapping: SiteMapping, whose: Whose, unclear: frozenset[int]
    ) -> None:
        self.record = record
        self.mapping = mapping
        self.terminology = mapping.terminology
        self.relevance = RelevanceFilter(mapping)
        self._whose = whose
        self._unclear = unclear
        self._unreadable: GapKind | None = None

    def pass_over(self, sent: Sent) -> None:
        """Count a resource in which there is no meaning; one whose code cannot be read is set aside."""
        if self._unreadable:
            self.record.set_aside.append(SetAside(self.cited(sent), self._unreadable))
            self._unreadable = None
        else:
            self.record.meaningless_sent.append(sent.resource)

    def cited(self, sent: Sent) -> str:
        """How to cite a resource."""
        return reference_to(sent.resource, sent.full_url)

    def gap(self, sent: Sent, kind: GapKind, detail: str = "") -> None:
        """Say what is wrong with a resource."""
        self.record.gaps.append(Gap(self.cited(sent), kind, detail))

    def leave_out(self, sent: Sent, kind: GapKind, detail: str = "") -> None:
        """Set a resource aside, and say why; nothing that points to it finds it."""
        self.set_aside(sent, kind, detail)
        self.record.left_out.add(id(sent.resource))

    def set_aside(self, sent: Sent, kind: GapKind, detail: str = "") -> None:
        """Say why a resource is not read, though others may point to it."""
        self._unreadable = None
        self.gap(sent, kind, detail)
        self.record.set_aside.append(SetAside(self.cited(sent), kind))

    def accept(self, sent: Sent) -> str | None:
        """How to cite a resource that is to be read; None where it is not, which is said."""
        problem, detail = self.objection(sent)
        if problem:
            self.leave_out(sent, problem, detail)
            return None
        if has_modified_part(sent.resource):
            self.gap(sent, GapKind.PART_UNDER_MODIFIER)
        self._unreadable = None
        self.record.take(sent)
        return self.cited(sent)

    def is_own(self, sent: Sent) -> bool:
        """Whether a resource is this patient's."""
        return self._whose.judge(sent) is OWN

    def objection(self, sent: Sent) -> tuple[GapKind | None, str]:
        """Why a resource cannot be used: it is not this patient's, has no one version, or is modified."""
        if self._unclear and id(sent.resource) in self._unclear:
            return GapKind.VERSIONS_DIFFER, ""
        subject = self._whose.judge(sent)
        return (GapKind.UNDER_MODIFIER, "") if subject is OWN and is_modified(sent.resource) else subject

    def known_code(self, sent: Sent) -> Concept | None:
        """The code of a resource, where it may mean something here."""
        code = sent.resource.code
        if type(code) is Concept:
            return code if self.relevance.is_relevant(code) else None
        if code is not None:
            self._unreadable = GapKind.NO_CODEABLE_CONCEPT
            self.gap(sent, GapKind.NO_CODEABLE_CONCEPT)
        return None

    def add_coded(self, coded: list[tuple[str, Token]], resource: Resource, reference: str) -> None:
        """File a resource under the value sets that know its code."""
        for value_set, token in coded:
            self.record.coded.setdefault(value_set, []).append(CodedResource(resource, reference, token))


def _condition(index: Indexer, sent: Sent) -> bool:
    index.record.conditions_sent += index.is_own(sent)
    if (code := index.known_code(sent)) is None:
        return False
    listed = codings(code)
    known = tuple(
        (token, memberships, coding.userSelected is True)
        for coding in listed
        if (memberships := index.terminology.memberships(token := index.terminology.token(coding)))
    )
    if not known:
        return _of_unknown_system(index, sent, listed)
    if (reference := index.accept(sent)) is None:
        return True
    diagnosis = Diagnosis(sent.resource, reference, known, len(listed) - len(known))
    for value_set in dict.fromkeys(name for _, memberships, _ in known for name in memberships):
        index.record.diagnoses.setdefault(value_set, []).append(diagnosis)
    return True


def _of_unknown_system(index: Indexer, sent: Sent, listed: list[Coding | Concept]) -> bool:
    """Whether a Condition has a code of ICD-10-CM that stands under no system of ours, such as WHO's."""
    systems = index.mapping.systems
    for coding in listed:
        code = code_of(coding)
        ours = index.terminology.memberships(Token(systems.uris[ICD_10_CM], code))
        if ours and not systems.knows(coding.system):
            if index.objection(sent)[0]:
                return index.accept(sent) is None
            stated = systems.canonical(coding.system) or "no code system"
            index.leave_out(sent, GapKind.UNKNOWN_CODE_SYSTEM, f"{code} under {stated}")
            return True
    return False


def _plan(index: Indexer, sent: Sent) -> bool:
    if (reference := index.accept(sent)) is not None:
        index.record.plans.append(CodedResource(sent.resource, reference, NO_TOKEN))
    return True


def _referred_to(index: Indexer, sent: Sent) -> bool:
    index.accept(sent)
    return True


def _order(index: Indexer, sent: Sent) -> bool:
    code = index.known_code(sent)
    services = list(index.mapping.services.described_by(code))
    listed = _asked_for(index, code) if index.mapping.order_sets else []
    if not (services or listed):
        return False
    if sent.resource.doNotPerform is True:
        index.record.set_aside.append(SetAside(index.cited(sent), Aside.NOT_TO_BE_DONE))
        index.record.left_out.add(id(sent.resource))
    elif says_not_to(sent.resource.doNotPerform):
        index.leave_out(sent, GapKind.UNREADABLE_MODIFIER, "doNotPerform")
    elif (reference := index.accept(sent)) is not None:
        index.record.orders += [CodedResource(sent.resource, reference, *named) for named in services]
        for value_set, token in listed:
            found = CodedResource(sent.resource, reference, token)
            index.record.coded_orders.setdefault(value_set, []).append(found)
    return True


def _asked_for(index: Indexer, code: Concept | None) -> list[tuple[str, Token]]:
    """The value sets by which some fact reads orders and that know the code."""
    known = index.terminology.sets_of(index.terminology.tokens(code))
    return [(value_set, token) for value_set, token in known if value_set in index.mapping.order_sets]


def _encounter(index: Indexer, sent: Sent) -> bool:
    if (reference := index.accept(sent)) is not None:
        found = CodedResource(sent.resource, reference, NO_TOKEN)
        index.record.encounters.append(found)
        _contact(index, found, list_of(sent.resource.type, Concept))
    return True


def _procedure(index: Indexer, sent: Sent) -> bool:
    if (code := index.known_code(sent)) is None:
        return False
    coded = index.terminology.sets_of(index.terminology.tokens(code))
    if not (coded or any(index.mapping.services.given_at(code))):
        return False
    if (reference := index.accept(sent)) is not None:
        _contact(index, CodedResource(sent.resource, reference, NO_TOKEN), list_of(code, Concept))
    return True


def _contact(index: Indexer, found: CodedResource, concepts: list[Concept]) -> None:
    for concept in filter(index.relevance.is_relevant, concepts):
        services = index.mapping.services.given_at(concept)
        index.record.contacts += [
            CodedResource(found.resource, found.reference, service) for service in services
        ]
        coded = index.terminology.sets_of(index.terminology.tokens(concept))
        index.add_coded(coded, found.resource, found.reference)


def _document(index: Indexer, sent: Sent) -> bool:
    types = filter(index.relevance.is_relevant, list_of(sent.resource.type, Concept))
    coded = index.terminology.sets_of(token for type_ in types for token in index.terminology.tokens(type_))
    if not coded:
        return False
    if (reference := index.accept(sent)) is not None:
        index.add_coded(coded, sent.resource, reference)
    return True


HANDLERS: Mapping[str, Callable[[Indexer, Sent], bool]] = {
    "Condition": _condition,
    "CarePlan": _plan,
    "Goal": _referred_to,
    "ServiceRequest": _order,
    "Encounter": _encounter,
    "Procedure": _procedure,
    "DocumentReference": _document,
    "Practitioner": _referred_to,
    "PractitionerRole": _referred_to,
}
"""What is read of each type of resource but answers; each says whether the resource has a meaning here."""
