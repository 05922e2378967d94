"""Tells whether the provider is a private one: the site says so, of the ordered organization or of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from criteria.facts import Evidence, Fact
from criteria.truth import Truth
from mappings.codes.fact_specs import FactSpec
from mappings.codes.site_organizations import ProviderType
from mappings.fhir.elements import Identifier, decoded_first, decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import Resource, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.fact_reader import FactReader
from mappings.readers.in_force import order_in_force


class ProviderTypeSpec(FactSpec):
    """Whether the provider is private."""

    coded: ClassVar[bool] = False
    reader: Literal["provider-type"]


def read_provider_type(name: str, _: ProviderTypeSpec, facts: PatientFacts) -> Fact:
    """Met for a private provider, not met for a public one, unknown where the site does not say.

    An organization that the orders name goes before the site, where the site
    lists any; one that it does not list is unknown.
    """
    named = list(_organizations(facts)) if facts.mapping.provider_types else []
    if not named:
        provider = facts.mapping.site.provider_type
        reason = "the site's file does not say whether the provider is private or public"
        return _fact(name, provider, "set by the site") if provider else Fact(name, reason=reason)
    types = {_type_of(organization, facts) for organization in named}
    if len(types) > 1:
        return Fact(name, reason="the organizations that are to give the service are not of one kind")
    provider = types.pop()
    if provider is None:
        reason = "the site's file does not say whether the ordered organization is private or public"
        return Fact(name, reason=reason)
    return _fact(name, provider, "set by the site for the organization that the order names")


def _fact(name: str, provider: ProviderType, note: str) -> Fact:
    truth = Truth.MET if provider == "private" else Truth.NOT_MET
    return Fact(name, truth, evidence=(Evidence(name, value=provider, note=note),))


def _organizations(facts: PatientFacts) -> Iterator[frozenset[str]]:
    """The organizations that are to give the service, each by its names: as the orders say, drafts first."""
    for order in facts.drafts or _orders_in_force(facts):
        performers = decoded_list(order.performer, Reference)
        for each in performers or decoded_list(order.requester, Reference):
            yield from _organization_of(each, order, facts)


def _orders_in_force(facts: PatientFacts) -> list[Resource]:
    return [
        found.resource
        for found in facts.record.orders
        if found.token.code == facts.service and not order_in_force(found.resource, facts).problem
    ]


def _organization_of(reference: Reference, within: Resource, facts: PatientFacts) -> Iterator[frozenset[str]]:
    """The organization that a reference names, or that a practitioner's role is in."""
    kind = facts.record.type_of(reference, within)
    if kind == "Organization" or _is_listed(reference, facts):
        yield frozenset(_names(reference, within, facts))
    role = facts.record.resolve(reference, within) if kind == "PractitionerRole" else None
    employer = decoded_first(role.resource.organization, Reference) if role else None
    if role and employer:
        yield frozenset(_names(employer, role.resource, facts))


def _is_listed(reference: Reference, facts: PatientFacts) -> bool:
    """Whether a reference that tells no type is by an identifier that the site lists for one."""
    typeless = reference.reference is None and reference.type is None
    identifiers = decoded_list(reference.identifier, Identifier) if typeless else []
    return any(_written(each) in facts.mapping.provider_types for each in identifiers)


def _names(reference: Reference, within: Resource, facts: PatientFacts) -> Iterator[str]:
    yield facts.record.own_target(reference, within)
    found = facts.record.resolve(reference, within)
    identifiers = decoded_list(reference.identifier, Identifier)
    if found:
        identifiers += decoded_list(found.resource.identifier, Identifier)
    yield from map(_written, identifiers)


def _written(identifier: Identifier) -> str:
    """An identifier as the site's file writes it."""
    return f"{string_or_empty(identifier.system)}|{string_or_empty(identifier.value)}"


def _type_of(organization: frozenset[str], facts: PatientFacts) -> ProviderType | None:
    """What the site says of an organization; None where it says nothing, or two things of its names."""
    types = {
        facts.mapping.provider_types[name] for name in organization & facts.mapping.provider_types.keys()
    }
    return types.pop() if len(types) == 1 else None


def _described(*_: object) -> str:
    return "`organizations` of the site's file, by the order; else its `provider_type`"


PROVIDER_TYPE = FactReader(ProviderTypeSpec, read_provider_type, (), _described)
