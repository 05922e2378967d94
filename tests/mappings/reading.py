"""Reads resources as a request does: encoded, decoded by the service's decoder, sorted, asked for facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import msgspec

from criteria.evaluate import diagnoses_asked
from criteria.facts import Author, License
from criteria.gaps import Gap
from criteria.load import load_policies
from criteria.policy import Policy, ServiceCode
from criteria.truth import Truth
from criteria.words import Words
from mappings.codes.fact_map import load_fact_map
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_mapping import SiteMapping, load_site_mapping
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import KINDS, patient_facts
from mappings.record.patient_record import PatientRecord
from mappings.record.read_record import read_record
from service.hooks.request import decode_request
from tests.support.bundles import bundle
from tests.support.fhir import BASE, CLINICIAN, ON, PATIENT, Json, patient

MET, NOT_MET, OPEN = Truth.MET, Truth.NOT_MET, None
"""What a fact of a yes or a no may be; open is what a card calls unknown."""
Said = tuple[str, str]
"""A gap: what it concerns, and what is wrong with it."""

POLICIES = {"a-policy": ServiceCode("H2017"), "another-policy": ServiceCode("H0024")}
"""The services of policies, by their ids."""
BY_CLINICIAN = Author(CLINICIAN, license=License.NOT_CHECKED)
"""Who gave an answer of the FHIR builder, as evidence tells: a practitioner who was not sent."""
ZONE = ZoneInfo("America/New_York")
WORDS = Words(reviewer="an LPHA", person="beneficiary", plan="IPOC")


@cache
def mapping_for(site: str) -> SiteMapping:
    """The mapping with a site file of this text; without a site when there is none."""
    if not site:
        return load_site_mapping(MappingFiles(), KINDS, POLICIES, BASE, zone=ZONE).worded(WORDS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "test-site.yaml"
        path.write_text(f"site: test-site\n{site}", encoding="utf-8")
        return load_site_mapping(MappingFiles(site=path), KINDS, POLICIES, BASE, zone=ZONE).worded(WORDS)


@cache
def policy_for(service: str) -> Policy:
    """The shipped policy about a service."""
    policies = load_policies(load_fact_map(KINDS).vocabulary)
    return next(policy for policy in policies if policy.service.code == service)


class Reader:
    """What the tests ask: the facts, the record or the gaps of some resources."""

    def __call__(
        self,
        *resources: Json,
        on: date = ON,
        service: str = "H2017",
        site: str = "",
        orders: Collection[str] | None = ("ServiceRequest/draft",),
    ) -> PatientFacts:
        """The facts of these resources; an adult Patient is added where there is none.

        The service is being ordered; with `orders` None a record is merely opened.
        """
        record = self.record({"patient": _patient(resources), "all": bundle(*resources)}, site)
        asked = partial(diagnoses_asked, policy_for(service), mapping_for("").fact_map.vocabulary)
        return patient_facts(record, mapping_for(site), UnderReview(service, on, orders, asked))

    def record(
        self,
        prefetch: Mapping[str, object],
        site: str = "",
        server: str = "",
        patient_id: str = PATIENT,
        failures: Sequence[Gap] = (),
    ) -> PatientRecord:
        """The record out of a prefetch as it stands in a request, which may name the FHIR server."""
        body = msgspec.json.encode(
            {
                "hook": "order-select",
                "hookInstance": "00000000-0000-4000-8000-000000000000",
                "context": {},
                "prefetch": prefetch,
            }
        )
        return read_record(
            patient_id, decode_request(body).prefetch or {}, mapping_for(site), server, failures
        )

    def gaps(self, *resources: object) -> list[Said]:
        """The gaps of a Bundle of these resources."""
        return said(self.record({"patient": patient(), "all": bundle(*resources)}).gaps)


def facts_of(record: PatientRecord, site: str = "") -> PatientFacts:
    """The facts of a record for H2017, as where it is merely opened."""
    return patient_facts(record, mapping_for(site), UnderReview("H2017", ON))


def said(gaps: Iterable[Gap]) -> list[Said]:
    """Gaps as a card tells them."""
    return [(gap.reference, gap.problem) for gap in gaps]


def _patient(resources: tuple[Json, ...]) -> Json | None:
    return None if any(each["resourceType"] == "Patient" for each in resources) else patient()
