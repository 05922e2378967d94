"""Whether the service answered what the bench asked: a wrong answer makes every figure worthless."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.support.cards import DETERMINATION
from tests.support.running.client import Answer

_RULE_SET = "admission-adult"
_CRITERIA = ["population", *"ABCDEFG"]


class WrongAnswer(Exception):
    """The service did not answer as it must."""


def check(answer: Answer, body: str) -> None:
    """Refuse anything but one card that went through every criterion of the adult admission.

    Raises:
        WrongAnswer: naming the body and what is wrong with its answer.
    """
    if answer.status != 200:
        raise WrongAnswer(f"{body}: status {answer.status}: {answer.body[:300].decode(errors='replace')}")
    cards = msgspec.json.decode(answer.body)["cards"]
    found = [card.get("extension", {}).get(DETERMINATION, {}) for card in cards]
    if [each.get("ruleSet") for each in found] != [_RULE_SET]:
        raise WrongAnswer(f"{body}: rule sets {[each.get('ruleSet') for each in found]}, not {_RULE_SET}")
    if (ids := [criterion["id"] for criterion in found[0]["criteria"]]) != _CRITERIA:
        raise WrongAnswer(f"{body}: criteria {ids}, not {_CRITERIA}")
    _check_evidence(found[0], body)


def _check_evidence(determination: dict[str, Any], body: str) -> None:
    """Most criteria rest on evidence: a service that read nothing would be fast, too."""
    met = sum(criterion["outcome"] == "met" for criterion in determination["criteria"])
    if met < len(_CRITERIA) - 1:
        raise WrongAnswer(f"{body}: only {met} of {len(_CRITERIA)} findings are met")
