"""Every question of every form is read back as it was answered, also by a DTR client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from criteria.facts import SEVERITIES, Count, Value
from mappings.forms.form import Form
from mappings.forms.given import NO, YES, By, Given
from mappings.readers.form_item import FormItem, ItemKind
from tests.mappings.forms.signing import DAY, form_of, saved, signed, valid, ways
from tests.mappings.reading import MET, NOT_MET, Reader
from tests.support.fhir import CLINICIAN, PATIENT, Json, patient, reference

DTR = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition"
PHASES = (
    ("H2017", "admission"),
    ("H2017", "continued-stay"),
    ("H0024", "admission"),
    ("H0024", "continued-stay"),
    ("H0024", "discharge"),
)
FORMS = [form_of(phase, service) for service, phase in PHASES]
GOALS = {YES: Count(1, None), NO: Count(0, 0)}
"""What a word on goals comes to: at least one improved, or none."""


def answers(form: Form) -> Iterator[tuple[FormItem, Given, Value]]:
    """Each question of a form once, with an answer to it and the value of that."""
    for item in {each.fact: each for each in form.items}.values():
        match item.kind:
            case ItemKind.YES_NO:
                is_of_goals = item.fact == "goal-improved"
                yield item, Given(item.fact, YES), GOALS[YES] if is_of_goals else MET
                yield item, Given(item.fact, NO), GOALS[NO] if is_of_goals else NOT_MET
            case ItemKind.SEVERITY:
                yield item, Given(item.fact, "extreme"), SEVERITIES.index("extreme")
            case ItemKind.SCORE:
                yield item, Given(item.fact, (item.range or (1, 1))[1], DAY), (item.range or (1, 1))[1]
            case ItemKind.DATE:
                yield item, Given(item.fact, DAY), DAY


EVERY = [(form, *each) for form in FORMS for each in answers(form)]
IDS = [f"{form.id} {given.fact} {given.value}" for form, _, given, _ in EVERY]


def of_the_age(item: FormItem) -> Json:
    """A patient for whom an instrument is right; an adult for any other question."""
    if item.tool is None:
        return patient()
    youngest = item.tool.from_
    return patient((youngest.before(DAY) if youngest else date(2026, 1, 1)).isoformat())


@pytest.mark.parametrize(("form", "item", "given", "value"), EVERY, ids=IDS)
def test_every_answer_is_read_back(
    facts: Reader, form: Form, item: FormItem, given: Given, value: Value
) -> None:
    service = "H0024" if "h0024" in form.policy else "H2017"
    written = saved(signed(given, form=form))
    valid(written)
    for resources in [*ways(written), [by_dtr(written[0], "manual")], [by_dtr(written[0], "override")]]:
        fact = facts(of_the_age(item), *resources, service=service)[given.fact]
        assert fact.value == value
        assert [each.by and each.by.reference for each in fact.evidence] == [CLINICIAN]


@pytest.mark.parametrize("origin", ["auto-client", "auto-server"])
@pytest.mark.parametrize(("form", "item", "given", "value"), EVERY, ids=IDS)
def test_what_a_form_client_filled_in_by_itself_settles_nothing(
    facts: Reader, form: Form, item: FormItem, given: Given, value: Value, origin: str
) -> None:
    written = by_dtr(saved(signed(given, form=form))[0], origin)
    assert facts(of_the_age(item), written)[given.fact].value is None


def by_dtr(response: Json, origin: str) -> Json:
    """The response as a DTR client sends it: for the payer, with the origin of each answer."""
    author = {"url": "author", "extension": [{"url": "practitioner", "valueReference": reference(CLINICIAN)}]}
    parts = [{"url": "source", "valueCode": origin}, *([] if origin.startswith("auto") else [author])]
    extension = {"url": f"{DTR}/information-origin", "extension": parts}
    coverage = {"url": f"{DTR}/qr-coverage", "valueReference": reference("Coverage/c1")}
    return {
        **response,
        "extension": [coverage],
        "author": reference("Device/dtr-client") if origin != "manual" else response["author"],
        "item": [_with_origin(each, extension) for each in response["item"]],
    }


def _with_origin(item: Json, origin: Json) -> Json:
    if "answer" in item:
        return {**item, "answer": [{**each, "extension": [origin]} for each in item["answer"]]}
    return {**item, "item": [_with_origin(each, origin) for each in item["item"]]}


@pytest.mark.parametrize(
    ("item", "by"),
    [
        pytest.param((form, item), by, id=f"{form.id} {item.fact} by the {by.kind}")
        for form in FORMS
        for item in {each.fact: each for each in form.items}.values()
        for by in (By("patient"), By("related-person", "RelatedPerson/aunt", "Inés Vega", "aunt"))
    ],
)
def test_others_answers_settle_only_what_they_may_answer(
    facts: Reader, item: tuple[Form, FormItem], by: By
) -> None:
    form, asked = item
    [value] = [given for each, given, _ in answers(form) if each.fact == asked.fact and given.value != NO]
    written = saved(signed(Given(value.fact, value.value, value.on, by), form=form))
    settles = by.kind in asked.answered_by
    for resources in ways(written):
        fact = facts(of_the_age(asked), *resources)[asked.fact]
        assert (fact.value is not None) is settles
        shown = fact.evidence if settles else fact.hints
        told = {each.by and each.by.reference for each in shown}
        assert told == {f"Patient/{PATIENT}" if by.kind == "patient" else by.reference}
