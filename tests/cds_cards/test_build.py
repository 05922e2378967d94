"""Cards of determinations: what a clinician reads first, where the link leads, what a site may ask for."""

import pytest

from cds_cards.build import Style
from cds_cards.card import encoded
from criteria.gaps import Gap, GapKind
from criteria.policy import Policy
from tests.cds_cards.small_policy import ALL, builder, cards
from tests.support.policies import criterion, rule_set
from tests.support.policies import policy as small_policy


@pytest.mark.parametrize(
    ("stated", "in_progress", "expected"),
    [
        pytest.param(
            ALL,
            False,
            [
                (
                    "H9999 Service adult admission: all 3 criteria documented as met; for nurse review",
                    "info",
                )
            ],
            id="all met is for review and no more",
        ),
        pytest.param(
            {"recommended": "met"},
            False,
            [("H9999 Service adult admission: 1 of 3 met. Missing: Score, Agreed", "info")],
            id="open criteria are counted, what is missing named, and nobody warned",
        ),
        pytest.param(
            {"score": "9", "agreed": "not_met"},
            False,
            [
                (
                    "H9999 Service adult admission: 2 of 3 not met "
                    "(B. A score or an agreement, C. Agreed); 1 open",
                    "warning",
                )
            ],
            id="a documented not met is named before the gaps",
        ),
        pytest.param(
            {"birth_date": "2015-01-01"},
            False,
            [
                (
                    'H9999 Service adult admission: this adult is outside "Adult"; '
                    "no criteria were evaluated",
                    "info",
                )
            ],
            id="a person outside the population",
        ),
        pytest.param(
            {"birth_date": "unknown"},
            False,
            [
                (
                    "H9999 Service: whether it is for this adult is open (Birth date); "
                    "no criteria were evaluated",
                    "info",
                )
            ],
            id="an unknown age",
        ),
        pytest.param(
            ALL | {"leaving": "met"},
            True,
            [
                (
                    "H9999 Service continued stay: the 1 criterion documented as met; for nurse review",
                    "info",
                ),
                (
                    "H9999 Service discharge: 1 of 2 triggers documented (1. Leaving); for clinical review",
                    "warning",
                ),
            ],
            id="a discharge trigger warns",
        ),
        pytest.param(
            ALL | {"leaving": "not_met"},
            True,
            [
                (
                    "H9999 Service continued stay: the 1 criterion documented as met; for nurse review",
                    "info",
                ),
            ],
            id="without a documented trigger discharge has no card of its own",
        ),
    ],
)
def test_the_summary_says_the_state_in_numbers(
    policy: Policy, stated: dict[str, str], in_progress: bool, expected: list[tuple[str, str]]
) -> None:
    found = cards(policy, stated, in_progress)
    assert [(card.summary, card.indicator) for card in found] == expected


def test_a_discharge_without_a_trigger_rides_on_the_continued_stay(policy: Policy) -> None:
    (card,) = cards(policy, ALL | {"leaving": "not_met"}, in_progress=True)
    assert "Discharge: no trigger documented, 1 of 2 open." in card.detail.splitlines()[-2]
    assert card.determination is not None
    assert card.determination.discharge is not None
    riding = card.determination.discharge
    assert (riding.rule_set, riding.outcome, riding.gaps) == ("discharge", "unknown", ())
    assert [each.outcome for each in riding.criteria] == ["met", "not_met", "unknown"]


def test_a_discharge_with_a_trigger_has_a_card_of_its_own_and_rides_nowhere(policy: Policy) -> None:
    stay, discharge = cards(policy, ALL | {"leaving": "met"}, in_progress=True)
    assert stay.determination is not None
    assert stay.determination.discharge is None
    assert discharge.detail.startswith("**Documented (1 of 2; one is enough)**")


@pytest.mark.parametrize(
    ("stated", "anchor"),
    [
        pytest.param(ALL, "", id="the page itself where all is met"),
        pytest.param({"recommended": "met"}, "#B", id="the first open criterion"),
        pytest.param({"recommended": "met", "agreed": "not_met"}, "#C", id="one not met before one open"),
    ],
)
def test_the_link_opens_the_policy_at_what_decides(
    policy: Policy, stated: dict[str, str], anchor: str
) -> None:
    (card,) = cards(policy, stated)
    (link,) = card.links
    assert link.label == "Policy text, and how each doubtful wording is read"
    assert link.url == f"https://cds.example/policies/test-policy/admission{anchor}"
    assert card.source.url == "https://cds.example/policies/test-policy"


def test_a_site_that_asks_for_every_line_gets_readings_ids_and_all_findings(policy: Policy) -> None:
    (card,) = cards(policy, ALL, style="full")
    assert card.detail == (
        "No criterion is open or not met; for nurse review.\n\n"
        "- **Adult: met**; Birth date: 1990-01-01 (Observation/birth-date, 2026-02-01)\n"
        "- **A. Recommended: met**; Recommended: met (Observation/recommended, 2026-02-01)\n"
        "- **B. A score or an agreement: met**  \n"
        "  Score: 10 (Observation/score, 2026-02-01).  \n"
        "  Agreed: met (Observation/agreed, 2026-02-01).\n"
        "- **C. Agreed: met**; Agreed: met (Observation/agreed, 2026-02-01)\n\n"
        "How doubtful wording is read:\n\n- B. Ten counts.\n\n"
        "Order: ServiceRequest/1.  \nRead as an admission: nothing shows that it has begun."
    )


def test_a_full_card_says_who_can_supply_what(policy: Policy) -> None:
    (card,) = cards(policy, {"recommended": "met"}, style="full")
    assert "Who can supply it: a partner (B, C); a rater (B)." in card.detail.splitlines()[1]
    stay, _ = cards(policy, {"recommended": "met", "score": "10"}, in_progress=True, style="full")[0], None
    assert "Who can supply it: a partner (A/C)." in stay.detail


def test_a_full_card_groups_gaps_by_what_is_wrong(policy: Policy) -> None:
    gaps = (
        Gap("prefetch/goals", GapKind.NOT_SENT),
        Gap("prefetch/plans", GapKind.NOT_SENT),
        Gap("Goal/1", GapKind.NO_LIST, "item"),
    )
    (card,) = cards(policy, ALL, gaps=gaps, style="full")
    assert card.detail.endswith(
        "Not sent or not readable: goals, plans (the EHR did not send this); Goal/1 (item is no list)."
    )


@pytest.mark.parametrize(
    ("count", "rest"), [(10, "Goal/9 (the EHR did not send this)."), (12, "Goal/9, and 2 more (the EHR did")]
)
def test_of_many_gaps_of_a_kind_ten_are_listed(policy: Policy, count: int, rest: str) -> None:
    gaps = tuple(Gap(f"Goal/{i}", GapKind.NOT_SENT) for i in range(count))
    (card,) = cards(policy, ALL, gaps=gaps, style="full")
    assert rest in card.detail
    assert "Goal/10" not in card.detail


@pytest.mark.parametrize("style", ["brief", "full"])
def test_the_line_for_the_sites_file_is_in_the_determination_and_not_in_the_text(
    policy: Policy, style: Style
) -> None:
    gaps = (Gap("QuestionnaireResponse/1", GapKind.UNLISTED_FORM, "; the line"),)
    (card,) = cards(policy, ALL, gaps=gaps, style=style)
    assert "a form that the site's file does not list" in card.detail
    assert "; the line" not in card.detail
    assert card.determination
    assert card.determination.gaps[0].problem.endswith("; the line")


def test_a_policy_that_failed_says_so_and_carries_no_determination(policy: Policy) -> None:
    card = builder(policy).failure(policy, "05f2fd2cdeadbeef", "uuid-0")
    assert (card.summary, card.indicator) == (
        "H9999 Service: the criteria could not be evaluated; please review the policy by hand",
        "info",
    )
    assert card.detail.endswith("Open the chart again, or tell IT: request 05f2fd2c.")
    assert card.determination is None
    assert b"extension" not in encoded([card])
    assert card.source.topic.code == "test-policy"


TWO_OF_FOUR = {
    "at_least": 2,
    "of": [criterion(fact, {"fact": fact}) for fact in ("recommended", "agreed", "leaving", "done")],
}


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        pytest.param({"recommended": "met"}, "1 of 4 met, 2 needed. Missing: Agreed", id="one of two"),
        pytest.param(
            {"recommended": "met", "agreed": "met"},
            "2 of 4 criteria met, as many as are needed; for clinician review",
            id="as many as are needed",
        ),
        pytest.param(
            {"recommended": "met", "agreed": "met", "leaving": "not_met", "done": "not_met"},
            "2 of 4 criteria met, as many as are needed; for clinician review",
            id="the others not met",
        ),
        pytest.param(
            dict.fromkeys(("recommended", "agreed", "leaving", "done"), "met"),
            "all 4 criteria documented as met; for clinician review",
            id="all of them",
        ),
    ],
)
def test_a_rule_set_that_needs_some_of_its_criteria_says_how_many(stated: dict[str, str], said: str) -> None:
    some = small_policy(rule_set(TWO_OF_FOUR))
    assert cards(some, stated)[0].summary == f"H9999 Service admission: {said}"
