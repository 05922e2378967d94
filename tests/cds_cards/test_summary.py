"""The one sentence that is read first: its numbers, and that it stays short whatever a policy is called."""

from __future__ import annotations

import pytest

from cds_cards.summary import service_names, summary
from cds_cards.wording import load_wording
from criteria.findings import Finding
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
            "1 of 2 criteria met, 1 undocumented",
            id="a criterion that does not apply is not counted beside an open one",
        ),
        pytest.param(
            Truth.NOT_MET,
            ["not_met", "not_applicable", "unknown", "met"],
            "1 of 3 criteria not met (no. A); 1 met, 1 undocumented",
            id="a criterion that does not apply is not counted beside one that is not met",
        ),
    ],
)
def test_the_numbers_are_of_the_criteria_that_apply(outcome: Truth, found: list[str], said: str) -> None:
    criteria = [Finding(id_, each, id_) for id_, each in zip("ABCD", found, strict=False)]
    assert (
        summary(determined(outcome, *criteria), WORDING, "H9999 Service")
        == f"H9999 Service adult admission: {said}"
    )


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


NOT_MET = [Finding(id_, "not_met", id_) for id_ in ("A.1", "B.1", "C.1")]


@pytest.mark.parametrize(
    ("length", "ids"),
    [
        (80, "A.1, B.1, C.1"),
        (81, "A.1, B.1 ..."),
        (82, "A.1 ..."),
        (86, "A.1 ..."),
        (87, "..."),
        (90, "..."),
    ],
)
def test_ids_that_would_make_it_too_long_are_left_out_from_the_end(length: int, ids: str) -> None:
    title = "x" * length
    said = summary(determined(Truth.NOT_MET, *NOT_MET, title=title), WORDING, "H9999 Service")
    assert said == f"H9999 Service {title}: 3 of 3 criteria not met (no. {ids})"
    assert len(said) <= 139


def test_a_title_that_is_too_long_by_itself_is_cut() -> None:
    said = summary(determined(Truth.NOT_MET, *NOT_MET, title="x" * 130), WORDING, "H9999 Service")
    assert said == f"H9999 Service {'x' * 125}"
