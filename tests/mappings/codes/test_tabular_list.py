"""The shipped code lists against the tabular list of ICD-10-CM: every leaf, every header, every twin."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mappings.codes.code_lists import ICD_10_CM, Membership, Memberships, Twin
from mappings.codes.code_systems import Token
from tests.mappings.codes.tabular_list import (
    RELEASE,
    exists,
    headers,
    in_remission,
    leaves,
    leaves_below,
    title,
)
from tests.mappings.reading import mapping_for
from tests.support.fhir import ICD, SNOMED

CHAPTERS = ("F01-F99", "R40-R46", "Z55-Z76")
"""What the lists draw on."""
TERMINOLOGY = mapping_for("").terminology
DRUGS = ("F10-F16", "F18-F19")
USE_DISORDERS = frozenset(code for code in leaves(*DRUGS) if code[4] in "12")
OTHER_USE = leaves(*DRUGS) - USE_DISORDERS
ORGANIC = leaves("F01-F09")
HABIT = frozenset({"F98.8"})
DELIRIUM = leaves("F05")

MEMBERS: Mapping[str, frozenset[str]] = {
    "bipolar": leaves("F30-F31"),
    "major-depression": leaves("F32-F33") - {"F32.81", "F32.89", "F32.A", "F33.8"},
    "psychotic": leaves("F20-F29"),
    "sud": USE_DISORDERS,
    "sed-eligible": (ORGANIC - DELIRIUM) | (leaves("F20-F69", "F90-F99") - leaves("F55") - HABIT),
    "mental-disorder": leaves("F20-F69", "F90-F99") - HABIT,
    "dsm-diagnosis": USE_DISORDERS | (leaves("F20-F99") - HABIT),
    "z-candidate": leaves("Z55-Z65") | {"Z69.010", "Z69.020", "Z72.810"} | leaves_below("Z73.81"),
}
NEAR: Mapping[str, frozenset[str]] = {
    "bipolar": ORGANIC | {"F34.0"},
    "major-depression": ORGANIC | {"F32.81", "F32.89", "F32.A", "F33.8", "F34.1", "F39", "F53.0"},
    "psychotic": ORGANIC | {"F53.1"},
    "sud": ORGANIC | OTHER_USE | leaves("F17") | {"Z72.0"},
    "sed-eligible": DELIRIUM | leaves("F10-F19", "F55", "F70-F89") | HABIT,
    "mental-disorder": ORGANIC | leaves("F10-F19", "F70-F89") | HABIT,
    "dsm-diagnosis": ORGANIC | OTHER_USE | leaves("F17") | HABIT,
    "z-candidate": (leaves("Z69") | leaves_below("Z72.81")) - {"Z69.010", "Z69.020", "Z72.810"},
}


def memberships(system: str, code: str) -> Memberships:
    return TERMINOLOGY.memberships(Token(system, code)) or {}


def roles(value_set: str, codes: list[str] | frozenset[str]) -> dict[str, str]:
    """The role of each code that the set knows."""
    known = {code: memberships(ICD, code).get(value_set) for code in codes}
    return {code: membership.role for code, membership in known.items() if membership}


@pytest.mark.parametrize("value_set", MEMBERS)
def test_a_list_holds_each_leaf_of_its_rule_and_no_other(value_set: str) -> None:
    members, near = MEMBERS[value_set], NEAR[value_set]
    over = in_remission(members)
    assert roles(value_set, leaves(*CHAPTERS)) == {
        **dict.fromkeys(members - over, "code"),
        **dict.fromkeys(over, "remission"),
        **dict.fromkeys(near, "review"),
    }


@pytest.mark.parametrize(
    ("value_set", "count"), [("bipolar", 37), ("major-depression", 15), ("psychotic", 18), ("sud", 291)]
)
def test_a_rule_comes_to_as_many_codes_as_its_source_counts(value_set: str, count: int) -> None:
    assert len(MEMBERS[value_set]) == count


@pytest.mark.parametrize("value_set", MEMBERS)
def test_a_header_has_the_role_that_all_its_real_leaves_give_it(value_set: str) -> None:
    expected = {header: _role_by_leaves(value_set, header) for header in headers(*CHAPTERS)}
    assert roles(value_set, headers(*CHAPTERS)) == {header: role for header, role in expected.items() if role}


def _role_by_leaves(value_set: str, header: str) -> str:
    """A header with a leaf that the set does not know is itself unknown; F31.7 and F33.4 are mostly over."""
    below = leaves_below(header)
    leaf_roles = roles(value_set, below)
    if len(leaf_roles) < len(below):
        return ""
    if "review" in leaf_roles.values():
        return "review"
    over = [role for role in leaf_roles.values() if role == "remission"]
    return "remission" if 2 * len(over) > len(below) else "header"


def test_every_icd_10_cm_code_of_every_list_is_in_the_tabular_list() -> None:
    for value_set in TERMINOLOGY.value_sets.values():
        groups = (value_set.codes, value_set.headers, value_set.remission)
        for codes in (*groups, *(group.codes for group in value_set.review)):
            assert [code for code in codes.get(ICD_10_CM, ()) if not exists(code)] == []


def test_each_list_names_the_release_of_the_tabular_list_it_was_held_against() -> None:
    for value_set in TERMINOLOGY.value_sets.values():
        assert value_set.release == (RELEASE if ICD_10_CM in value_set.codes else None)
    assert TERMINOLOGY.twins.release == RELEASE


@pytest.mark.parametrize("twin", TERMINOLOGY.twins.twins, ids=lambda twin: twin.code)
def test_a_snomed_id_has_the_role_of_its_twin_in_every_set(twin: Twin) -> None:
    assert twin.code in leaves(*CHAPTERS)
    assert twin.title == title(twin.code)
    known = memberships(ICD, twin.code)
    over = {name: Membership("remission") if each.role == "code" else each for name, each in known.items()}
    assert known
    assert all(memberships(SNOMED, code) == known for code in twin.snomed)
    assert all(memberships(SNOMED, code) == over for code in twin.in_remission)


def test_only_what_icd_10_cm_cannot_say_is_in_remission_beside_its_twin() -> None:
    assert in_remission(twin.code for twin in TERMINOLOGY.twins.twins if twin.in_remission) == frozenset()


def test_an_id_left_out_is_in_no_set() -> None:
    for group in TERMINOLOGY.twins.left_out:
        assert [code for code in group.snomed if memberships(SNOMED, code)] == []


def test_an_id_is_in_a_list_of_its_own_only_for_organ_damage_or_a_plan() -> None:
    own = {name: each for name, each in TERMINOLOGY.value_sets.items() if "snomed" in each.codes}
    assert set(own) == {"mental-health-care-plan"}
    groups = [
        (name, group.reason)
        for name, each in TERMINOLOGY.value_sets.items()
        for group in each.review
        if "snomed" in group.codes
    ]
    assert groups == [("sud", "organ damage is not the disorder of use behind it")]


@pytest.mark.parametrize(
    ("code", "value_set", "role"),
    [
        pytest.param("48500005", "psychotic", "code", id="delusional disorder is F22"),
        pytest.param("61831009", "psychotic", "code", id="induced psychosis is F24"),
        pytest.param("1204417003", "psychotic", "code", id="early schizophrenia is schizophrenia"),
        pytest.param("69322001", "psychotic", "code", id="psychosis of no stated type is F29"),
        pytest.param("31027006", "psychotic", "code", id="the schizotypal is F21, of the spectrum"),
        pytest.param("4926007", "psychotic", "remission", id="schizophrenia may be in remission"),
        pytest.param("723900003", "psychotic", "code", id="partial remission is presence"),
        pytest.param("441833000", "psychotic", "review", id="catatonia of any cause is F06.1"),
        pytest.param("18260003", "psychotic", "review", id="psychosis after childbirth is F53.1"),
        pytest.param("441704009", "psychotic", None, id="affective psychosis is F39"),
        pytest.param("441704009", "major-depression", "review", id="affective psychosis is near depression"),
        pytest.param("51443000", "psychotic", None, id="psychosis from a drug is of F15"),
        pytest.param("191586008", "bipolar", "code", id="a manic episode is F30"),
        pytest.param("191590005", "bipolar", "code", id="recurrent mania is F31.89"),
        pytest.param("191588009", "bipolar", "remission", id="mania in full remission is F30.4"),
        pytest.param("231444002", "bipolar", "review", id="organic bipolar disorder is F06.3"),
        pytest.param("76105009", "bipolar", "review", id="cyclothymia is near"),
        pytest.param("370143000", "major-depression", "code", id="major depression NOS is F32.9"),
        pytest.param("35489007", "major-depression", "review", id="depression NOS is F32.A"),
        pytest.param("310496002", "major-depression", "review", id="moderate depression is F32.A"),
        pytest.param("78667006", "major-depression", "review", id="dysthymia is F34.1"),
        pytest.param("7200002", "sud", "code", id="alcoholism is dependence"),
        pytest.param("785277001", "sud", "code", id="harmful use is abuse"),
        pytest.param("288861000119108", "sud", "code", id="a disorder due to dependence names it"),
        pytest.param("191480000", "sud", "review", id="withdrawal from alcohol alone is no SUD"),
        pytest.param("703849002", "sud", "review", id="withdrawal from a benzodiazepine alone is no SUD"),
        pytest.param("27956007", "sud", "review", id="intoxication is no SUD"),
        pytest.param("34938008", "sud", "review", id="an induced disorder is no SUD"),
        pytest.param("281004", "sud", "review", id="dementia from alcohol is no SUD"),
        pytest.param("416714005", "sud", "review", id="flashbacks are no SUD"),
        pytest.param("97571000119109", "sud", "review", id="a blood finding is no SUD"),
        pytest.param("95661003", "sud", None, id="ergotamine is no drug of abuse"),
        pytest.param("191813001", "sud", "remission", id="alcoholism may be in remission"),
        pytest.param("56294008", "sud", "review", id="nicotine dependence is tobacco"),
        pytest.param("52448006", "sed-eligible", "code", id="the SED counts biological etiology"),
        pytest.param("2776000", "sed-eligible", "review", id="delirium is no SED"),
        pytest.param("280982009", "sed-eligible", "review", id="laxative abuse is no SED"),
        pytest.param("408856003", "sed-eligible", "review", id="autism alone is no SED"),
        pytest.param("86765009", "sed-eligible", "review", id="intellectual disability alone is no SED"),
        pytest.param("719600006", "dsm-diagnosis", None, id="a genetic syndrome is no DSM diagnosis"),
        pytest.param("23560001", "dsm-diagnosis", "code", id="Asperger's disorder is a DSM diagnosis"),
        pytest.param("191501001", "mental-disorder", "review", id="a confusional state is F05"),
        pytest.param("1177002007", "mental-disorder", None, id="a tic of prion disease is G25.6"),
        pytest.param("568005", "mental-disorder", "code", id="a tic disorder is F95"),
        pytest.param("698699000", "mental-disorder", "remission", id="any disorder may be in remission"),
    ],
)
def test_a_snomed_id_is_where_its_twin_is(code: str, value_set: str, role: str | None) -> None:
    membership = memberships(SNOMED, code).get(value_set)
    assert (membership.role if membership else None) == role
