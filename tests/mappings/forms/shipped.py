"""The forms of the shipped policies, and their Questionnaires."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from criteria.load import load_policies
from criteria.policy import Policy
from mappings.codes.fact_map import load_fact_map
from mappings.forms.form import Form, forms_of
from mappings.forms.own_codes import own_codes
from mappings.forms.questionnaire import questionnaire_of
from mappings.readers.registry import KINDS
from tests.support.fhir import BASE, Json

FACT_MAP = load_fact_map(KINDS)
POLICIES: dict[str, Policy] = {each.id: each for each in load_policies(FACT_MAP.vocabulary)}
FORMS: dict[str, Form] = {
    form.id: form for policy in POLICIES.values() for form in forms_of(policy, FACT_MAP)
}
PRS = "sc-medicaid-h2017-prs"
PEER = "va-medicaid-h0024-peer-support"


@cache
def questionnaire(form: str) -> Json:
    """The Questionnaire of a form."""
    return questionnaire_of(FORMS[form], own_codes(BASE, FACT_MAP))


def items(questionnaire: Json) -> Iterator[Any]:
    """Every item of a Questionnaire, at any depth, each before those in it."""
    for item in questionnaire.get("item", ()):
        yield item
        yield from items(item)


def item(form: str, link_id: str) -> Any:
    """One item of a form's Questionnaire."""
    return next(each for each in items(questionnaire(form)) if each["linkId"] == link_id)


def codes_of(form: str, link_id: str) -> list[str]:
    """The codes of the answers that an item takes."""
    return [option["valueCoding"]["code"] for option in item(form, link_id)["answerOption"]]


def extension(element: Json, name: str) -> Any:
    """The extension of an element whose URL ends so; None where it has none."""
    found = (each for each in element.get("extension", ()) if each["url"].endswith(f"/{name}"))
    return next(found, None)
