"""Cards: what a clinician reads first, what the wire demands, what an EHR must not be able to inject."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from cds_cards.build import CardBuilder
from cds_cards.card import DETERMINATION, Card, Coding, Source, encoded
from cds_cards.detail import CardContext
from cds_cards.text import FactText, escaped
from cds_cards.wording import load_wording
from criteria.evaluate import determine
from criteria.facts import Evidence, Fact, FactKind, FactType, Vocabulary, parse_value
from criteria.gaps import Gap, GapKind
from criteria.load import load_policy
from criteria.policy import Policy
from criteria.strict_yaml import FileError
from criteria.truth import Truth

ON = date(2026, 3, 1)
VOCABULARY: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "recommended": FactType(FactKind.TRUTH),
    "agreed": FactType(FactKind.TRUTH),
    "score": FactType(FactKind.SCORE),
    "leaving": FactType(FactKind.TRUTH),
    "done": FactType(FactKind.TRUTH),
}
FACTS = {
    "birth-date": FactText("Birth date", ""),
    "recommended": FactText("Recommended", ""),
    "agreed": FactText("Agreed", "a partner"),
    "score": FactText("Score", "a rater"),
}
POLICY = """
id: test-policy
version: "1"
title: A test policy
service: {code: H9999, name: A Service, short_name: Service}
source: {payer: A Payer, title: A Title, date: undated}
words: {reviewer: a nurse, person: adult}
criteria_parts: [{begins: Adults, ends: met}]
rule_sets:
  - id: admission
    phase: admission
    title: adult admission
    text: "Adults need all of this:"
    population: {title: Adult, text: Adults, when: {age: {from: 18 years}}}
    when:
      all_of:
        - {id: A, title: Recommended, text: a recommendation, when: {fact: recommended}}
        - id: B
          title: A score or an agreement
          text: a score or an agreement
          reads_as: Ten counts.
          when: {any_of: [{score: score, minimum: 10}, {fact: agreed}]}
        - {id: C, title: Agreed, text: an agreement, left_to_clinician: the agreement, when: {fact: agreed}}
  - id: stay
    phase: continued-stay
    title: continued stay
    text: "Adults need all of this:"
    population: {title: Adult, text: Adults, when: {age: {from: 18 years}}}
    when: {all_of: [{id: A, title: Admission criteria, text: all of this, when: {rule_set: admission}}]}
    not_met: {text: It ends when not met}
  - id: discharge
    phase: discharge
    title: discharge
    text: "Adults need all of this:"
    population: {title: Anybody, text: Adults, when: {all_of: []}}
    when:
      any_of:
        - {id: 1, title: Leaving, text: leaving, when: {fact: leaving}}
        - {id: 2, title: Done, text: done, when: {fact: done}}
"""
SOURCE = """
Adults need all of this: a recommendation; a score or an agreement; an agreement.
leaving. done. It ends when not met. The nurse of the adult decides.
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    folder = tmp_path_factory.mktemp("policy")
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "source.txt").write_text(SOURCE, encoding="utf-8")
    return load_policy(folder, VOCABULARY)


def facts(**stated: str) -> dict[str, Fact]:
    values = {"birth-date": "1990-01-01"} | {name.replace("_", "-"): value for name, value in stated.items()}
    result = {}
    for name, kind in VOCABULARY.items():
        value = parse_value(kind.kind, values.get(name, "unknown"))
        proof = (
            ()
            if value is None
            else (Evidence(name, f"Observation/{name}", "2026-02-01", value=values[name]),)
        )
        result[name] = Fact(name, value, "" if value is not None else "not documented", proof)
    return result


def cards(
    policy: Policy, stated: dict[str, str], in_progress: bool = False, gaps: tuple[Gap, ...] = ()
) -> list[Card]:
    found = determine(policy, VOCABULARY, facts(**stated), ON, in_progress)
    builder = CardBuilder(load_wording(), [policy], {policy.id: FACTS})
    return [builder.build(each, context(in_progress, gaps), f"uuid-{i}") for i, each in enumerate(found)]


def context(in_progress: bool = False, gaps: tuple[Gap, ...] = ()) -> CardContext:
    phase = Fact("service-in-progress", Truth.MET if in_progress else None, "nothing shows that it has begun")
    return CardContext(
        (("ServiceRequest/1", ""),),
        phase,
        gaps,
        "https://cds.example/policies/test",
        "https://x.example/fhir",
    )


ALL = {"recommended": "met", "score": "10", "agreed": "met"}


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
            [("H9999 Service adult admission: 1 of 3 criteria met, 2 undocumented", "info")],
            id="undocumented criteria are counted and warn nobody",
        ),
        pytest.param(
            {"score": "9", "agreed": "not_met"},
            False,
            [
                (
                    "H9999 Service adult admission: 2 of 3 criteria not met (no. B, C); 1 undocumented",
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
                    "H9999 Service adult admission: this policy is not for the adult's age; "
                    "no criteria were evaluated",
                    "info",
                )
            ],
            id="a person outside the population",
        ),
        pytest.param(
            {"birth_date": "unknown"},
            False,
            [("H9999 Service: the adult's age is not known, so no criteria were evaluated", "info")],
            id="an unknown age",
        ),
        pytest.param(
            ALL | {"leaving": "met"},
            True,
            [
                (
                    "H9999 Service continued stay: all 1 criteria documented as met; for nurse review",
                    "info",
                ),
                (
                    "H9999 Service discharge: 1 of 2 triggers documented (no. 1); for clinical review",
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
                    "H9999 Service continued stay: all 1 criteria documented as met; for nurse review",
                    "info",
                ),
                ("H9999 Service discharge: no trigger documented, 1 of 2 undocumented", "info"),
            ],
            id="no documented trigger is no warning",
        ),
    ],
)
def test_the_summary_says_the_state_in_numbers(
    policy: Policy, stated: dict[str, str], in_progress: bool, expected: list[tuple[str, str]]
) -> None:
    found = cards(policy, stated, in_progress)
    assert [(card.summary, card.indicator) for card in found] == expected


def test_what_can_still_change_the_outcome_comes_first(policy: Policy) -> None:
    (card,) = cards(policy, {"recommended": "met"})
    assert card.detail.startswith(
        "Still undocumented, and able to change the outcome: B. A score or an agreement; C. Agreed."
    )


def test_the_reader_sees_at_once_who_can_supply_what(policy: Policy) -> None:
    (card,) = cards(policy, {"recommended": "met"})
    assert "Who can supply it: a partner (B, C); a rater (B)." in card.detail.splitlines()[1]


def test_what_waits_below_another_rule_set_is_named_below_its_criterion(policy: Policy) -> None:
    stay, _ = cards(policy, {"recommended": "met", "score": "10"}, in_progress=True)
    assert "Who can supply it: a partner (A/C)." in stay.detail


def test_a_single_missing_answer_stands_beside_the_state(policy: Policy) -> None:
    (card,) = cards(policy, {"recommended": "met"})
    assert "- **C. Agreed: undocumented**; not documented" in card.detail


def test_several_missing_answers_are_named(policy: Policy) -> None:
    (card,) = cards(policy, {"recommended": "met"})
    assert "B. A score or an agreement: undocumented**; Open: Score, Agreed: not documented" in card.detail


def test_a_not_met_stay_quotes_what_the_policy_says_of_the_end(policy: Policy) -> None:
    stay, _ = cards(policy, {"recommended": "not_met"}, in_progress=True)
    assert 'The policy on what follows: "It ends when not met"' in stay.detail


def test_a_met_criterion_names_its_evidence(policy: Policy) -> None:
    (card,) = cards(policy, ALL)
    assert "- **C. Agreed: met**; Agreed: met (Observation/agreed, 2026-02-01)\n" in card.detail


def test_our_readings_stand_below_the_criteria(policy: Policy) -> None:
    (card,) = cards(policy, ALL)
    assert "\n\nHow doubtful wording is read:\n\n- B. Ten counts.\n\n" in card.detail


def test_gaps_are_grouped_by_what_is_wrong(policy: Policy) -> None:
    gaps = (
        Gap("prefetch/goals", GapKind.NOT_SENT),
        Gap("prefetch/plans", GapKind.NOT_SENT),
        Gap("Goal/1", GapKind.NO_LIST, "item"),
    )
    (card,) = cards(policy, ALL, gaps=gaps)
    assert card.detail.endswith(
        "Not sent or not readable: goals, plans (the EHR did not send this); Goal/1 (item is no list)."
    )


def test_a_gap_travels_as_what_it_concerns_and_what_is_wrong(policy: Policy) -> None:
    gaps = (
        Gap("prefetch/goals", GapKind.NOT_SENT),
        Gap("prefetch/encounters", GapKind.FIRST_PAGES, "5"),
        Gap("record", GapKind.FURTHER, ": 7"),
    )
    (card,) = msgspec.json.decode(encoded(cards(policy, ALL, gaps=gaps)))["cards"]
    assert card["extension"][DETERMINATION]["gaps"] == [
        {"reference": "prefetch/goals", "problem": "the EHR did not send this"},
        {"reference": "prefetch/encounters", "problem": "only the first 5 pages were read"},
        {"reference": "record", "problem": "further gaps are not listed: 7"},
    ]


@pytest.mark.parametrize(
    ("count", "rest"), [(10, "Goal/9 (the EHR did not send this)."), (12, "Goal/9, and 2 more (the EHR did")]
)
def test_of_many_gaps_of_a_kind_ten_are_listed(policy: Policy, count: int, rest: str) -> None:
    gaps = tuple(Gap(f"Goal/{i}", GapKind.NOT_SENT) for i in range(count))
    (card,) = cards(policy, ALL, gaps=gaps)
    assert rest in card.detail
    assert "Goal/10" not in card.detail


def test_a_policy_that_failed_says_so_and_carries_no_determination(policy: Policy) -> None:
    card = CardBuilder(load_wording(), [policy], {policy.id: FACTS}).failure(policy, context(), "uuid-0")
    assert (card.summary, card.indicator) == (
        "H9999 Service: the criteria could not be evaluated; please review the policy by hand",
        "info",
    )
    assert card.determination is None
    assert "extension" not in card.as_json()
    assert card.source.topic.code == "test-policy"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", id="HTML is inert"),
        pytest.param("[a](javascript:x)", r"\[a\](javascript:x)", id="a link is inert"),
        pytest.param("a*b_c`d", r"a\*b\_c\`d", id="emphasis and code are inert"),
        pytest.param("a\n# b\r\n- c", "a # b - c", id="line breaks cannot start a block"),
        pytest.param("a\u202eb\x07c", "abc", id="control characters are dropped"),
        pytest.param("x" * 500, "x" * 160, id="a long text is cut"),
    ],
)
def test_what_an_ehr_sent_is_escaped(sent: str, shown: str) -> None:
    assert escaped(sent) == shown


def test_the_determination_travels_with_the_card_without_empty_members(policy: Policy) -> None:
    (card,) = cards(policy, {"recommended": "met"})
    sent = msgspec.json.decode(msgspec.json.encode(card.as_json()))
    determination = sent["extension"][DETERMINATION]
    assert {
        key: determination[key] for key in ("policy", "policyVersion", "ruleSet", "kind", "on", "outcome")
    } == {
        "policy": "test-policy",
        "policyVersion": "1",
        "ruleSet": "admission",
        "kind": "admission",
        "on": "2026-03-01",
        "outcome": "unknown",
    }
    assert determination["criteria"][1] == {
        "id": "A",
        "outcome": "met",
        "title": "Recommended",
        "text": "a recommendation",
        "evidence": [
            {
                "fact": "recommended",
                "reference": "Observation/recommended",
                "date": "2026-02-01",
                "value": "met",
            }
        ],
    }
    assert list(empty_members(sent)) == []


def empty_members(value: Any, path: str = "$") -> Any:
    if value in (None, "", [], {}):
        yield path
    for key, member in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from empty_members(member, f"{path}.{key}")


@pytest.mark.parametrize(("length", "fits"), [(139, True), (140, False)])
def test_a_summary_has_fewer_than_140_characters(length: int, fits: bool) -> None:
    coding = Coding(code="a", system="b", display="c")
    fields: dict[str, Any] = {
        "uuid": "1",
        "summary": "x" * length,
        "detail": "d",
        "indicator": "info",
        "source": Source(label="l", url="u", topic=coding),
        "overrideReasons": (coding,),
        "links": (),
    }
    if fits:
        assert Card(**fields).summary == "x" * length
    else:
        with pytest.raises(ValidationError):
            Card(**fields)


def test_a_sentence_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    wording = Path(__file__).parents[2] / "cds_cards" / "wording.yaml"
    broken = tmp_path / "wording.yaml"
    text = wording.read_text(encoding="utf-8").replace(
        'orders: "Order: {orders}."', 'orders: "Order: {oders}."'
    )
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(
        FileError, match=r"wording.yaml:\d+: lines.orders: the field \{oders\} is not known here"
    ):
        load_wording(broken)


def test_no_word_of_ours_speaks_for_the_payer() -> None:
    words = (Path(__file__).parents[2] / "cds_cards" / "wording.yaml").read_text(encoding="utf-8").lower()
    spoken = "\n".join(line for line in words.splitlines() if not line.startswith("#"))
    assert [word for word in ("approved", "denied", "eligible", "bill it") if word in spoken] == []
