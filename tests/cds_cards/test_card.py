"""Cards on the wire: what the specification demands, and the determination that travels with them."""

from typing import Any

import msgspec
import pytest

from cds_cards.card import DETERMINATION, Card, Coding, Source, encoded
from criteria.gaps import Gap, GapKind
from criteria.policy import Policy
from tests.cds_cards.small_policy import ALL, cards


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


def test_the_determination_travels_with_the_card_without_empty_members(policy: Policy) -> None:
    (card,) = cards(policy, {"recommended": "met"})
    sent = msgspec.json.decode(encoded([card]))["cards"][0]
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
        with pytest.raises(ValueError, match="139"):
            Card(**fields)
