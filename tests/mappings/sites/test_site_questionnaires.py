"""`questionnaires` of a site's file: its own forms answer facts item by item, and no other form does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from criteria.truth import Truth
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader, said
from tests.mappings.sites.refused import refusal
from tests.support.bundles import bundle
from tests.support.fhir import (
    BASE,
    OWN,
    SEVERITY,
    YES,
    Json,
    coding,
    item,
    patient,
    questionnaire_response,
    service_start,
    yes,
)

URL = "https://ehr.example/Questionnaire/intake"
ITEMS = "items: {'1.1': least-restrictive, '2': severity-social}"
SCALE = "scale: {none: 1, mild: 2, moderate: 3, severe: 4, extreme: 5}"
SITE = f"questionnaires: [{{url: '{URL}', {ITEMS}, {SCALE}}}]"
PINNED = f"questionnaires: [{{url: '{URL}', version: '2', {ITEMS}, {SCALE}}}]"


def answered(link_id: str, answer: Json, form: str = URL, **elements: Any) -> Json:
    return questionnaire_response(item(link_id, answer), questionnaire=form, **elements)


LEAST = answered("1.1", {"valueBoolean": True})


def test_an_item_answers_the_fact_that_the_file_gives_it(facts: Reader) -> None:
    fact = facts(LEAST, site=SITE)["least-restrictive"]
    assert fact.value is MET
    assert [(each.reference, each.code) for each in fact.evidence] == [
        ("QuestionnaireResponse/q1", f"{URL}|1.1")
    ]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(answered("1.2", {"valueBoolean": True}), id="an item that the file does not name"),
        pytest.param(
            answered("least-restrictive", {"valueBoolean": True}), id="an item that is called as a fact"
        ),
        pytest.param(
            answered("1.1", {"valueBoolean": True}, f"{URL}-2"), id="the linkId in a form that is not listed"
        ),
        pytest.param(answered("1.1", {"valueString": "yes, certainly"}), id="words that the file lacks"),
        pytest.param(
            answered("1.1", {"valueBoolean": True}, author={"reference": "Patient/p1"}),
            id="the patient's own",
        ),
    ],
)
def test_nothing_else_answers_it(facts: Reader, answer: Json) -> None:
    assert facts(answer, site=SITE)["least-restrictive"].value is OPEN


def test_a_form_that_the_file_does_not_list_answers_nothing(facts: Reader) -> None:
    assert facts(LEAST)["least-restrictive"].value is OPEN


@pytest.mark.parametrize(
    ("answer", "rating"),
    [
        pytest.param({"valueInteger": 2}, 1, id="a number on the scale of the form"),
        pytest.param({"valueString": "3"}, 2, id="text that is a number"),
        pytest.param({"valueInteger": 0}, None, id="a number that is not on it"),
        pytest.param({"valueCoding": coding(SEVERITY, "moderate")}, 2, id="our own code of a severity"),
    ],
)
def test_a_severity_is_read_on_the_scale_of_the_form(facts: Reader, answer: Json, rating: int | None) -> None:
    assert facts(answered("2", answer), site=SITE)["severity-social"].value == rating


def test_an_item_may_have_a_scale_of_its_own(facts: Reader) -> None:
    site = f"{SITE}\nscales: [{{system: '{URL}', code: '2', none: 0, mild: 1, moderate: 2, severe: 3}}]"
    assert facts(answered("2", {"valueInteger": 2}), site=site)["severity-social"].value == 2


def test_two_answers_to_one_item_are_compared(facts: Reader) -> None:
    site = SITE.replace("severity-social", "severity-recreation")
    then = answered("2", {"valueInteger": 4}, authored="2025-12-01", identity="then")
    now = answered("2", {"valueInteger": 3}, identity="now")
    assert facts(service_start("2025-12-01"), then, now, site=site)["improved-recreation"].value is MET


def test_a_form_without_items_has_the_names_of_facts_as_link_ids(facts: Reader) -> None:
    site = f"questionnaires: [{{url: '{URL}'}}]"
    fact = facts(answered("least-restrictive", {"valueBoolean": False}), site=site)["least-restrictive"]
    assert fact.value is NOT_MET
    assert [each.code for each in fact.evidence] == [f"{OWN}|least-restrictive"]


# --- versions ---------------------------------------------------------------------------------------------

BOTH = f"""
questionnaires:
  - {{url: '{URL}', items: {{'1': least-restrictive}}}}
  - {{url: '{URL}', version: '2', items: {{'1': spmi-present}}}}
"""


@pytest.mark.parametrize(
    ("site", "version", "truth"),
    [
        pytest.param(SITE, "", MET, id="none stated, none pinned"),
        pytest.param(SITE, "|7", MET, id="any stated, none pinned"),
        pytest.param(PINNED, "|2", MET, id="the pinned one"),
        pytest.param(PINNED, "|3", OPEN, id="another than the pinned one"),
        pytest.param(PINNED, "", OPEN, id="none stated, one pinned"),
    ],
)
def test_a_version_counts_where_the_file_names_one(
    facts: Reader, site: str, version: str, truth: Truth | None
) -> None:
    answer = answered("1.1", {"valueBoolean": True}, f"{URL}{version}")
    assert facts(answer, site=site)["least-restrictive"].value is truth


@pytest.mark.parametrize(("version", "fact"), [("|2", "spmi-present"), ("|1", "least-restrictive")])
def test_a_version_of_its_own_goes_before_the_entry_for_all(facts: Reader, version: str, fact: str) -> None:
    read = facts(answered("1", {"valueBoolean": True}, f"{URL}{version}"), site=BOTH)
    others = {"spmi-present", "least-restrictive"} - {fact}
    assert read[fact].value is MET
    assert [read[other].value for other in others] == [OPEN]


# --- what is said of forms that are not read --------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "form", "line"),
    [
        pytest.param(
            "",
            "https://other.example/Questionnaire/a|1",
            '{url: "https://other.example/Questionnaire/a"}',
            id="one that is not listed",
        ),
        pytest.param(PINNED, f"{URL}|3", f'{{url: "{URL}", version: "3"}}', id="another version"),
        pytest.param(PINNED, URL, f'{{url: "{URL}"}}', id="no version"),
    ],
)
def test_a_form_that_is_not_read_is_said_with_the_line_that_it_needs(
    facts: Reader, site: str, form: str, line: str
) -> None:
    answer = answered("least-restrictive", YES, form)
    record = facts.record({"patient": patient(), "all": bundle(answer)}, site)
    assert said(record.gaps) == [
        (
            "QuestionnaireResponse/q1",
            "this answers a form that the site's file does not list, and was not read; "
            f"to have it read, the site's file needs: questionnaires: [{line}]",
        )
    ]


# --- mistakes ---------------------------------------------------------------------------------------------

LIST = f"questionnaires:\n  - url: {URL}\n"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        pytest.param(
            f"{LIST}    items: {{'1': least-restrictiv}}\n",
            [
                "4: questionnaires.0.items.1: no fact is called 'least-restrictiv'; "
                "the nearest name is 'least-restrictive'"
            ],
            id="a misspelt fact",
        ),
        pytest.param(
            f"{LIST}    items: {{'1': dx-bipolar, '2': birth-dat}}\n",
            [
                "4: questionnaires.0.items.1: dx-bipolar is not read from coded answers",
                "4: questionnaires.0.items.2: no fact is called 'birth-dat'",
            ],
            id="facts that no answer gives, both told",
        ),
        pytest.param(
            f"{LIST}    items: {{}}\n",
            ["4: questionnaires.0.items: expected 1 or more of them, got 0"],
            id="no item",
        ),
        pytest.param(
            f"{LIST}    items: {{'1': severity-social}}\n",
            [
                "4: questionnaires.0.items.1: what its numbers mean has to stand under scales, "
                "or its words under answers"
            ],
            id="a severity without a scale",
        ),
        pytest.param(
            f"{LIST}    scale: {{none: 1, mild: 3, moderate: 2}}\n",
            ["4: questionnaires.0.scale: its numbers neither rise nor fall from none to extreme"],
            id="a scale out of order",
        ),
        pytest.param(
            f"{LIST}  - url: {URL}\n",
            ["4: questionnaires.1: this form stands here twice"],
            id="one form twice",
        ),
        pytest.param(
            f"questionnaires:\n  - url: {URL}|2\n",
            [
                "3: questionnaires.0.url: expected a URL without a version, which stands under version, "
                f"got '{URL}|2'"
            ],
            id="a version in the URL",
        ),
        pytest.param(
            f"questionnaires:\n  - url: {BASE}/Questionnaire/prs-adult-admission\n",
            ["3: questionnaires.0.url: a form of ours is read without this"],
            id="a form of ours",
        ),
        pytest.param(
            f"questionnaires:\n  - uri: {URL}\n",
            [
                "3: questionnaires.0.uri: this key is not known here; the nearest name is 'url'",
            ],
            id="a misspelt key",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_the_nearest_name(
    tmp_path: Path, text: str, messages: list[str]
) -> None:
    assert refusal(tmp_path, text) == messages


def test_an_item_and_a_code_of_the_site_answer_one_fact_together(facts: Reader) -> None:
    contrary = yes("least-restrictive", by="Practitioner/other")
    no = answered("1.1", {"valueBoolean": False})
    assert facts(contrary, no, site=SITE)["least-restrictive"].value is OPEN
