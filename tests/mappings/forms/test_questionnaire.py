"""A form as a Questionnaire: what a form client of an EHR reads of it."""

from __future__ import annotations

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from tests.mappings.forms.shipped import FORMS, PEER, PRS, codes_of, extension, item, items, questionnaire
from tests.support.fhir import BASE

ADMISSION, STAY, DISCHARGE = f"{PRS}-admission", f"{PRS}-continued-stay", f"{PEER}-discharge"
CHILD = "admission-child"
INPUT = f"{BASE}/CodeSystem/criteria-input"


@pytest.mark.parametrize("form", FORMS)
def test_every_questionnaire_is_sound_r4(form: str) -> None:
    Questionnaire.model_validate(questionnaire(form))


@pytest.mark.parametrize("form", FORMS)
def test_link_ids_are_unique_and_short_enough(form: str) -> None:
    link_ids = [each["linkId"] for each in items(questionnaire(form))]
    assert len(link_ids) == len(set(link_ids))
    assert max(map(len, link_ids)) <= 255


@pytest.mark.parametrize("form", FORMS)
def test_every_item_has_a_text_and_every_group_something_in_it(form: str) -> None:
    for each in items(questionnaire(form)):
        assert each["text"]
        assert (each["type"] == "group") == bool(each.get("item"))


@pytest.mark.parametrize("form", FORMS)
def test_every_condition_is_about_an_item_and_an_answer_of_the_form(form: str) -> None:
    by_link_id = {each["linkId"]: each for each in items(questionnaire(form))}
    for each in by_link_id.values():
        assert len(each.get("enableWhen", ())) < 2 or each["enableBehavior"] == "any"
        for condition in each.get("enableWhen", ()):
            about = by_link_id[condition["question"]]
            if "answerCoding" in condition:
                options = [option["valueCoding"] for option in about["answerOption"]]
                assert condition["answerCoding"] in options


def test_a_questionnaire_says_who_it_is_for_and_under_which_name_and_version() -> None:
    whole = questionnaire(ADMISSION)
    assert (whole["url"], whole["version"]) == (f"{BASE}/Questionnaire/{ADMISSION}", "1.1.0")
    assert whole["subjectType"] == ["Patient"]
    assert extension(whole, "artifact-versionAlgorithm")["valueCoding"]["code"] == "semver"
    assert extension(whole, "questionnaireAudience")["valueCode"] == "clinical"
    assert extension(whole, "request-specific")["valueBoolean"] is False
    category = extension(whole, "sdc-questionnaire-observation-extract-category")
    assert category["valueCodeableConcept"]["coding"][0]["code"] == "survey"
    (name, kind, _) = extension(whole, "sdc-questionnaire-launchContext")["extension"]
    assert (name["valueCoding"]["code"], kind["valueCode"]) == ("patient", "Patient")


# 5 seconds an answer: of adults 23, of children with a CBCL 51; of 11, 13 and 4 at Peer Support
TIMES = {
    "as long as those take of whom most is asked": (ADMISSION, "under-5min"),
    "a form with another one in it": (STAY, "over-5min"),
    "eleven answers": (f"{PEER}-admission", "under-1min"),
    "thirteen answers": (f"{PEER}-continued-stay", "under-3min"),
    "four answers": (DISCHARGE, "under-1min"),
}


@pytest.mark.parametrize(("form", "time"), TIMES.values(), ids=list(TIMES))
def test_a_form_takes(form: str, time: str) -> None:
    parts = extension(questionnaire(form), "estimated-completion-time")["extension"]
    assert {part["url"]: part["valueCode"] for part in parts} == {"clinicalTime": time, "totalTime": time}


def test_a_yes_or_no_may_also_be_cannot_tell_and_nothing_is_ticked_before() -> None:
    asked = item(ADMISSION, f"{CHILD}/spmi-present")
    assert asked["type"] == "choice"
    assert asked["answerOption"] == [
        {"valueCoding": {"system": "http://loinc.org", "code": "LA33-6", "display": "Yes"}},
        {"valueCoding": {"system": "http://loinc.org", "code": "LA32-8", "display": "No"}},
        {
            "valueCoding": {
                "system": f"{BASE}/CodeSystem/answer",
                "code": "cannot-tell",
                "display": "I cannot tell",
            }
        },
    ]
    for form in FORMS:
        assert [each for each in items(questionnaire(form)) if "initial" in each] == []


def test_a_severity_is_asked_by_our_scale() -> None:
    scale = ["none", "mild", "moderate", "severe", "extreme", "cannot-tell"]
    assert codes_of(ADMISSION, f"{CHILD}/severity-recreation") == scale


def test_a_question_bears_the_code_of_its_fact() -> None:
    asked = item(ADMISSION, f"{CHILD}/spmi-present")
    assert asked["code"] == [{"system": INPUT, "code": "spmi-present", "display": "SPMI present"}]


PREFILLED = {
    "a yes or no, by the window of attestations": ("spmi-present", (90, "d")),
    "one that lasts as long as an authorization": ("lpha-evaluation", (365, "d")),
    "a severity": ("severity-recreation", (90, "d")),
    "an event, as far back as the policy asks": ("intervention-date", (90, "d")),
    "a score is not: it would come without its day": ("calocus-composite", None),
}


@pytest.mark.parametrize(("fact", "within"), PREFILLED.values(), ids=list(PREFILLED))
def test_an_item_is_filled_from_what_is_on_file(fact: str, within: tuple[int, str] | None) -> None:
    found = extension(item(ADMISSION, f"{CHILD}/{fact}"), "sdc-questionnaire-observationLinkPeriod")
    assert (found and (found["valueDuration"]["value"], found["valueDuration"]["code"])) == within


EXTRACTED = {
    "a yes or no": (f"{CHILD}/spmi-present", True),
    "a severity": (f"{CHILD}/severity-recreation", True),
    "the date of an event, which a template extracts": (f"{CHILD}/intervention-date", False),
    "that there was no event": (f"{CHILD}/intervention-date.instead", True),
    "that a score cannot be told": (f"{CHILD}/calocus-composite.instead", True),
    "a score, which a template extracts": (f"{CHILD}/calocus-composite", False),
    "the day of a score": (f"{CHILD}/calocus-composite.on", False),
    "the age": ("age", False),
    "a group": (CHILD, False),
}


@pytest.mark.parametrize(("link_id", "is_extracted"), EXTRACTED.values(), ids=list(EXTRACTED))
def test_an_answer_becomes_an_observation_by_its_code(link_id: str, is_extracted: bool) -> None:
    found = extension(item(ADMISSION, link_id), "sdc-questionnaire-observationExtract")
    assert (found is not None) == is_extracted


PATHS = {
    "children": (CHILD, ["below-18-months", "from-18-months-below-6-years", "from-6-years-below-7-years",
                         "from-7-years-below-18-years", "from-18-years-below-19-years",
                         "from-19-years-below-22-years"]),
    "adults": ("admission-adult", ["from-22-years"]),
    "those for whom a tool is": (f"{CHILD}/I.2", ["from-18-months-below-6-years"]),
    "a question for some of a criterion": (f"{CHILD}/spmi-present", ["from-18-years-below-19-years",
                                                                      "from-19-years-below-22-years"]),
}  # fmt: skip


@pytest.mark.parametrize(("link_id", "bands"), PATHS.values(), ids=list(PATHS))
def test_what_is_for_some_ages_is_shown_for_them(link_id: str, bands: list[str]) -> None:
    conditions = item(ADMISSION, link_id)["enableWhen"]
    assert {(each["question"], each["operator"]) for each in conditions} == {("age", "=")}
    assert [each["answerCoding"]["code"] for each in conditions] == bands


def test_what_is_for_all_of_its_group_has_no_condition_of_its_own() -> None:
    assert "enableWhen" not in item(ADMISSION, f"{CHILD}/symptoms-interfere")
    assert "enableWhen" not in item(ADMISSION, f"{CHILD}/calocus-composite")


def test_what_only_private_providers_need_is_shown_unless_the_provider_is_public() -> None:
    assert item(ADMISSION, f"{CHILD}/I")["enableWhen"] == [
        {"question": "provider-is-private", "operator": "exists", "answerBoolean": False},
        {
            "question": "provider-is-private",
            "operator": "=",
            "answerCoding": {"system": "http://loinc.org", "code": "LA33-6", "display": "Yes"},
        },
    ]
    assert "code" not in item(ADMISSION, "provider-is-private")  # no answer to it is ever read


def test_a_form_that_is_for_everyone_asks_for_neither_age_nor_provider() -> None:
    assert [each["linkId"] for each in items(questionnaire(DISCHARGE))][:2] == ["about", "about.introduction"]
    assert "enableWhen" not in item(DISCHARGE, "discharge")


def test_a_group_quotes_the_policy_under_its_own_letter() -> None:
    group = item(ADMISSION, f"{CHILD}/A.3")
    assert (group["prefix"], group["text"]) == ("A.3", "DSM diagnosis. “includes a DSM diagnosis”")


AGES_IN_WORDS = {
    "below-18-months": "Younger than 18 months",
    "from-18-months-below-6-years": "18 months to 5 years",
    "from-6-years-below-7-years": "6 years",
    "from-7-years-below-18-years": "7 to 17 years",
    "from-22-years": "22 years or older",
}


@pytest.mark.parametrize(("code", "title"), AGES_IN_WORDS.items())
def test_an_age_is_called(code: str, title: str) -> None:
    options = [each["valueCoding"] for each in item(ADMISSION, "age")["answerOption"]]
    assert [each["display"] for each in options if each["code"] == code] == [title]


def test_a_diagnosis_is_said_to_be_read_and_only_what_it_leaves_open_is_asked() -> None:
    note, active, ruled_out = item(ADMISSION, "admission-adult/A.3")["item"]
    assert note["text"] == (
        "Read from the record: Bipolar disorder; Major depression; Disorder of the psychotic spectrum; "
        "Substance use disorder."
    )
    assert active["linkId"] == "admission-adult/dx-active-past-year"
    assert ruled_out["linkId"] == "admission-adult/no-qualifying-diagnosis"


def test_a_criterion_that_asks_for_itself_or_in_its_parts_needs_no_note() -> None:
    for link_id in ("admission-adult/A", "admission-adult/A.1", "admission-adult/C.2", "admission-adult/E"):
        assert [
            each["linkId"] for each in item(ADMISSION, link_id)["item"] if each["type"] == "display"
        ] == []


def test_a_form_conforms_to_extraction_by_templates_where_it_has_some() -> None:
    template = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-extr-template"
    assert template in questionnaire(ADMISSION)["meta"]["profile"]
    assert template not in questionnaire(DISCHARGE)["meta"]["profile"]
    assert [each.rpartition("/")[2] for each in questionnaire(DISCHARGE)["meta"]["profile"]] == [
        "sdc-questionnaire-pop-obsn",
        "sdc-questionnaire-extr-obsn",
        "dtr-std-questionnaire",
    ]


def test_a_criterion_whose_question_stands_elsewhere_says_so() -> None:
    (note,) = item(STAY, "continued-stay-adult/A/F.1")["item"]
    assert (note["type"], note["text"]) == (
        "display",
        "Asked elsewhere in this form: Expected to continue to benefit.",
    )
