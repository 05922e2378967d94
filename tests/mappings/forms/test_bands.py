"""The bands of age that a form tells apart: where they end, and how a birth date finds its own."""

from __future__ import annotations

from datetime import date

import pytest

from criteria.spans import BirthDate, parse_birth_date
from mappings.forms.bands import age_expression, band_of, bands, code_of
from tests.mappings.forms.shipped import FORMS, PEER, PRS
from tests.support.fhir import ON

BANDS = {
    "a policy of several tools and populations": (
        f"{PRS}-admission",
        [
            "below-18-months",
            "from-18-months-below-6-years",
            "from-6-years-below-7-years",
            "from-7-years-below-18-years",
            "from-18-years-below-19-years",
            "from-19-years-below-22-years",
            "from-22-years",
        ],
    ),
    "a policy for adults": (f"{PEER}-admission", ["below-21-years", "from-21-years"]),
    "a form for everyone": (f"{PEER}-discharge", [""]),
}


@pytest.mark.parametrize(("form", "codes"), BANDS.values(), ids=list(BANDS))
def test_a_form_tells_apart(form: str, codes: list[str]) -> None:
    assert [code_of(band) for band in bands(FORMS[form])] == codes


def test_the_age_is_found_by_fhirpath_between_two_birthdays() -> None:
    assert age_expression(FORMS[f"{PEER}-admission"]) == (
        "%questionnaire.item.where(linkId = 'about').item.where(linkId = 'age').answerOption.value.where("
        "(code = 'below-21-years' and %patient.birthDate + 21 years > today()) or "
        "(code = 'from-21-years' and %patient.birthDate + 21 years <= today()))"
    )
    assert (
        "(code = 'from-18-months-below-6-years' and %patient.birthDate + 18 months <= today() "
        "and %patient.birthDate + 6 years > today())"
    ) in age_expression(FORMS[f"{PRS}-admission"])


BORN = {
    "the day before 18 months": ("2024-09-02", "below-18-months"),
    "the day of 18 months": ("2024-09-01", "from-18-months-below-6-years"),
    "the day before the 22nd birthday": ("2004-03-02", "from-19-years-below-22-years"),
    "the 22nd birthday": ("2004-03-01", "from-22-years"),
    "a leap day, kept on 1 March": ("2004-02-29", "from-22-years"),
    "a year of which all are of one band": ("1990", "from-22-years"),
    "a year that two bands share": ("2004", None),
    "a month that two bands share": ("2004-03", None),
    "a month of which all are of one band": ("2004-02", "from-22-years"),
}


@pytest.mark.parametrize(("written", "code"), BORN.values(), ids=list(BORN))
def test_somebody_is_of_the_band(written: str, code: str | None) -> None:
    born: BirthDate = parse_birth_date(written)
    band = band_of(FORMS[f"{PRS}-admission"], born, ON)
    assert (code_of(band) if band else None) == code


def test_a_day_is_given() -> None:
    born = parse_birth_date("2005-03-01")
    found = [band_of(FORMS[f"{PEER}-admission"], born, on) for on in (date(2026, 2, 28), date(2026, 3, 1))]
    assert [band and code_of(band) for band in found] == ["below-21-years", "from-21-years"]
