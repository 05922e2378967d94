"""What a brief card says of what is met: who said it, since when, and until when."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from criteria.facts import Author, Evidence, License
from criteria.findings import Finding, Missing
from criteria.truth import Truth
from tests.cds_cards.small import POPULATION
from tests.cds_cards.small_brief import (
    MOTHER,
    NURSE,
    detail,
    found,
    open_finding,
    said,
)


@pytest.mark.parametrize(
    ("evidence", "line"),
    [
        pytest.param([said("yes")], "family agreement", id="a yes is the fact itself"),
        pytest.param([said(17, "score")], "the score 17", id="a value"),
        pytest.param(
            [said("2026-01-15", "risk")], "risk Jan 15", id="a date of this year is told without it"
        ),
        pytest.param([said("2025-12-31", "risk")], "risk Dec 31, 2025", id="a date of another year with it"),
        pytest.param(
            [said("severe", "risk"), said("extreme", "risk", note="baseline")],
            "risk severe, extreme (baseline)",
            id="two values of one fact",
        ),
        pytest.param(
            [
                said("yes"),
                Evidence("disorder", "Condition/1", "2025-11-05", "s|F34.81", "active", display="DMDD"),
            ],
            "family agreement; F34.81 (DMDD) active (from the record)",
            id="what the record tells by itself stands apart",
        ),
        pytest.param(
            [msgspec.structs.replace(said(17, "score"), code="https://ehr.example/row|5001")],
            "the score 17",
            id="an answer is called by its question, not by a code of the EHR",
        ),
        pytest.param(
            [said("yes"), said("yes", "risk", day="2026-02-12")],
            "family agreement; risk (Feb 12)",
            id="another day",
        ),
        pytest.param(
            [said("yes"), said("yes", "score"), said("yes", "risk", by=MOTHER)],
            "family agreement; the score; risk (risk by Cleo Fay (mother))",
            id="another person, with what that person gave",
        ),
        pytest.param(
            [said("moderate", "risk", by=MOTHER, day="2026-02-26"), said("yes"), said("yes", "score")],
            "risk moderate; family agreement; the score (risk Feb 26 by Cleo Fay (mother))",
            id="another person on another day, with what that person gave",
        ),
    ],
)
def test_a_met_criterion_is_one_line(evidence: list[Evidence], line: str) -> None:
    header, told, *_ = detail(found(Truth.MET, Finding("A", "met", "Title", evidence=tuple(evidence))))
    assert header == "**Met (1)**, attested Feb 20 by Ada Obi, LPC, license on the site's list"
    assert told == f"- **A** {line}"


@pytest.mark.parametrize(
    ("by", "name"),
    [
        (NURSE, "by Ben Roe, RN, license not checked"),
        (
            Author("Practitioner/3", license=License.NOT_LISTED),
            "by a practitioner, license not on the site's list",
        ),
        (
            Author("Practitioner/3", license=License.UNREAD),
            "by a practitioner, license could not be read",
        ),
        (
            Author("Practitioner/3", "R. Levy, LPC", "LPC", License.ENDED),
            "by R. Levy, LPC, license had ended",
        ),
        (Author("Practitioner/3", "R. Levy LPC, MA", "lpc"), "by R. Levy LPC, MA"),
        (Author("Practitioner/3", "R. Levy, LPCA", "LPC"), "by R. Levy, LPCA, LPC"),
        (MOTHER, "by Cleo Fay (mother)"),
        (
            Author("Practitioner/4", "Anne-Marie de Featherstonehaugh, LPC"),
            "by A.-M. de Featherstonehaugh, LPC",
        ),
        (
            Author("RelatedPerson/2", "Oluwaseun Adebayo Montgomery (his mother)"),
            "by O. A. Montgomery (his mother)",
        ),
        (Author("Practitioner/5", "Featherstonehaugh-Okonkwo, Anne"), "by Featherstonehaugh-Okonkwo, Anne"),
        (
            Author("Practitioner/6", "(Featherstonehaugh-Okonkwo, Anne)"),
            "by (Featherstonehaugh-Okonkwo, Anne)",
        ),
        (Author("x"), "by someone whose name was not sent"),
    ],
)
def test_who_attested_it_is_said_as_it_was_sent(by: Author, name: str) -> None:
    header, *_ = detail(found(Truth.MET, Finding("A", "met", "Title", evidence=(said("yes", by=by),))))
    assert header == f"**Met (1)**, attested Feb 20 {name}"


def test_once_as_many_as_are_needed_are_met_the_open_ones_are_folded() -> None:
    parts = (
        Finding("A.1", "met", "First", evidence=(said("yes"),)),
        open_finding("A.2", Missing("risk", "a rater can supply it")),
    )
    lines = detail(found(Truth.MET, Finding("A", "met", "Either", criteria=parts)))
    assert lines[1:] == ["- **A** 1 of 2: family agreement"]


def test_a_code_is_told_once_on_a_card() -> None:
    coded = Evidence("disorder", "Condition/1", "", "s|F34.81", "active")
    criteria = [
        Finding("A", "met", "First", evidence=(coded,)),
        Finding("B", "met", "Second", evidence=(coded, said("yes", "present"))),
    ]
    assert detail(found(Truth.MET, *criteria))[1:] == [
        "- **A** F34.81 active (from the record)",
        "- **B** SED present",
    ]


def test_a_criterion_that_does_not_apply_says_why() -> None:
    why = (Evidence("score", value="public", note="set by the site"),)
    criteria = [Finding("A", "met", "First"), Finding("I", "not_applicable", "Score", evidence=why)]
    assert detail(found(Truth.MET, *criteria)) == [
        "**Met (1), does not apply (1)**, from the record",
        "- **A** First",
        "- **I** Score: does not apply; the score public (set by the site)",
    ]


def test_that_there_is_none_counts_as_the_no_that_it_is_where_as_many_as_are_needed_are_met() -> None:
    parts = (
        Finding("A.1", "met", "First", evidence=(said("moderate", "risk"),)),
        Finding("A.2", "not_met", "Second", evidence=(said("none", "score"),)),
    )
    criteria = [Finding("A", "met", "Either", criteria=parts), Finding("B", "not_met", "B")]
    assert detail(found(Truth.NOT_MET, *criteria))[-1].endswith(": **A** 1 of 2, risk moderate")


def test_a_rule_set_inside_another_is_one_line_with_what_it_rests_on() -> None:
    nested = (
        POPULATION,
        Finding("A", "met", "First", evidence=(said("yes"),)),
        Finding("B", "met", "Second", evidence=(said(17, "score"),)),
    )
    stay = found(Truth.MET, Finding("A", "met", "Admission criteria still met", criteria=nested), of="stay")
    assert detail(stay)[1] == "- **A** Admission criteria still met, 2 of 2: the score 17"


def test_what_lapses_first_is_told_last_by_its_sub_item() -> None:
    parts = (Finding("B.1", "met", "First", counts_until="2027-01-12"), Finding("B.2", "met", "Second"))
    criteria = [
        Finding("A", "met", "First", counts_until="2027-05-01"),
        Finding("B", "met", "Second", criteria=parts, counts_until="2027-01-12"),
    ]
    assert detail(found(Truth.MET, *criteria))[-1] == "First to lapse: B.1, Jan 12, 2027."


def test_what_lapses_first_in_a_rule_set_inside_another_is_told_by_both() -> None:
    nested = (POPULATION, Finding("E", "met", "Third", counts_until="2026-04-15"))
    stay = Finding("D", "met", "Admission criteria still met", criteria=nested, counts_until="2026-04-15")
    assert detail(found(Truth.MET, stay, of="stay"))[-1] == "First to lapse: D (E), Apr 15."


@pytest.mark.parametrize(
    ("until", "line"),
    [
        pytest.param("2026-04-30", "First to lapse: Adult, Apr 30.", id="before the criteria"),
        pytest.param("2026-05-01", "First to lapse: Adult, May 1.", id="with them"),
        pytest.param("2026-05-02", "First to lapse: A, May 1.", id="after them"),
    ],
)
def test_the_end_of_a_population_is_told_by_its_title(until: str, line: str) -> None:
    determination = found(Truth.MET, Finding("A", "met", "First", counts_until="2026-05-01"))
    population = replace(POPULATION, counts_until=until)
    assert detail(replace(determination, population=population))[-1] == line


def test_criteria_that_lapse_together_are_counted() -> None:
    criteria = [Finding(id_, "met", "First", counts_until="2026-05-01") for id_ in "AB"]
    assert detail(found(Truth.MET, *criteria))[-1] == "First to lapse: 2 criteria, May 1."
