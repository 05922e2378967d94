"""Short patients: what a case inherits, and how a mistake in one is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from criteria.strict_yaml import FileError
from service.samples.hook_request import emitted_of, hook_request
from service.samples.identities import Identities, opaque_id
from service.samples.search import prefetch_of
from service.samples.shorthand import SYSTEMS, Code
from tests.goldens.case import load_case
from tests.support.fhir import SERVER

GOOD = """\
title: A person.
as_of: 2026-03-01
assessed: {on: 2026-02-20}
patient: {birth_date: 1986-06-15, gender: female}
orders: [H2017]
conditions: [ICD10CM#F33.1 Depression]
answers: {lpha-recommends: yes, severity-social: severe, calocus-composite: 17}
expect: []
"""
TWIN = """\
title: A twin.
baseline: base
patient: {birth_date: 2004}
answers: {lpha-recommends: null}
expect: []
"""
TEMPLATES = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
}


def written(folder: Path, text: str, name: str = "case") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shorthand_stands_for_the_long_form(tmp_path: Path) -> None:
    case = load_case(written(tmp_path, GOOD))
    assert case.conditions[0].code == Code(SYSTEMS["ICD10CM"], "F33.1", "Depression")
    assert case.orders == (Code(SYSTEMS["HCPCS"], "H2017"),)
    assert [answer.value for answer in case.answers["calocus-composite"]] == ["17"]


def test_a_twin_states_only_its_difference(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "base")
    case = load_case(written(tmp_path, TWIN))
    assert (case.title, case.patient.birth_date, case.patient.gender) == ("A twin.", "2004", "female")
    assert [*case.answers] == ["severity-social", "calocus-composite"]
    assert case.conditions == load_case(tmp_path / "base.yaml").conditions


def test_a_twin_inherits_no_expectation(tmp_path: Path) -> None:
    written(tmp_path, GOOD, "base")
    with pytest.raises(FileError, match=r"expect: this key is required"):
        load_case(written(tmp_path, "title: A twin.\nbaseline: base\n"))


def test_an_answer_of_a_list_carries_its_day_in_its_id(tmp_path: Path) -> None:
    text = GOOD.replace(
        "severity-social: severe", "severity-social: [{value: extreme, on: 2025-09-05}, severe]"
    )
    ids = [resource["id"] for resource in emitted_of(load_case(written(tmp_path, text)))]
    assert "severity-social-2025-09-05" in ids
    assert "severity-social" in ids


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("conditions:", "condition:"),
            r"case.yaml:6: condition: this key is not known here; the nearest name is 'conditions'",
        ),
        (
            ("lpha-recommends", "lpha-recommend"),
            r"no input has this code; the nearest name is 'lpha-recommends'",
        ),
        (("orders:", "title: Again.\norders:"), r"case.yaml:5: title: the key stands here twice"),
        (("ICD10CM#F33.1", "ICD10#F33.1"), r"expected a code such as ICD10CM#F33.1"),
        (("A person.", "A person"), r"a title is a sentence"),
        (("expect: []", "expect: none"), r"expected a list with one item for each card"),
        (("expect: []", "baseline: another\nexpect: []"), r"baseline: another is no case here"),
        (("expect: []", "baseline: case\nexpect: []"), r"baseline: case leads back to itself"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = written(tmp_path, GOOD.replace(*change, 1))
    with pytest.raises(FileError, match=message):
        load_case(path)


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        ("left_out: [condition]", "discovery lists no prefetch key condition"),
        ("selected: [H0024]", "ServiceRequest/draft-H0024 is selected and not among the orders"),
        ("plans: [{id: a, title: A}, {id: a, title: B}]", "two resources are called CarePlan/a"),
    ],
)
def test_a_case_that_cannot_be_expanded_says_why(tmp_path: Path, addition: str, message: str) -> None:
    case = load_case(written(tmp_path, f"{GOOD}{addition}\n"))
    with pytest.raises(ValueError, match=message):
        hook_request("case", case, "order-select", TEMPLATES)


def test_a_chart_that_is_opened_has_no_draft_orders(tmp_path: Path) -> None:
    case = load_case(written(tmp_path, GOOD))
    with pytest.raises(ValueError, match="a chart that is opened has no draft orders"):
        hook_request("case", case, "patient-view", TEMPLATES)


def test_an_id_is_opaque_long_and_the_same_in_every_run() -> None:
    assert opaque_id("Patient", "patient") == "eG24xRWYEJScUP0nYmxkJ8s3"
    assert opaque_id("Condition", "F33.1") == "eDM9vgxEsQqzkmmW33VOPpQM6u8AiwW5wkID764Tv6TA3"
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", opaque_id("Observation", "any"))


def test_what_is_sent_under_opaque_ids_is_told_as_it_was_written(tmp_path: Path) -> None:
    case = load_case(written(tmp_path, GOOD))
    identities = Identities(emitted_of(case))
    sent = identities.as_sent({"reference": "Condition/F33.1", "fullUrl": f"{SERVER}/Condition/F33.1"})
    assert sent == {
        "reference": f"Condition/{opaque_id('Condition', 'F33.1')}",
        "fullUrl": f"{SERVER}/Condition/{opaque_id('Condition', 'F33.1')}",
    }
    assert identities.as_written({"detail": f"met ({sent['reference']}, today)"}) == {
        "detail": "met (Condition/F33.1, today)"
    }
    elsewhere = {"resourceType": "Condition", "id": "F33.2", "subject": {"reference": "Patient/other"}}
    assert identities.as_sent(elsewhere) == elsewhere


def test_a_search_parameter_nobody_thought_of_is_no_silence() -> None:
    with pytest.raises(ValueError, match="does not know the search parameter target-date=2026"):
        prefetch_of([], {"goals": "Goal?patient={{context.patientId}}&target-date=2026"})


def test_an_empty_search_has_a_total_and_no_entry(tmp_path: Path) -> None:
    case = load_case(written(tmp_path, GOOD.replace("conditions: [ICD10CM#F33.1 Depression]\n", "")))
    request = hook_request("case", case, "order-select", TEMPLATES)
    assert request["prefetch"]["conditions"] == {"resourceType": "Bundle", "type": "searchset", "total": 0}
