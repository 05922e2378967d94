"""One site's publication: every resource that is served read-only under /fhir/, made once at start."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version

import msgspec
from msgspec import Struct

from criteria.policy import Policy
from mappings.cql.resources import logic_of
from mappings.forms.concept_maps import concept_maps
from mappings.forms.form import Form, forms_of
from mappings.forms.given import Json
from mappings.forms.own_codes import own_codes
from mappings.forms.questionnaire import questionnaire_of
from mappings.forms.terminology import Concept, Edition, code_system, code_systems, value_sets
from service.publication.capability import KINDS, capability_statement
from service.review.site import Site

_METADATA = "CapabilityStatement"


class Published(Struct, frozen=True):
    """A resource, as data and as it is sent, with the tag that tells it from a changed one."""

    body: Json
    content: bytes
    tag: str

    @property
    def canonical(self) -> tuple[str, str]:
        """Its canonical URL and version."""
        return self.body["url"], self.body["version"]


class Publication(Struct, frozen=True):
    """Published resources by kind and id, the forms behind the Questionnaires, and what the server can do."""

    forms: tuple[Form, ...]
    resources: Mapping[str, Mapping[str, Published]]
    metadata: Published

    def search(self, kind: str, url: str = "", version: str = "", identity: str = "") -> list[Published]:
        """The resources of a kind with that URL, version and id; what is left empty is not asked for."""
        return [
            each
            for name, each in self.resources[kind].items()
            if identity in ("", name)
            and url in ("", each.canonical[0])
            and version in ("", each.canonical[1])
        ]

    def everything(self) -> Iterator[Published]:
        """Every resource but the statement of what the server can do."""
        for of_kind in self.resources.values():
            yield from of_kind.values()


def publication_of(site: Site, url: str, made: datetime | None = None) -> Publication:
    """What is published for a site by a service that is reached at a URL; `made` is now, where left out."""
    mapping, policies = site.reviewer.mapping, site.reviewer.policies
    codes = own_codes(mapping.base, mapping.fact_map)
    at = (made or datetime.now(UTC)).isoformat(timespec="seconds")
    edition = Edition(codes, version("criteria-cards"), at)
    forms = tuple(form for policy in policies for form in forms_of(policy, mapping.fact_map, mapping.windows))
    systems = (*code_systems(forms, mapping.fact_map, edition), *_card_systems(site, policies, edition))
    resources = (
        *(questionnaire_of(form, codes) for form in forms),
        *systems,
        *value_sets(systems, edition),
        *concept_maps(mapping, edition),
        *(each for policy in policies for each in logic_of(policy, mapping.fact_map, edition)),
    )
    return Publication(
        forms,
        {kind: _of_kind(kind, resources) for kind in KINDS},
        _published(capability_statement(url, edition)),
    )


def _card_systems(site: Site, policies: Iterable[Policy], edition: Edition) -> Iterator[Json]:
    """The code systems that stand on cards: policies as their topics, and reasons to override them."""
    topics = [Concept(policy.id, policy.title, f"Version {policy.version}") for policy in policies]
    yield code_system("policy", "Policies", "The policies that cards are about.", topics, edition)
    reasons = [Concept(reason.code, reason.display) for reason in site.reviewer.override_reasons]
    about = "Why a clinician does not follow a card."
    yield code_system("override-reason", "Override reasons", about, reasons, edition)


def _of_kind(kind: str, resources: Iterable[Json]) -> Mapping[str, Published]:
    return {each["id"]: _published(each) for each in resources if each["resourceType"] == kind}


def _published(resource: Json) -> Published:
    content = msgspec.json.encode(resource)
    return Published(resource, content, hashlib.sha256(content).hexdigest()[:32])
