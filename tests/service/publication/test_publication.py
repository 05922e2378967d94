"""What is published: every resource is sound R4 under its own canonical, and says what our codes mean."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest

from mappings.codes.site_file import SITES
from service.publication.publication import Publication, publication_of
from service.review.rule_files import INSTALLED, AnswerSettings
from tests.support.fhir import Json

BASE = "https://north.example/fhir"
URL = "https://cards.example"
MADE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def publication(site: str = "") -> Publication:
    files = INSTALLED._replace(site=SITES / f"{site}.yaml" if site else None)
    loaded = files.load_site(files.load_policies(), AnswerSettings(BASE, URL, "America/New_York"))
    return publication_of(loaded, URL, MADE)


@pytest.fixture(scope="module", params=["", "example-every-key"], ids=["no site", "a site with every key"])
def each_published(request: pytest.FixtureRequest) -> Publication:
    return publication(request.param)


@pytest.fixture(scope="module")
def published() -> Publication:
    return publication("example-every-key")


def resource(kind: str, identity: str, of: Publication) -> Any:
    return of.resources[kind][identity].body


def codings_in(element: Any) -> list[Json]:
    """Every coding that stands anywhere in a resource."""
    if isinstance(element, list):
        return [found for each in element for found in codings_in(each)]
    if not isinstance(element, dict):
        return []
    own = [element] if {"system", "code"} <= element.keys() and "display" in element else []
    return own + [found for value in element.values() for found in codings_in(value)]


def test_every_resource_is_sound_r4(each_published: Publication) -> None:
    for each in [*each_published.everything(), each_published.metadata]:
        kind = each.body["resourceType"]
        model = getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
        model.model_validate(each.body)


def test_every_resource_has_a_canonical_of_its_own_under_the_base(each_published: Publication) -> None:
    canonicals = [each.canonical for each in each_published.everything()]
    assert len(set(canonicals)) == len(canonicals)
    for each in each_published.everything():
        assert each.canonical[0] == f"{BASE}/{each.body['resourceType']}/{each.body['id']}"


def test_every_code_of_ours_is_in_its_code_system_under_the_same_name(each_published: Publication) -> None:
    known = {
        (system.body["url"], concept["code"], concept["display"])
        for system in each_published.resources["CodeSystem"].values()
        for concept in system.body["concept"]
    }
    used = {
        (coding["system"], coding["code"], coding["display"])
        for each in each_published.everything()
        for coding in codings_in(each.body)
        if coding["system"].startswith(BASE)
    }
    assert used - known == set()


def test_the_same_day_makes_the_same_resources() -> None:
    first, second = publication("example-private"), publication("example-private")
    assert [each.tag for each in first.everything()] == [each.tag for each in second.everything()]


def test_no_text_of_a_code_system_leaves_a_policys_word_open(published: Publication) -> None:
    for each in published.resources["CodeSystem"].values():
        assert b"{" not in each.content.replace(b'{"', b"")


def test_the_policies_and_reasons_on_cards_have_their_code_systems(published: Publication) -> None:
    policies = resource("CodeSystem", "policy", published)["concept"]
    assert [each["code"] for each in policies] == ["sc-medicaid-h2017-prs"]
    reasons = resource("CodeSystem", "override-reason", published)["concept"]
    assert "documented-elsewhere" in [each["code"] for each in reasons]


def test_a_site_without_codes_has_no_concept_map() -> None:
    assert publication("").resources["ConceptMap"] == {}


def test_a_site_publishes_the_forms_of_its_policies_with_its_own_windows(published: Publication) -> None:
    assert {form.policy for form in published.forms} == {"sc-medicaid-h2017-prs"}
    windows = {item.fact: str(item.window) for item in published.forms[0].items}
    assert (windows["spmi-present"], windows["lpha-recommends"]) == ("60 days", "180 days")
    assert windows["lpha-evaluation"] == "365 days"
