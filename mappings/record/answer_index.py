"""Sorts the answers among what the EHR sent: Observations, their components, and answered forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from criteria.gaps import GapKind
from mappings.codes.code_meanings import CodeMeanings
from mappings.codes.site_forms import Form
from mappings.fhir.answers import ItemResponse, all_answers, parts_of
from mappings.fhir.modifiers import has_modifier
from mappings.fhir.resources import (
    ABSENT,
    Component,
    Item,
    Resource,
    list_of,
    string_or_empty,
)
from mappings.fhir.servers import Sent
from mappings.record.index import Indexer
from mappings.record.patient_record import AnswerSource

T = TypeVar("T", Component, Item)


def _observation(index: Indexer, sent: Sent) -> bool:
    resource = sent.resource
    code = index.known_code(sent)
    if resource.hasMember is not ABSENT and not index.objection(sent)[0]:
        index.record.panels.append(resource)
    if resource.component is not None:
        _listed("component", Component, index, sent)
    elif code is None:
        return False
    meanings = index.mapping.meanings
    whole = meanings.of(code)
    parts = [(part, whole if part is resource else meanings.of(part.code)) for part in parts_of(resource)]
    meant = [(part, said) for part, said in parts if said.meanings or said.unknown]
    if not (meant or whole.goals or whole.sets):
        return False
    if (reference := index.accept(sent)) is None:
        return True
    for part, said in meant:
        _answer(index, sent, reference, part, said)
    for token in whole.goals:
        index.record.goal_attainment.append(AnswerSource(resource, resource, reference, token, ""))
    index.add_coded(whole.sets, resource, reference)
    return True


def _answer(
    index: Indexer, sent: Sent, reference: str, part: Resource | Component, said: CodeMeanings
) -> None:
    """File an Observation or one of its components under the facts that its code feeds."""
    if isinstance(part, Component) and has_modifier(part.modifierExtension):
        index.gap(sent, GapKind.PART_UNDER_MODIFIER)
        return
    for meaning, token in said.meanings:
        filed = index.record.hints if meaning.is_hint else index.record.answers
        source = AnswerSource(part, sent.resource, reference, token, meaning.title)
        filed.setdefault(meaning.fact, []).append(source)
    for stranger in said.unknown:
        index.gap(sent, GapKind.UNKNOWN_INPUT, stranger)


def _questionnaire_response(index: Indexer, sent: Sent) -> bool:
    form = index.mapping.forms.of(sent.resource.questionnaire)
    if form is None:
        return _of_unlisted_form(index, sent)
    if (reference := index.accept(sent)) is None:
        return True
    responses = list(all_answers(_listed("item", Item, index, sent)))
    days = _days_given(responses, form) if form.days else {}
    for response in responses:
        item = form.item(response.link_id)
        fact = form.facts.get(item)
        if fact is None:
            continue
        if response.is_modified:
            index.gap(sent, GapKind.PART_UNDER_MODIFIER)
            continue
        token = form.token(response.link_id)
        day = days.get(fact, "") if item in form.dated else None
        source = AnswerSource(response.answer, sent.resource, reference, token, "", response.extensions, day)
        index.record.answers.setdefault(fact, []).append(source)
    return True


def _days_given(responses: Sequence[ItemResponse], form: Form) -> dict[str, str]:
    """By score, the day on which it was administered; none where two are given, or one under a modifier."""
    given: dict[str, set[str]] = {}
    for response in responses:
        if fact := form.days.get(form.item(response.link_id)):
            said = response.answer.valueDate or response.answer.valueDateTime
            given.setdefault(fact, set()).add("" if response.is_modified else string_or_empty(said))
    return {fact: days.pop() for fact, days in given.items() if len(days) == 1}


def _of_unlisted_form(index: Indexer, sent: Sent) -> bool:
    """A form that nobody listed is not read, as its linkIds are plain words.

    Said where they are ours, or where the site lists another version.
    """
    forms = index.mapping.forms
    is_known = forms.lists_another_version(sent.resource.questionnaire)
    answers = all_answers(sent.resource.item)
    if not is_known and not any(forms.is_own_item(response.link_id) for response in answers):
        return False
    if index.objection(sent)[0]:
        return index.accept(sent) is None
    index.set_aside(sent, GapKind.UNLISTED_FORM, _remedy(sent.resource.questionnaire, is_known))
    return True


def _remedy(questionnaire: object, is_known: bool) -> str:
    """What the site's file needs for a form to be read, where that can be told."""
    url, _, version = string_or_empty(questionnaire).partition("|")
    if url[:1] in ("", "#"):
        return ""
    named = f'url: "{url}", version: "{version}"' if is_known and version else f'url: "{url}"'
    return f"; to have it read, the site's file needs: questionnaires: [{{{named}}}]"


def _listed(name: str, kind: type[T], index: Indexer, sent: Sent) -> list[T]:
    value = getattr(sent.resource, name)
    if value is not None and type(value) is not list:
        index.gap(sent, GapKind.NO_LIST, name)
    return list_of(value, kind)


ANSWER_HANDLERS: Mapping[str, Callable[[Indexer, Sent], bool]] = {
    "Observation": _observation,
    "QuestionnaireResponse": _questionnaire_response,
}
"""What is read of each type of resource that holds answers."""
