"""What is published: every resource is sound R4, has a canonical of its own, and says what our codes mean."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest

from service.publication.publication import Publication, publication_of
from service.review.rule_files import INSTALLED, AnswerSettings
from tests.support.fhir import Json

BASE = "https://north.example/fhir"
URL = "https://cards.example"
MADE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def publication(site: str = "") -> Publication:
    from mappings.codes.site_file import SITES

    files = INSTALLED._replace(site=SITES / f"{site}.yaml" if site else None)
    loaded = files.load_site(files.load_policies(), AnswerSettings(BASE, URL, "America/New_York"))
    return publication_of(loaded, URL, MADE)


@pytest.fixture(scope="module")
def published() -> Publication:
    return publication("example-every-key")


def resource(kind: str, identity: str, of: Publication) -> Json:
    return of.resources[kind][identity].body
