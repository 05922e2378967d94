"""Whose an answer in a form is: its source, its author, an item's author, or software."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.answers.asked import FACT, OTHER, SAID
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import CLINICIAN, Json, item, questionnaire_response, reference, yes

ITEM_AUTHOR = "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-author"
ORIGIN = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin"


def by(who: str, url: str = ITEM_AUTHOR) -> Json:
    return {"extension": [{"url": url, "valueReference": reference(who)}]}


def origin(source: str, who: str | None = None) -> Json:
    parts: list[Json] = [{"url": "source", "valueCode": source}]
    if who:
        named = {"url": "practitioner", "valueReference": reference(who)}
        parts.append({"url": "author", "extension": [named]})
    return {"extension": [{"url": ORIGIN, "extension": parts}]}


@pytest.mark.parametrize(
    ("answered", "form", "truth", "code"),
    [
        pytest.param(
            item(FACT, SAID),
            {"source": reference("Patient/p1")},
            OPEN,
            "not-a-clinician",
            id="the patient is the source",
        ),
        pytest.param(
            item(FACT, SAID), {"source": reference(OTHER)}, MET, "", id="a practitioner is the source"
        ),
        pytest.param(
            item(FACT, SAID),
            {"source": reference(CLINICIAN), "author": reference("Device/tablet")},
            MET,
            "",
            id="a device recorded what a practitioner answered",
        ),
        pytest.param(
            item(FACT, SAID),
            {"author": reference("Device/x")},
            OPEN,
            "not-a-clinician",
            id="a device is the author",
        ),
        pytest.param(
            item(FACT, SAID),
            {"source": {"display": "Roe"}},
            OPEN,
            "who-not-shown",
            id="a name alone is the source",
        ),
        pytest.param(
            item(FACT, SAID),
            {"source": "Patient/p1"},
            OPEN,
            "who-not-shown",
            id="a source that cannot be read",
        ),
        pytest.param(
            item(FACT, SAID, **by("Device/cql")), {}, OPEN, "not-a-clinician", id="an item by a device"
        ),
        pytest.param(
            item(FACT, SAID, **by("Patient/p1")), {}, OPEN, "not-a-clinician", id="an item by the patient"
        ),
        pytest.param(
            item(FACT, SAID, **by(OTHER)),
            {"source": reference("Patient/p1")},
            MET,
            "",
            id="an item by a clinician",
        ),
        pytest.param(
            {"linkId": "group", "item": [item(FACT, SAID)], **by("Patient/p1")},
            {},
            OPEN,
            "not-a-clinician",
            id="a group by the patient",
        ),
        pytest.param(
            {"linkId": "group", "item": [item(FACT, SAID, **by(OTHER))], **by("Patient/p1")},
            {},
            MET,
            "",
            id="an item by a clinician in a group by the patient",
        ),
        pytest.param(
            item(FACT, SAID | origin("auto")), {}, OPEN, "not-a-clinician", id="filled in by software"
        ),
        pytest.param(
            item(FACT, SAID | origin("auto-client")),
            {},
            OPEN,
            "not-a-clinician",
            id="filled in by the client",
        ),
        pytest.param(
            item(FACT, SAID | origin("auto-server")),
            {},
            OPEN,
            "not-a-clinician",
            id="filled in by the server",
        ),
        pytest.param(
            item(FACT, SAID | origin("auto-server", CLINICIAN)),
            {},
            OPEN,
            "not-a-clinician",
            id="filled in by the server in a practitioner's name",
        ),
        pytest.param(
            item(FACT, SAID, extension=[*by(CLINICIAN)["extension"], *origin("auto")["extension"]]),
            {},
            OPEN,
            "not-a-clinician",
            id="a clinician named before the software that filled it in",
        ),
        pytest.param(item(FACT, SAID | origin("manual")), {}, MET, "", id="by hand in a practitioner's form"),
        pytest.param(
            item(FACT, SAID | origin("override", OTHER)),
            {"author": reference("Device/x")},
            MET,
            "",
            id="overridden by a practitioner",
        ),
        pytest.param(
            item(FACT, SAID | origin("manual", "Patient/p1")),
            {},
            OPEN,
            "not-a-clinician",
            id="entered by the patient's hand",
        ),
        pytest.param(
            item(FACT, SAID, **by("Device/x", "urn:other")), {}, MET, "", id="an extension that says nothing"
        ),
    ],
)
def test_the_source_of_a_form_and_the_author_of_an_item_answered(
    facts: Reader, answered: Json, form: Json, truth: Truth | None, code: str
) -> None:
    fact = facts(questionnaire_response(answered, **form))[FACT]
    assert fact.value == truth
    if code:
        assert fact.code.value == code
        assert [hint.value for hint in fact.hints] == ["yes"]


def test_an_extracted_answer_is_by_those_who_answered_in_its_form(facts: Reader) -> None:
    extracted = yes(FACT, derivedFrom=[reference("QuestionnaireResponse/q1")])
    form = questionnaire_response(item(FACT, SAID), source=reference("Patient/p1"))
    assert facts(extracted, form)[FACT].value is OPEN
    assert facts(extracted, form | {"source": reference(CLINICIAN)})[FACT].value is MET
    assert (
        facts(extracted, form | {"questionnaire": "https://elsewhere.example/Questionnaire/x"})[FACT].value
        is OPEN
    )
