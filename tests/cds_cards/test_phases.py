"""Cards of the phases that a policy declares: told as an admission or as triggers."""

from __future__ import annotations

from itertools import count

import pytest

from cds_cards.card import Card
from criteria.evaluate import determine
from tests.cds_cards.small_policy import ON, VOCABULARY, builder, context, facts
from tests.support.policies import criterion, policy, rule_set

PHASES = [
    {"id": "renewal", "title": "renewal of the authorization", "read": "in-progress"},
    {"id": "step-down", "title": "step-down", "read": "in-progress", "triggers": True},
]


def of_phase(phase: str, *facts: str) -> dict[str, object]:
    """A rule set of that phase that asks for some facts, of triggers for one of them."""
    asked = [criterion(f"{i}", {"fact": fact}) for i, fact in enumerate(facts, 1)]
    when = {"any_of" if phase in ("step-down", "discharge") else "all_of": asked}
    return rule_set(id=phase, phase=phase, title=phase) | {"when": when}


SMALL = policy(
    of_phase("admission", "agreed"),
    of_phase("renewal", "agreed", "recommended"),
    of_phase("step-down", "leaving", "done"),
    of_phase("discharge", "leaving", "recommended"),
    phases=PHASES,
)


def cards(**stated: str) -> tuple[Card, ...]:
    """The cards of a service in progress."""
    found = determine(SMALL, VOCABULARY, facts(**stated), ON, in_progress=True)
    ids = count()
    return builder(SMALL).build(found, context(in_progress=True), lambda: f"uuid-{next(ids)}")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        pytest.param(
            {"agreed": "met"},
            [
                ("H9999 Service renewal: 1 of 2 met. Missing: Recommended", "info"),
                ("H9999 Service step-down: no trigger documented; 2 of 2 open", "info"),
            ],
            id="open, as an admission and as triggers",
        ),
        pytest.param(
            {"agreed": "not_met", "recommended": "met", "done": "met"},
            [
                ("H9999 Service renewal: 1 of 2 not met (1. 1); 1 met", "warning"),
                (
                    "H9999 Service discharge: 1 of 2 triggers documented (2. 2); for clinical review",
                    "warning",
                ),
                (
                    "H9999 Service step-down: 1 of 2 triggers documented (2. 2); for clinical review",
                    "warning",
                ),
            ],
            id="not met warns, and a trigger that is documented",
        ),
        pytest.param(
            {"agreed": "met", "recommended": "met", "leaving": "not_met", "done": "not_met"},
            [
                ("H9999 Service renewal: all 2 criteria documented as met; for clinician review", "info"),
                (
                    "H9999 Service discharge: 1 of 2 triggers documented (2. 2); for clinical review",
                    "warning",
                ),
                ("H9999 Service step-down: none of the 2 triggers applies, as documented", "info"),
            ],
            id="met, and triggers of which none applies",
        ),
    ],
)
def test_a_phase_of_a_policys_own_has_a_card_of_its_own(
    stated: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert [(card.summary, card.indicator) for card in cards(**stated)] == expected


def test_a_discharge_without_a_trigger_rides_on_the_renewal_and_other_triggers_do_not() -> None:
    renewal, step_down = cards(agreed="met")
    assert "Discharge: no trigger documented, 2 of 2 open." in renewal.detail
    assert renewal.determination is not None
    assert renewal.determination.discharge is not None
    assert step_down.determination is not None
    kinds = [each.kind for each in (renewal.determination, renewal.determination.discharge)]
    assert [*kinds, step_down.determination.kind] == ["renewal", "discharge", "step-down"]


def test_a_renewal_is_in_progress_and_says_nothing_of_the_admission_criteria() -> None:
    renewal, _ = cards(agreed="met")
    assert "In progress." in renewal.detail
    assert "admission" not in renewal.detail
