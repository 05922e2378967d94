"""`organizations` of a site's file: whether the provider is private goes by the one that is ordered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from criteria.facts import Fact
from criteria.truth import Truth
from mappings.fhir.resources import Resource
from mappings.patient_facts import UnderReview
from mappings.readers.registry import patient_facts
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader, mapping_for
from tests.mappings.sites.refused import refusal
from tests.support.bundles import bundle
from tests.support.fhir import CLINICIAN, ON, SERVER, Json, order, patient, reference

NPI = "http://hl7.org/fhir/sid/us-npi"
SITE = f"""
provider_type: private
organizations:
  - {{reference: Organization/state, provider_type: public}}
  - {{identifier: "{NPI}|1234567893", provider_type: private}}
"""
STATE = reference("Organization/state")
CLINICS = {"system": NPI, "value": "1234567893"}
CLINIC = {"identifier": CLINICS, "type": "Organization"}
CONTAINED = {"resourceType": "Organization", "id": "org", "identifier": [CLINICS]}
ROLE_IN_STATE = reference("PractitionerRole/r1")
STRANGER = reference("Organization/far")
ROLE = {"resourceType": "PractitionerRole", "id": "r1", "organization": STATE}


def provider(facts: Reader, *on_file: Json, draft: Json | None = None, site: str = SITE) -> Fact:
    """The fact for an order that is being written; without one the record is merely opened."""
    sent = {"patient": patient(), "all": bundle(*on_file)}
    drafts = [msgspec.json.decode(msgspec.json.encode(draft), type=Resource)] if draft else []
    cited = {"ServiceRequest/draft"} if draft else None
    record = facts.record(sent, site, server=SERVER)
    under_review = UnderReview("H2017", ON, cited, drafts=drafts)
    return patient_facts(record, mapping_for(site), under_review)["provider-is-private"]


def drafted(*performers: Json, **elements: Any) -> Json:
    return order("draft", status="draft", performer=list(performers) or None, **elements)


@pytest.mark.parametrize(
    ("draft", "truth"),
    [
        pytest.param(drafted(STATE), NOT_MET, id="one that the file calls public"),
        pytest.param(drafted(CLINIC), MET, id="one that the file calls private, by its identifier"),
        pytest.param(drafted({"identifier": CLINICS}), MET, id="one by its identifier, without a type"),
        pytest.param(
            drafted({"identifier": CLINICS, "type": "Practitioner"}),
            MET,
            id="a practitioner by an organization's identifier, as the site says",
        ),
        pytest.param(drafted(STRANGER), OPEN, id="one that the file does not list"),
        pytest.param(drafted(STATE, CLINIC), OPEN, id="two of both kinds"),
        pytest.param(drafted(STATE, STRANGER), OPEN, id="two of which one is not listed"),
        pytest.param(drafted(), MET, id="none, as the site says"),
        pytest.param(drafted(reference(CLINICIAN)), MET, id="a practitioner, who tells of no organization"),
        pytest.param(drafted(ROLE_IN_STATE), NOT_MET, id="a role in one"),
        pytest.param(
            drafted(reference("PractitionerRole/r2")), MET, id="a role that was not sent, as the site says"
        ),
        pytest.param(drafted(requester=ROLE_IN_STATE), NOT_MET, id="none, asked for by a role"),
        pytest.param(
            drafted(CLINIC, requester=STATE), MET, id="another than the one that asks for the service"
        ),
        pytest.param(
            drafted(reference(f"{SERVER}/Organization/state")), NOT_MET, id="one by its URL on the own server"
        ),
        pytest.param(
            drafted(reference("https://far.example/Organization/state")), OPEN, id="one by its URL elsewhere"
        ),
        pytest.param(
            drafted(
                reference("#org"),
                contained=[CONTAINED],
            ),
            MET,
            id="one that the order contains",
        ),
    ],
)
def test_the_organization_that_is_to_give_the_service_decides(
    facts: Reader, draft: Json, truth: Truth | None
) -> None:
    assert provider(facts, ROLE, draft=draft).value is truth


def test_two_names_of_one_organization_that_the_file_tells_apart_tell_nothing(facts: Reader) -> None:
    sent = {"resourceType": "Organization", "id": "state", "identifier": [CLINICS]}
    assert provider(facts, sent, draft=drafted(STATE)).value is OPEN


def test_where_nothing_is_ordered_the_orders_in_force_decide(facts: Reader) -> None:
    assert provider(facts, order(performer=[STATE])).value is NOT_MET
    assert provider(facts, order(performer=[STATE], status="revoked")).value is MET


def test_a_site_that_lists_none_speaks_for_each_order(facts: Reader) -> None:
    assert provider(facts, draft=drafted(STATE), site="provider_type: private").value is MET


def test_what_the_site_says_stands_beside_the_result(facts: Reader) -> None:
    (proof,) = provider(facts, draft=drafted(STATE)).evidence
    note = "set by the site for the organization that the order names"
    assert (proof.value, proof.note) == ("public", note)
    reason = "the site's file does not say whether the ordered organization is private or public"
    assert provider(facts, draft=drafted(STRANGER)).reason == reason


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "  - {provider_type: public}\n",
            "3: organizations.0: give its reference or an identifier",
            id="no name",
        ),
        pytest.param(
            "  - {reference: Organization/1}\n",
            "3: organizations.0.provider_type: this key is required",
            id="nothing said",
        ),
        pytest.param(
            "  - {reference: Organization/1, provider_type: state}\n",
            "3: organizations.0.provider_type: expected 'private' or 'public', got 'state'",
            id="a kind there is not",
        ),
        pytest.param(
            "  - {reference: Practitioner/1, provider_type: public}\n",
            "3: organizations.0.reference: expected Organization/<id>, got 'Practitioner/1'",
            id="a practitioner",
        ),
        pytest.param(
            "  - {identifier: '1234567893', provider_type: public}\n",
            "3: organizations.0.identifier: expected system|value, such as "
            f"'{NPI}|1234567893', got '1234567893'",
            id="an identifier without its system",
        ),
        pytest.param(
            "  - {reference: Organization/1, provider_type: public}\n"
            "  - {reference: Organization/1, provider_type: private}\n",
            "4: organizations.1: this organization stands here twice",
            id="one organization twice",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, f"organizations:\n{text}") == [message]
