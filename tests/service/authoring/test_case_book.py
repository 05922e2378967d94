"""A case's card is that of the service, with evidence that names nobody."""

from __future__ import annotations

from datetime import date

import pytest

from criteria.events import Event, Events
from criteria.facts import Count, Fact, FactKind, FactType, Value
from criteria.spans import parse_birth_date
from criteria.truth import Truth
from service.authoring.at_length import at_length
from service.authoring.case_book import CaseBook, PolicyCase, load_case_book
from service.authoring.on_file import on_file
from service.review.rule_files import INSTALLED

ON = date(2026, 3, 1)


@pytest.fixture(scope="module")
def book() -> CaseBook:
    return load_case_book(INSTALLED, "va-medicaid-h0024-peer-support")


def case(book: CaseBook, name: str, rule_set: str = "admission") -> PolicyCase:
    return next(each for each in book.cases() if (each.case.name, each.rule_set) == (name, rule_set))


def test_the_card_tells_what_is_met_and_by_whom(book: CaseBook) -> None:
    card = book.card(case(book, "Everything is documented"))
    assert (
        card.summary == "H0024 Peer Support admission: all 3 criteria documented as met; for clinician review"
    )
    assert "attested Mar 1 by A Clinician" in card.detail
    assert "social moderate" in card.detail


def test_a_case_of_another_population_has_the_card_that_the_service_gives(book: CaseBook) -> None:
    outside = book.card(case(book, "Turns 21 tomorrow"))
    assert "this member is outside" in outside.summary
    unknown = book.card(case(book, "No birth date is on file"))
    assert "whether it is for this member is open" in unknown.summary


def test_a_result_names_what_comes_out_otherwise_than_expected(book: CaseBook) -> None:
    right = case(book, "Everything is documented")
    wrong = right._replace(
        case=right.case.model_copy(update={"expect": {"1": "unknown", "2": "met", "9": "met"}})
    )
    result = book.result(wrong)
    assert (result.outcome, result.found) == ("met", {"1": "met", "2": "met", "9": "nothing"})
    assert result.wrong == {"1": "unknown", "9": "met"}
    assert book.result(right).wrong == {}


@pytest.mark.parametrize(
    ("kind", "value", "references", "values"),
    [
        (FactType(FactKind.TRUTH), Truth.MET, ["Observation/f"], ["yes"]),
        (FactType(FactKind.TRUTH), Truth.NOT_MET, ["Observation/f"], ["no"]),
        (FactType(FactKind.TRUTH, is_diagnosis=True), Truth.MET, ["Condition/f"], ["yes"]),
        (FactType(FactKind.SCORE), 17, ["Observation/f"], ["17"]),
        (FactType(FactKind.RATING), 2, ["Observation/f"], ["moderate"]),
        (FactType(FactKind.COUNT), Count(3), ["Observation/f"], ["3"]),
        (FactType(FactKind.COUNT), Count(0, 0), ["Observation/f"], ["none"]),
        (FactType(FactKind.DATE), date(2026, 1, 2), ["Observation/f"], ["2026-01-02"]),
        (FactType(FactKind.BIRTH_DATE), parse_birth_date("1990"), ["Patient/example"], [""]),
        (
            FactType(FactKind.EVENTS),
            Events((Event(ON, ON, ON), Event(ON, ON, ON))),
            ["Encounter/f-1", "Encounter/f-2"],
            ["", ""],
        ),
        (FactType(FactKind.EVENTS), Events(told=0), ["Observation/f"], ["none"]),
        (FactType(FactKind.TRUTH), None, [], []),
    ],
)
def test_a_value_has_evidence_of_its_kind(
    kind: FactType, value: Value | None, references: list[str], values: list[str]
) -> None:
    fact = on_file({"f": Fact("f", value)}, {"f": kind}, ON)["f"]
    assert [each.reference for each in fact.evidence] == references
    assert [each.value for each in fact.evidence] == values
    assert fact.value == value


def test_at_length_nothing_is_added_to_what_is_known() -> None:
    facts = {"a": Fact("a", Truth.MET), "b": Fact("b")}
    kinds = dict.fromkeys(facts, FactType(FactKind.TRUTH))
    long = at_length(facts, kinds, ON)
    assert {name: fact.value for name, fact in long.items()} == {"a": Truth.MET, "b": None}
    assert long["a"].evidence
    assert not long["b"].evidence
