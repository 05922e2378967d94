"""Scores and dates in a Questionnaire: with their own days, and what may be said in their place."""

from __future__ import annotations

from typing import Any

from tests.mappings.forms.shipped import PEER, PRS, codes_of, extension, item, questionnaire
from tests.support.fhir import BASE, Json

ADMISSION, STAY = f"{PRS}-admission", f"{PRS}-continued-stay"
CHILD = "admission-child"


def test_a_score_is_a_whole_number_in_the_tools_range() -> None:
    asked = item(ADMISSION, f"{CHILD}/calocus-composite")
    assert asked["type"] == "integer"
    assert extension(asked, "minValue")["valueInteger"] == 7
    assert extension(asked, "maxValue")["valueInteger"] == 35


def test_a_score_asks_for_the_day_on_which_it_was_administered() -> None:
    day = item(ADMISSION, f"{CHILD}/calocus-composite.on")
    assert (day["type"], day["required"]) == ("date", True)
    assert day["enableWhen"] == [
        {"question": f"{CHILD}/calocus-composite", "operator": "exists", "answerBoolean": True}
    ]


def test_in_place_of_a_score_one_may_say_that_it_cannot_be_told() -> None:
    assert codes_of(ADMISSION, f"{CHILD}/calocus-composite.instead") == ["cannot-tell"]
    instead = item(ADMISSION, f"{CHILD}/calocus-composite.instead")
    assert instead["code"][0]["code"] == "calocus-composite"
    assert instead["enableWhen"] == [
        {"question": f"{CHILD}/calocus-composite", "operator": "exists", "answerBoolean": False}
    ]


def test_in_place_of_an_event_one_may_also_say_that_there_was_none() -> None:
    assert item(ADMISSION, f"{CHILD}/intervention-date")["type"] == "date"
    assert codes_of(ADMISSION, f"{CHILD}/intervention-date.instead") == ["LA32-8", "cannot-tell"]
    assert "in the last 90 days" in item(ADMISSION, f"{CHILD}/intervention-date.instead")["text"]
    assert codes_of(STAY, "continued-stay-child/service-start.instead") == ["cannot-tell"]


def template(link_id: str) -> Any:
    parts = extension(item(ADMISSION, link_id), "sdc-questionnaire-templateExtract")["extension"]
    reference = next(part for part in parts if part["url"] == "template")["valueReference"]["reference"]
    contained = {f"#{each['id']}": each for each in questionnaire(ADMISSION)["contained"]}
    return contained[reference]


def filled_by(element: Json) -> str:
    found: str = extension(element, "sdc-questionnaire-templateExtractValue")["valueString"]
    return found


def test_the_observation_of_a_score_bears_the_day_on_which_it_was_administered() -> None:
    made = template(f"{CHILD}/calocus-composite")
    assert made["code"]["coding"][0]["code"] == "calocus-composite"
    assert filled_by(made["_effectiveDateTime"]) == (
        "%resource.descendants().where(linkId = 'admission-child/calocus-composite.on').answer.value"
    )
    assert filled_by(made["_valueInteger"]) == "answer.value"
    assert filled_by(made["_issued"]) == "%resource.authored"
    assert filled_by(made["performer"][0]) == "%resource.author"


def test_the_observation_of_an_event_bears_the_day_on_which_it_was_told_and_its_date_as_the_value() -> None:
    made = template(f"{CHILD}/intervention-date")
    assert filled_by(made["_effectiveDateTime"]) == "%resource.authored"
    assert filled_by(made["_valueDateTime"]) == "answer.value"
    assert "_valueInteger" not in made


def identity_of(link_id: str) -> str:
    identifier = template(link_id)["identifier"][0]
    found: str = extension(identifier, "sdc-questionnaire-templateExtractContext")["valueString"]
    return found


def test_an_identifier_tells_the_response_the_fact_the_answer_and_of_a_score_its_day() -> None:
    response = "(%resource.identifier.value | %resource.id).first()"
    day = f"%resource.descendants().where(linkId = '{CHILD}/calocus-composite.on').answer.value"
    assert identity_of(f"{CHILD}/calocus-composite") == (
        f"{response} + '.calocus-composite' + '.' + answer.value.toString() + '.' + {day}.toString()"
    )
    assert identity_of(f"{CHILD}/intervention-date") == (
        f"{response} + '.intervention-date' + '.' + answer.value.toString()"
    )


def test_an_answer_that_is_extracted_twice_is_found_by_its_identifier() -> None:
    made = template(f"{CHILD}/calocus-composite")["identifier"][0]
    identity = identity_of(f"{CHILD}/calocus-composite")
    assert filled_by(made["_value"]) == "$this"
    parts = extension(item(ADMISSION, f"{CHILD}/calocus-composite"), "sdc-questionnaire-templateExtract")
    if_none_exist = parts["extension"][1]["valueString"]
    assert if_none_exist == f"'identifier={BASE}/identifier/answer|' + {identity}"


def test_each_score_and_date_has_a_template_of_its_own_and_other_forms_have_none() -> None:
    contained = questionnaire(ADMISSION)["contained"]
    assert (
        len({each["id"] for each in contained}) == len(contained) == 15
    )  # the PSI, the CBCL, the CALOCUS, the event
    assert "contained" not in questionnaire(f"{PEER}-admission")
