"""What a worksheet wrote of the answers that somebody signed, as the EHR has kept it since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from criteria.load import load_policies
from criteria.spans import parse_birth_date
from mappings.codes.fact_map import load_fact_map
from mappings.forms.form import Form, forms_of
from mappings.forms.given import SIGNER, By, Given, Signer, Submission
from mappings.forms.identity import full_url_of
from mappings.forms.response import resources_of
from mappings.readers.registry import KINDS
from service.samples.fhir import BASE, Json
from service.samples.short_patient import Answer, Signed
from service.samples.shorthand import NAMES, PATIENT, PEOPLE, Who

_DRAFT = "00000000-0000-4000-8000-00000000000{number}"


def signed_resources(signed: Signed, number: int, born: str | None) -> list[Json]:
    """The response and its Observations, each under a readable id.

    Raises:
        ValueError: when the form does not ask for a fact, or does not take an answer.
    """
    response, *observations = resources_of(_submission(signed, number, born))
    kept = {**response, "id": f"{signed.form}-{number + 1}"}
    renamed = {full_url_of(response["identifier"]): f"QuestionnaireResponse/{kept['id']}"}
    return [kept, *(_kept(each, renamed) for each in observations)]


def _kept(observation: Json, renamed: Mapping[str, str]) -> Json:
    sources = [each["reference"] for each in observation["derivedFrom"]]
    fact = observation["code"]["coding"][0]["code"]
    derived = [{"reference": renamed.get(each, each)} for each in sources]
    return {**observation, "id": f"{fact}-signed", "derivedFrom": derived}


def _submission(signed: Signed, number: int, born: str | None) -> Submission:
    return Submission(
        form=_forms()[signed.form],
        base=BASE,
        patient=PATIENT,
        encounter="",
        signer=Signer(PEOPLE[signed.by], NAMES[signed.by]),
        given=tuple(_given(fact, answer, signed.by) for fact, answer in signed.answers.items()),
        authored=signed.at,
        draft=_DRAFT.format(number=number),
        rule_set=signed.rule_set,
        born=parse_birth_date(born) if born else None,
    )


def _given(fact: str, answer: Answer, signer: Who) -> Given:
    return Given(fact, _value(answer.value), answer.on, _by(answer.by, signer))


def _by(who: Who | None, signer: Who) -> By:
    if who is None or who == signer:
        return SIGNER
    if who == "patient":
        return By("patient")
    return By("related-person" if who == "caregiver" else "practitioner", PEOPLE[who], NAMES[who])


def _value(text: str) -> str | int | date:
    if text.isdigit():
        return int(text)
    return date.fromisoformat(text) if text[:1].isdigit() else text


@cache
def _forms() -> Mapping[str, Form]:
    """The forms of all policies that are shipped, by id."""
    fact_map = load_fact_map(KINDS)
    policies = load_policies(fact_map.vocabulary)
    return {form.id: form for policy in policies for form in forms_of(policy, fact_map)}
