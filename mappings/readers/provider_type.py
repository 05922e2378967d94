"""Tells whether the provider is a private one: the site says so, never the record."""

from __future__ import annotations

from typing import ClassVar, Literal

from criteria.facts import Evidence, Fact
from criteria.truth import Truth
from mappings.codes.fact_specs import FactSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.fact_reader import FactReader


class ProviderTypeSpec(FactSpec):
    """Whether the provider is private."""

    coded: ClassVar[bool] = False
    reader: Literal["provider-type"]


def read_provider_type(name: str, _: ProviderTypeSpec, facts: PatientFacts) -> Fact:
    """Met for a private provider, not met for a public one, unknown where the site does not say."""
    provider = facts.mapping.site.provider_type
    if provider is None:
        return Fact(name, reason="the site's file does not say whether the provider is private or public")
    truth = Truth.MET if provider == "private" else Truth.NOT_MET
    return Fact(name, truth, evidence=(Evidence(name, value=provider, note="set by the site"),))


PROVIDER_TYPE = FactReader(
    ProviderTypeSpec, read_provider_type, (), lambda *_: "`provider_type` of the site's file"
)
