"""A score counts while the instrument is right for the age."""

from __future__ import annotations

import pytest

from tests.mappings.reading import Reader
from tests.mappings.scores.instruments import CALOCUS, CBCL, PSI
from tests.support.fhir import patient, score


@pytest.mark.parametrize(
    ("code", "birth_date", "on", "fits"),
    [
        pytest.param(PSI, "2026-01-20", "2026-02-20", True, id="PSI at one month"),
        pytest.param(PSI, "2024-08-21", "2026-02-20", True, id="PSI the day before 18 months"),
        pytest.param(PSI, "2024-08-20", "2026-02-20", False, id="PSI at 18 months"),
        pytest.param(PSI, "2024-08-31", "2026-02-27", True, id="PSI the day before 18 months of a 31st"),
        pytest.param(PSI, "2024-08-31", "2026-02-28", False, id="PSI at 18 months of a 31st"),
        pytest.param(CBCL, "2024-08-21", "2026-02-20", False, id="CBCL the day before 18 months"),
        pytest.param(CBCL, "2024-08-20", "2026-02-20", True, id="CBCL at 18 months"),
        pytest.param(CBCL, "2020-02-21", "2026-02-20", True, id="CBCL the day before the sixth birthday"),
        pytest.param(CBCL, "2020-02-20", "2026-02-20", False, id="CBCL on the sixth birthday"),
        pytest.param(CBCL, "2020-02-29", "2026-02-28", True, id="CBCL on 28 February, born on the 29th"),
        pytest.param(CBCL, "2020-02-29", "2026-03-01", False, id="CBCL on 1 March, born on 29 February"),
        pytest.param(
            CALOCUS, "2020-02-29", "2026-02-28", False, id="CALOCUS on 28 February, born on the 29th"
        ),
        pytest.param(CALOCUS, "2020-02-29", "2026-03-01", True, id="CALOCUS on 1 March, born on 29 February"),
        pytest.param(CALOCUS, "2020-02-21", "2026-02-20", False, id="CALOCUS before the sixth birthday"),
        pytest.param(CALOCUS, "2020-02-20", "2026-02-20", True, id="CALOCUS on the sixth birthday"),
        pytest.param(
            CALOCUS, "2007-02-21", "2026-02-20", True, id="CALOCUS the day before the 19th birthday"
        ),
        pytest.param(CALOCUS, "2007-02-20", "2026-02-20", False, id="CALOCUS on the 19th birthday"),
    ],
)
def test_a_score_counts_while_the_tool_is_right_for_the_age(
    facts: Reader, code: str, birth_date: str, on: str, fits: bool
) -> None:
    fact = facts(patient(birth_date), score(code, 60 if code != CALOCUS else 17, on))[code]
    assert (fact.value is not None) is fits
    if not fits:
        assert fact.reason == f"taken on {on}, when this was not the tool for the age"
        assert fact.hints[0].value == (60 if code != CALOCUS else 17)


def test_a_psi_of_a_newborn_is_below_its_norms(facts: Reader) -> None:
    fact = facts(patient("2026-01-20"), score(PSI, 60, "2026-02-19"))[PSI]
    assert (fact.value, fact.reason) == (None, "taken on 2026-02-19; the PSI is normed from 1 month")


@pytest.mark.parametrize(
    ("birth_date", "on", "number", "reason"),
    [
        pytest.param(
            "2020",
            "2026-02-20",
            None,
            "the age at the time of the score cannot be told",
            id="born in a year that leaves the age in doubt",
        ),
        pytest.param("2019", "2026-02-20", 17, "", id="born in a year that leaves no doubt"),
        pytest.param(
            "2020-02",
            "2026-02-20",
            None,
            "the age at the time of the score cannot be told",
            id="born in a month that leaves the age in doubt",
        ),
        pytest.param("2020-01", "2026-02-20", 17, "", id="born in a month that leaves no doubt"),
        pytest.param(
            None, "2026-02-20", None, "the age at the time of the score cannot be told", id="no birth date"
        ),
        pytest.param(
            "2020-02-10",
            "2026-02",
            None,
            "the age at the time of the score cannot be told",
            id="a score of a month",
        ),
        pytest.param("2020-01-31", "2026-02", 17, "", id="a score of a month that leaves no doubt"),
        pytest.param(
            "2021",
            "2026-02-20",
            None,
            "taken on 2026-02-20, when this was not the tool for the age",
            id="taken when the child was too young for the tool",
        ),
    ],
)
def test_a_coarse_birth_date_may_leave_the_age_at_the_score_open(
    facts: Reader, birth_date: str | None, on: str, number: int | None, reason: str
) -> None:
    fact = facts(patient(birth_date), score(CALOCUS, 17, on))[CALOCUS]
    assert fact.value == number
    assert fact.reason == reason
