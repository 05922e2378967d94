"""A policy with criteria for admission alone, of a service that the patient receives already."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from criteria.phases import ADMISSION
from criteria.truth import Truth
from mappings.record.read_record import read_record
from service.hooks.request import decode_request
from service.review.question import Question
from service.review.reviewer import Reviewer
from service.review.rule_files import INSTALLED
from tests.service.review.reviewing import ordered, reviewer_of
from tests.support.fhir import ON, PATIENT
from tests.support.hook_calls import adult, order_select, plan_for, prefetched

POLICY = """\
id: admission-alone
version: 1.0.0
title: Assessment
service: {code: H0031, name: Mental Health Assessment, short_name: Assessment}
source: {payer: A Payer, title: Assessment, date: undated}
criteria_parts: [{begins: Adults, ends: need it.}]
rule_sets:
  - id: admission
    phase: admission
    title: admission
    text: Adults need it.
    population: {title: Adult, text: Adults, when: {age: {from: 18 years}}}
    when:
      all_of:
        - {id: A, title: Need, text: need it, when: {fact: lpha-recommends}}
"""


@pytest.fixture
def reviewer(tmp_path: Path) -> Reviewer:
    folder = tmp_path / "admission-alone"
    folder.mkdir()
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "source.txt").write_text("Adults need it.", encoding="utf-8")
    return reviewer_of(INSTALLED._replace(policies=tmp_path), "")


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(ordered("H0031"), id="it is ordered again"),
        pytest.param(Question({"H0031": ()}, in_progress_only=True), id="the chart is opened"),
    ],
)
def test_a_service_in_progress_without_criteria_for_it_gets_those_for_admission(
    reviewer: Reviewer, question: Question
) -> None:
    sent = msgspec.json.encode(order_select(prefetch=prefetched(*adult(), plan_for("H0031"))))
    record = read_record(PATIENT, decode_request(sent).prefetch or {}, reviewer.mapping)
    review = reviewer.review(record, question, ON)
    (found,), (card,) = review.determinations, review.cards
    assert (found.phase, found.outcome) == (ADMISSION, Truth.MET)
    assert "no criteria for a continued stay" in found.population.reads_as
    assert card.summary.startswith("H0031 Assessment admission:")
    assert card.determination is not None
    assert card.determination.kind == "admission"
    assert "The policy has no criteria for a continued stay; these are those for admission." in card.detail
