"""Reviews resources as an answer does, without a hook: record and question in, review out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from mappings.record.patient_record import PatientRecord
from mappings.record.read_record import read_record
from service.hooks.request import decode_request
from service.review.question import OrderUnderReview, Question
from service.review.reviewer import Review, Reviewer, Validator
from service.review.rule_files import INSTALLED, AnswerSettings, RuleFiles
from tests.support.fhir import BASE, ON, PATIENT, Json
from tests.support.hook_calls import order_select, prefetched

SETTINGS = AnswerSettings(BASE, "https://cards.example", "America/New_York")
SCREENING = 'admission_screening: "true"\n'


@cache
def reviewer(site: str = "") -> Reviewer:
    """The reviewer of the shipped policies, for a site file of this text."""
    return reviewer_of(INSTALLED, site)


def reviewer_of(files: RuleFiles, site: str) -> Reviewer:
    """The reviewer of some rule files, for a site file of this text."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "north.yaml"
        path.write_text(f"site: north\nprovider_type: private\n{site}", encoding="utf-8")
        return files._replace(site=path).load_site(files.load_policies(), SETTINGS).reviewer


def record_of(*resources: Json, site: str = "", **prefetch: Any) -> PatientRecord:
    """The record of these resources, with further prefetch values as they are."""
    body = msgspec.json.encode(order_select(prefetch=prefetched(*resources) | prefetch))
    return read_record(PATIENT, decode_request(body).prefetch or {}, reviewer(site).mapping)


def ordered(*codes: str) -> Question:
    """A question about a draft order for each of these services."""
    return Question({code: (OrderUnderReview(f"ServiceRequest/draft-{code}"),) for code in codes})


OPENED = Question({"H2017": (), "H0024": ()}, in_progress_only=True)
"""The question of a chart that is opened."""


def reviewed(
    *resources: Json, question: Question, site: str = "", validate: Validator | None = None
) -> Review:
    """The review of these resources."""
    return reviewer(site).review(record_of(*resources, site=site), question, ON, validate)
