"""A policy that cannot be evaluated gets a card that says so, and silences no other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from cds_cards.actions import CardAddresses
from cds_cards.build import CardBuilder
from cds_cards.card import encoded
from cds_cards.wording import load_wording
from criteria.facts import FactKind, FactType
from criteria.load import load_policy
from service.review.reviewer import Reviewer
from tests.service.review.reviewing import OPENED, ordered, record_of, reviewer
from tests.support.fhir import ON
from tests.support.hook_calls import adult

UNREADABLE = """\
id: unreadable
version: 1.0.0
title: A policy with a fact that nobody reads
service: {code: H2017, name: Psychosocial Rehabilitation Services, short_name: PRS}
source: {payer: A payer, title: A policy, date: undated}
criteria_parts: [{begins: Adults, ends: need it.}]
rule_sets:
  - id: admission
    phase: admission
    title: admission
    text: Adults need it.
    population: {title: Adult, text: Adults, when: {age: {from: 22 years}}}
    when:
      all_of:
        - {id: A, title: Need, text: need it, when: {fact: a-fact-that-nobody-reads}}
"""


def test_a_policy_that_fails_gets_a_card_that_says_so_and_the_others_their_own(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "policy.yaml").write_text(UNREADABLE, encoding="utf-8")
    (tmp_path / "source.txt").write_text("Adults need it.", encoding="utf-8")
    ours = reviewer()
    vocabulary = {**ours.mapping.fact_map.vocabulary, "a-fact-that-nobody-reads": FactType(FactKind.TRUTH)}
    other = [policy for policy in ours.policies if policy.service.code == "H0024"]
    policies = (load_policy(tmp_path, vocabulary), *other)
    failing = Reviewer(
        policies,
        ours.mapping,
        CardBuilder(
            load_wording(),
            policies,
            {policy.id: {} for policy in policies},
            CardAddresses("https://cards.example", "https://codes.example"),
        ),
    )
    cards = failing.review(record_of(*adult()), ordered("H2017", "H0024"), ON).cards

    failed, peer = msgspec.json.decode(encoded(cards))["cards"]
    assert failed["summary"] == (
        "H2017 PRS: the criteria could not be evaluated; please review the policy by hand"
    )
    assert failed["indicator"] == "info"
    assert "Nothing is known about its criteria" in failed["detail"]
    assert failed["source"]["label"] == "A payer: A policy (undated)"
    assert failed["uuid"] != peer["uuid"]
    assert peer["summary"].startswith("H0024 Peer Support admission: ")
    assert [each.getMessage() for each in caplog.records] == ["policy unreadable failed"]
    (data,) = [each.__dict__["data"] for each in caplog.records]
    assert data["exception"] == "KeyError"
    assert data["at"][-1].startswith("mappings/readers/registry.py:")


def test_of_a_record_that_fails_to_be_read_more_is_asked_and_every_policy_says_so() -> None:
    record = record_of(*adult())
    record.plans.append(None)  # type: ignore[arg-type]  # as an error of ours would leave it
    assert reviewer().may_show(record, ON)
    summaries = [card.summary for card in reviewer().review(record, OPENED, ON).cards]
    assert [each.partition(":")[0] for each in summaries] == ["H2017 PRS", "H0024 Peer Support"]
    assert all("could not be evaluated" in each for each in summaries)
