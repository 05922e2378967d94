"""Two policies for one service: refused where a site does not choose, told apart by payer otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from criteria.load import POLICIES
from criteria.strict_yaml import FileError
from mappings.record.read_record import read_record
from service.review.question import Question
from service.review.rule_files import INSTALLED, AnswerSettings, RuleFiles

SHIPPED = "va-medicaid-h0024-peer-support"
OTHER = "other-payer-h0024"

Installed = Callable[[str], RuleFiles]


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    """The shipped policies with one more for H0024 by another payer, and a site file of this text."""
    policies = tmp_path / "policies"
    shutil.copytree(POLICIES, policies)
    shutil.copytree(policies / SHIPPED, policies / OTHER)
    other = policies / OTHER / "policy.yaml"
    text = other.read_text(encoding="utf-8")
    other.write_text(text.replace(SHIPPED, OTHER).replace("Virginia Medicaid", "Another Payer"), "utf-8")

    def with_site(site: str) -> RuleFiles:
        path = tmp_path / "north.yaml"
        path.write_text(f"site: north\n{site}", encoding="utf-8")
        return INSTALLED._replace(policies=policies, site=path)

    return with_site


def summaries(files: RuleFiles) -> list[str]:
    """What the cards for H0024 say first, of a patient of whom nothing is known."""
    settings = AnswerSettings("https://criteria-cards.example/fhir", "https://cards.example", "UTC")
    site = files.load_site(files.load_policies(), settings)
    record = read_record("p1", {}, site.reviewer.mapping)
    review = site.reviewer.review(record, Question({"H0024": ()}), date(2026, 3, 1))
    return [card.summary for card in review.cards]


def test_two_policies_for_one_service_are_refused_without_a_choice(
    installed: Installed,
) -> None:
    with pytest.raises(FileError, match=r"policies: .*H0024") as refused:
        summaries(installed(""))
    assert SHIPPED in str(refused.value)
    assert OTHER in str(refused.value)


def test_a_site_that_chooses_one_gets_its_cards_as_if_there_were_no_other(installed: Installed) -> None:
    (only,) = summaries(installed(f"policies: [{SHIPPED}]\n"))
    assert only.startswith("H0024 Peer Support: ")


def test_a_site_that_uses_both_gets_cards_that_name_the_payer(installed: Installed) -> None:
    found = summaries(installed(f"policies: [{SHIPPED}, {OTHER}]\n"))
    assert sorted(each.partition(": ")[0] for each in found) == [
        "H0024 Peer Support (Another Payer)",
        "H0024 Peer Support (Virginia Medicaid)",
    ]
