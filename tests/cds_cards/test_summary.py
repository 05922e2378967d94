"""The one sentence that is read first: its numbers, and that it stays short whatever a policy is called."""

from __future__ import annotations

import pytest

from cds_cards.needs import Need, OpenItem
from cds_cards.states import tally
from cds_cards.summary import ToldOf, service_names, summary
from cds_cards.wording import load_wording
from criteria.findings import Finding, Missing
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.cds_cards.small import determined
from tests.support.policies import policy, rule_set

WORDING = load_wording()


@pytest.mark.parametrize(
    ("outcome", "found", "said"),
    [
        pytest.param(
            Truth.MET,
            ["met", "not_applicable", "met"],
            "all 2 criteria documented as met; for clinician review",
            id="a criterion that does not apply is not claimed as met",
        ),
        pytest.param(
            Truth.UNKNOWN,
            ["met", "not_applicable", "unknown"],
            "1 of 2 met. Missing: agreement",
            id="a criterion that does not apply is not counted beside an open one",
        ),
        pytest.param(
            Truth.NOT_MET,
            ["not_met", "not_applicable", "unknown", "met"],
            "1 of 3 not met (A. A); 1 met, 1 open",
            id="a criterion that does not apply is not counted beside one that is not met",
        ),
    ],
)
def test_the_numbers_are_of_the_criteria_that_apply(outcome: Truth, found: list[str], said: str) -> None:
    criteria = [Finding(id_, each, id_) for id_, each in zip("ABCD", found, strict=False)]
    assert (
        summary(
            ToldOf(determined(outcome, *criteria), tally(criteria), tuple(needed("agreement"))),
            WORDING,
            "H9999 Service",
        )
        == f"H9999 Service adult admission: {said}"
    )


def test_where_the_policy_is_silent_the_open_criterion_is_named() -> None:
    criteria = [Finding("A", "met", "Age"), Finding("B", "unknown", "Consent")]
    silence = (Missing("policy", "it does not say", ReasonCode.POLICY_SILENT),)
    silent = OpenItem("B", "Consent", (Need("", "", silence),))
    told = ToldOf(determined(Truth.UNKNOWN, *criteria), tally(criteria), (silent,))
    assert summary(told, WORDING, "H9999 Service").endswith(": 1 of 2 met. Missing: B. Consent")


def test_the_payer_is_named_where_two_policies_are_about_one_code() -> None:
    service = {"code": "H9999", "name": "A Service", "short_name": "Service"}
    first = policy(rule_set({"fact": "x"}), id="first")
    second = policy(
        rule_set({"fact": "x"}), id="second", source={"payer": "B Payer", "title": "T", "date": "undated"}
    )
    other = policy(rule_set({"fact": "x"}), id="other", service=service | {"code": "H8888"})
    assert service_names([first, other]) == {"first": "H9999 Service", "other": "H8888 Service"}
    assert service_names([first, second, other]) == {
        "first": "H9999 Service (A Payer)",
        "second": "H9999 Service (B Payer)",
        "other": "H8888 Service",
    }


def needed(*names: str) -> list[OpenItem]:
    """An open item for each of these names."""
    missing = (Missing("agreed", "nothing on file"),)
    return [OpenItem("A", "A", (Need(name, "the partner", missing),)) for name in names]


def said_of(title: str, outcome: Truth, found: list[Finding], items: list[OpenItem]) -> str:
    """The summary of a rule set of that title, without the service before it."""
    told = ToldOf(determined(outcome, *found, title=title), tally(found), tuple(items))
    said = summary(told, WORDING, "H9999 Service")
    assert len(said) <= 139
    return said.removeprefix(f"H9999 Service {title}: ")


NOT_MET = [Finding(id_, "not_met", f"Title of {id_}") for id_ in ("A.1", "B.1", "C.1")]


@pytest.mark.parametrize(
    ("length", "names"),
    [
        pytest.param(51, "A.1. Title of A.1, B.1. Title of B.1, C.1. Title of C.1", id="by their titles"),
        pytest.param(52, "A.1, B.1, C.1", id="by their letters, where titles are one character too long"),
        pytest.param(93, "A.1, B.1, C.1", id="by all their letters"),
        pytest.param(94, "A.1, 2 more", id="the first, where all letters are one character too long"),
        pytest.param(95, "A.1, 2 more", id="the first"),
        pytest.param(96, "3 more", id="as a number"),
    ],
)
def test_what_is_not_met_is_named_as_far_as_there_is_room(length: int, names: str) -> None:
    said = said_of("x" * length, Truth.NOT_MET, NOT_MET, [])
    assert said == f"3 of 3 not met ({names})"


OPEN = [Finding("A", "unknown", "A"), Finding("B", "met", "B")]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["family agreement", "CALOCUS"], "family agreement, CALOCUS"),
        (["twice", "once", "twice"], "twice, once"),
        (["first", "y" * 90, "third"], "first, third, 1 more"),
        (["y" * 90], "A. A"),
        (["y" * 90, "z" * 90], "A. A"),
        (["y" * 83, "z" * 90], "A. A"),
    ],
    ids=[
        "two names",
        "a name that two items lack for",
        "a name too long",
        "only a name too long",
        "several",
        "no room for how many more",
    ],
)
def test_what_is_missing_is_named(names: list[str], said: str) -> None:
    assert said_of("adult admission", Truth.UNKNOWN, OPEN, needed(*names)) == f"1 of 2 met. Missing: {said}"


def test_what_is_unread_is_in_the_headline_before_what_is_missing() -> None:
    unread = Missing("agreed", "the server did not answer", ReasonCode.UNREAD_LATE)
    found = [Finding("A", "unknown", "A", missing=(unread,)), *OPEN]
    said = said_of("adult admission", Truth.UNKNOWN, found, needed("agreement"))
    assert said == "the record could not be read in full; 1 of 3 met, 1 unread"


def test_where_plans_were_unread_too_the_headline_counts_what_is_not_met_and_unread() -> None:
    unread = Missing("agreed", "the server did not answer", ReasonCode.UNREAD_LATE)
    found = [Finding("A", "not_met", "A"), Finding("B", "unknown", "B", missing=(unread,)), *OPEN]
    told = ToldOf(determined(Truth.UNKNOWN, *found), tally(found), ())
    assert summary(told, WORDING, "H9999 Service", phase_is_read=False) == (
        "H9999 Service adult admission: 1 of 4 met, 1 not met, 1 unread; plans and orders could not be read, "
        "it may be a continued stay"
    )


def test_a_documented_not_met_is_named_before_what_is_unread() -> None:
    unread = Missing("agreed", "the server did not answer", ReasonCode.UNREAD_LATE)
    found = [Finding("A", "not_met", "A"), Finding("B", "unknown", "B", missing=(unread,))]
    assert said_of("adult admission", Truth.NOT_MET, found, []) == "1 of 2 not met (A. A); 1 unread"


@pytest.mark.parametrize("other", ["not_met", "unknown"])
def test_all_is_said_of_no_rule_set_with_a_criterion_that_is_open_or_not_met(other: str) -> None:
    found = [Finding("A", "met", "A"), Finding("B", "met", "B"), Finding("C", other, "C")]
    said = said_of("adult admission", Truth.MET, found, [])
    assert said == "2 of 3 criteria met, as many as are needed; for clinician review"


def test_a_title_that_is_too_long_by_itself_is_cut() -> None:
    told = ToldOf(determined(Truth.NOT_MET, *NOT_MET, title="x" * 130), tally(NOT_MET), ())
    said = summary(told, WORDING, "H9999 Service")
    assert said == f"H9999 Service {'x' * 124}…"
