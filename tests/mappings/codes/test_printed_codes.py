"""Codes as texts print them: what each form holds, and what is no form of them."""

from __future__ import annotations

import pytest

from mappings.codes.printed_codes import could_be_hcpcs, printed_range, written_codes


@pytest.mark.parametrize(
    ("printed", "inside", "outside"),
    [
        pytest.param("F20-F29", ["F20", "F20.0", "F2081", "F29"], ["F19.99", "F30", "G20"], id="categories"),
        pytest.param(
            "F20.0-F20.9", ["F20.0", "F20.81", "F20.9"], ["F20", "F21", "F20.A"], id="of one category"
        ),
        pytest.param("F200 - F209", ["F20.0", "F20.81", "F20.9"], ["F19", "F21"], id="without dots"),
        pytest.param("F20.0 \u2013 F29", ["F20.0", "F25.1", "F29"], ["F20", "F30.0"], id="with a long dash"),
        pytest.param("F30.10 to F39", ["F30.10", "F30.11", "F39"], ["F30.1", "F40"], id="in words"),
        pytest.param("f20.0 through f20.3", ["F20.3"], ["F20.5"], id="in small letters"),
        pytest.param("F20.-", ["F20", "F20.0", "F20.81"], ["F21", "F2"], id="a category by a dash"),
        pytest.param("F20.x", ["F20.0", "F20.89"], ["F21"], id="a category by an x"),
        pytest.param("F31.8XX", ["F31.81", "F31.89"], ["F31.7", "F31.9"], id="a subcategory by two"),
        pytest.param("F20*", ["F20", "F20.5"], ["F21"], id="a category by a star"),
    ],
)
def test_a_range_holds_what_is_between_and_below_its_ends(
    printed: str, inside: list[str], outside: list[str]
) -> None:
    codes = printed_range(printed)
    assert not codes.is_one
    held = [code for code in (*inside, *outside) if codes.holds(code.replace(".", ""))]
    assert held == inside


@pytest.mark.parametrize("printed", ["F20.0", "F200", " f20.0 "])
def test_a_code_is_one_with_dots_and_without(printed: str) -> None:
    codes = printed_range(printed)
    assert (codes.first, codes.last, codes.is_one) == ("F200", "F200", True)


@pytest.mark.parametrize(
    ("printed", "problem"),
    [
        pytest.param("schizophrenia", "'schizophrenia' is no code of ICD-10-CM", id="a word"),
        pytest.param("295.30", "'295.30' is no code of ICD-10-CM", id="ICD-9-CM"),
        pytest.param("F2O.0", "'F2O.0' is no code of ICD-10-CM", id="the letter O for a zero"),
        pytest.param("F20,F21", "'F20,F21' is no code of ICD-10-CM", id="two in one"),
        pytest.param("F20.00000", "'F20.00000' is no code of ICD-10-CM", id="too long"),
        pytest.param("F29-F20", "'F29-F20' ends before it begins", id="a range backward"),
        pytest.param("F20.9-F20.0", "'F20.9-F20.0' ends before it begins", id="a fine one backward"),
    ],
)
def test_what_is_no_form_of_a_code_is_refused_by_name(printed: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        printed_range(printed)


def test_a_range_touches_the_categories_that_it_reaches_into() -> None:
    codes = printed_range("Z55.9-Z60")
    assert [start for start in ("Z54", "Z55", "Z57", "Z60", "Z61") if codes.touches(start)] == [
        *("Z55", "Z57", "Z60")
    ]


@pytest.mark.parametrize(
    ("alias", "printed", "codes"),
    [
        pytest.param("hcpcs", "H2017", ["H2017"], id="a service"),
        pytest.param("hcpcs", " s9484 ", ["S9484"], id="in small letters"),
        pytest.param("hcpcs", "S9484-S9485", ["S9484", "S9485"], id="a range of services"),
        pytest.param("hcpcs", "H0036 through H0038", ["H0036", "H0037", "H0038"], id="in words"),
        pytest.param("cpt", "90839\u201390840", ["90839", "90840"], id="with a long dash"),
        pytest.param("cpt", "0591T", ["0591T"], id="a code of category III"),
        pytest.param("loinc", "44261-6", ["44261-6"], id="of LOINC"),
        pytest.param("snomed", "58214004", ["58214004"], id="of SNOMED CT"),
        pytest.param("own", "any text", ["any text"], id="of a system whose form is not known"),
    ],
)
def test_a_code_of_another_system_is_itself_or_each_of_a_range(
    alias: str, printed: str, codes: list[str]
) -> None:
    assert [*written_codes(alias, printed)] == codes


@pytest.mark.parametrize(
    ("alias", "printed", "problem"),
    [
        pytest.param("hcpcs", "S94.80", "'S94.80' is no code of hcpcs: a letter and four", id="with a dot"),
        pytest.param("hcpcs", "H-0035", "'H-0035' is no code of hcpcs", id="with a dash in it"),
        pytest.param("hcpcs", "banana", "'banana' is no code of hcpcs", id="a word"),
        pytest.param("hcpcs", "59480", "'59480' is no code of hcpcs", id="a digit for its letter"),
        pytest.param("hcpcs", "H2017-HE", "'H2017-HE' is no code of hcpcs", id="with a modifier"),
        pytest.param("hcpcs", "H0036-H0037-H0038", "is no code of hcpcs", id="three ends"),
        pytest.param("hcpcs", "H0036-S0037", "'H0036-S0037' is no range", id="of two letters"),
        pytest.param("hcpcs", "H0038-H0036", "ends before it begins", id="backward"),
        pytest.param("hcpcs", "H0000-H9999", "stands for more than 200 codes", id="of all there are"),
        pytest.param("cpt", "908.39", "'908.39' is no code of cpt: five characters", id="a dotted CPT code"),
        pytest.param("cpt", "0591T-0592T", "'0591T-0592T' is no range", id="ends in letters"),
        pytest.param("loinc", "44261", "'44261' is no code of loinc", id="without its check digit"),
        pytest.param("snomed", "schizophrenia", "is no code of snomed", id="a word for a concept"),
    ],
)
def test_what_has_not_the_form_of_its_system_is_refused(alias: str, printed: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        list(written_codes(alias, printed))


def test_a_code_that_could_be_of_hcpcs_is_told() -> None:
    assert [*could_be_hcpcs(["H2017", "F2081", "h0040", "H20.17", "Z5941"])] == ["H2017", "h0040"]
