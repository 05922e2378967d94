"""`organizations` of a site's file: which of the organizations that orders name are private or public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import model_validator

from criteria.strict_model import Strict, written_as
from criteria.strict_yaml import Document, Mistake

ProviderType = Literal["private", "public"]

_NPI = "http://hl7.org/fhir/sid/us-npi|1234567893"


class SiteOrganization(Strict):
    """One Organization, by its id on the site's FHIR server, by an identifier, or by both."""

    reference: Annotated[str, written_as(r"Organization/[^/]+", "Organization/<id>")] | None = None
    identifier: Annotated[str, written_as(r"[^|]+\|[^|]+", f"system|value, such as {_NPI!r}")] | None = None
    """`system|value`."""
    provider_type: ProviderType

    @model_validator(mode="after")
    def _is_named(self) -> SiteOrganization:
        if not (self.reference or self.identifier):
            raise ValueError("give its reference or an identifier")
        return self

    @property
    def names(self) -> Iterator[str]:
        """By what an order may name it."""
        yield from filter(None, (self.reference, self.identifier))


def provider_types(organizations: Iterable[SiteOrganization]) -> Mapping[str, ProviderType]:
    """What each organization is, by each of its names."""
    return {name: each.provider_type for each in organizations for name in each.names}


def mistakes_in_organizations(
    document: Document, organizations: Iterable[SiteOrganization]
) -> Iterator[Mistake]:
    """Names that stand there twice."""
    seen: set[str] = set()
    for i, each in enumerate(organizations):
        if seen & {*each.names}:
            yield document.mistake(("organizations", i), "this organization stands here twice")
        seen |= {*each.names}
