"""A response keeps to its Questionnaire: its items, their texts and answers, and what they depend on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from criteria.spans import parse_birth_date
from mappings.forms.given import CANNOT_TELL, NO, YES, By, Given, Submission
from mappings.forms.own_codes import own_codes
from mappings.forms.questionnaire import questionnaire_of
from mappings.forms.response import response_of
from mappings.readers.form_item import FormItem, ItemKind
from tests.mappings.forms.signing import DAY, MOTHER, form_of, signed
from tests.mappings.reading import mapping_for
from tests.support.fhir import BASE, Json

FORMS = [
    form_of(phase, service) for service in ("H2017", "H0024") for phase in ("admission", "continued-stay")
]
CHILD = "admission-child"


def items_of(parent: Json) -> Iterator[Json]:
    for each in parent.get("item", ()):
        yield each
        yield from items_of(each)


def answer(item: FormItem) -> Given:
    match item.kind:
        case ItemKind.YES_NO:
            return Given(item.fact, NO)
        case ItemKind.SEVERITY:
            return Given(item.fact, "mild")
        case ItemKind.SCORE:
            return Given(item.fact, item.range[0] if item.range else 1, DAY)
        case ItemKind.DATE:
            return Given(item.fact, DAY)
        case ItemKind.COUNT:
            return Given(item.fact, 2)


def of_path(form_index: int, *, unsure: bool) -> Iterator[Submission]:
    form = FORMS[form_index]
    for path in form.paths:
        given = [Given(i.fact, CANNOT_TELL) if unsure else answer(i) for i in path.items]
        yield signed(*given, form=form, rule_set=path.rule_set)


@pytest.mark.parametrize("form", range(len(FORMS)), ids=[form.id for form in FORMS])
@pytest.mark.parametrize("unsure", [False, True], ids=["with values", "with nothing that can be told"])
def test_every_question_can_be_answered_as_the_questionnaire_asks(form: int, unsure: bool) -> None:
    questionnaire = questionnaire_of(FORMS[form], own_codes(BASE, mapping_for("").fact_map))
    asked = {each["linkId"]: each for each in items_of(questionnaire)}
    for submission in of_path(form, unsure=unsure):
        response = response_of(submission)
        assert response["questionnaire"] == f"{questionnaire['url']}|{questionnaire['version']}"
        answered = [each for each in items_of(response) if "answer" in each]
        assert len(answered) >= len(submission.given)
        for each in answered:
            question = asked[each["linkId"]]
            assert each["text"] == question["text"]
            assert takes(question, each["answer"][0])


def takes(question: Json, given: Json) -> bool:
    if question["type"] == "choice":
        return {"valueCoding": given["valueCoding"]} in question["answerOption"]
    return set(given) == {{"integer": "valueInteger", "date": "valueDate"}[question["type"]]}


@pytest.mark.parametrize("form", range(len(FORMS)), ids=[form.id for form in FORMS])
def test_groups_nest_as_in_the_questionnaire(form: int) -> None:
    questionnaire = questionnaire_of(FORMS[form], own_codes(BASE, mapping_for("").fact_map))

    def nested(within: Json, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        for each in within.get("item", ()):
            yield (*above, each["linkId"])
            yield from nested(each, (*above, each["linkId"]))

    order = {place: i for i, place in enumerate(nested(questionnaire))}
    for submission in of_path(form, unsure=False):
        places = list(nested(response_of(submission)))
        assert [order[place] for place in places] == sorted(order[place] for place in places)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        pytest.param("2015-09-10", "from-7-years-below-18-years", id="ten years old"),
        pytest.param("2019-02-28", "from-6-years-below-7-years", id="the day before the 7th birthday"),
        pytest.param("2019-02-27", "from-7-years-below-18-years", id="the 7th birthday"),
        pytest.param("2015", "from-7-years-below-18-years", id="a year of birth that leaves one band"),
    ],
)
def test_the_age_is_answered_on_which_questions_depend(born: str, band: str) -> None:
    submission = signed(Given("least-restrictive", YES), rule_set=CHILD)
    response = response_of(replace(submission, born=parse_birth_date(born)))
    about, path = response["item"]
    assert about["item"][0]["answer"][0]["valueCoding"]["code"] == band
    assert path["linkId"] == CHILD


@pytest.mark.parametrize("born", ["2019", "2008-02"])
def test_a_coarse_birth_date_that_leaves_the_age_open_is_not_answered(born: str) -> None:
    submission = signed(Given("least-restrictive", YES), rule_set=CHILD)
    response = response_of(replace(submission, born=parse_birth_date(born)))
    assert [each["linkId"] for each in response["item"]] == [CHILD]


def test_only_what_was_answered_stands_in_it() -> None:
    response = response_of(signed(Given("least-restrictive", YES), rule_set=CHILD))
    assert [each["linkId"] for each in items_of(response)] == [
        CHILD,
        f"{CHILD}/D",
        f"{CHILD}/D.2",
        f"{CHILD}/least-restrictive",
    ]


def test_each_of_several_people_is_named_with_their_answer() -> None:
    grandmother = By("related-person", name="Elena Vega", relationship="grandmother")
    given = [
        Given("family-agrees", YES, by=MOTHER),
        Given("least-restrictive", YES, by=grandmother),
        Given("expected-benefit", YES),
    ]
    response = response_of(signed(*given, rule_set=CHILD))
    assert [each["name"][0]["text"] for each in response["contained"]] == ["Rosa Vega", "Elena Vega"]
    named = {
        each["linkId"].rpartition("/")[2]: each.get("extension", [{}])[0].get("valueReference")
        for each in items_of(response)
        if "answer" in each
    }
    assert {fact: who and who["display"] for fact, who in named.items()} == {
        "family-agrees": "Rosa Vega",
        "least-restrictive": "Elena Vega",
        "expected-benefit": None,
    }
