"""A question as items of a Questionnaire, by the kind of its answer.

A yes or no and a severity are one choice, and become Observations by their code.
A score has the day on which it was administered as a sibling; scores and dates
are extracted by templates (templates.py). No score on file is filled in: it would
come without its day. A score or a date that cannot be given has a choice in its
place.
"""

from __future__ import annotations

from collections.abc import Iterable

from mappings.forms import extensions
from mappings.forms.given import Json
from mappings.forms.own_codes import NO_CODING, YES_CODING, OwnCodes
from mappings.forms.templates import extracted_by_template
from mappings.readers.form_item import FormItem, ItemKind


def yes_or_no(codes: OwnCodes) -> list[Json]:
    """The options of a question that somebody may answer with yes, no, or "I cannot tell"."""
    return options([YES_CODING, NO_CODING, codes.cannot_tell])


def options(codings: Iterable[Json]) -> list[Json]:
    """Codings as options of a choice."""
    return [{"valueCoding": coding} for coding in codings]


def items_of(item: FormItem, conditions: Json, codes: OwnCodes) -> list[Json]:
    """The items of one question, asked under conditions."""
    match item.kind:
        case ItemKind.YES_NO:
            return [_choice(item, yes_or_no(codes), conditions, codes)]
        case ItemKind.SEVERITY:
            return [_choice(item, options([*codes.severities, codes.cannot_tell]), conditions, codes)]
        case ItemKind.SCORE:
            return [*_score(item, conditions, codes), _instead(item, codes)]
        case ItemKind.DATE:
            return [_date(item, conditions, codes), _instead(item, codes)]
        case ItemKind.COUNT:
            return [_count(item, conditions, codes), _instead(item, codes)]


def texts_of(item: FormItem) -> dict[str, str]:
    """What the items of a question say, by their linkIds: itself, its day, and what stands in its place."""
    span = f" in the last {item.looks_back}" if item.looks_back else ""
    none = f"If there was none{span}, or you" if item.may_be_none else "If you"
    return {
        item.link_id: item.asks,
        item.day_link_id: f"On which day was it administered? ({item.title})",
        item.instead_link_id: f"{none} cannot tell ({item.title}):",
    }


def _choice(item: FormItem, answers: list[Json], conditions: Json, codes: OwnCodes) -> Json:
    return {
        "extension": [
            extensions.shown_as("radio-button"),
            extensions.BECOMES_OBSERVATION,
            *_filled_in(item),
        ],
        **_question(item, "choice", conditions, codes),
        "answerOption": answers,
    }


def _score(item: FormItem, conditions: Json, codes: OwnCodes) -> list[Json]:
    limits = extensions.between(*item.range) if item.range else []
    score = {
        "extension": [*limits, extracted_by_template(item, codes)],
        **_question(item, "integer", conditions, codes),
    }
    day = {
        "linkId": item.day_link_id,
        "text": texts_of(item)[item.day_link_id],
        "type": "date",
        **_when_answered(item, is_answered=True),
        "required": True,
    }
    return [score, day]


def _date(item: FormItem, conditions: Json, codes: OwnCodes) -> Json:
    return {
        "extension": [extracted_by_template(item, codes), *_filled_in(item)],
        **_question(item, "date", conditions, codes),
    }


def _count(item: FormItem, conditions: Json, codes: OwnCodes) -> Json:
    limits = extensions.between(*item.range) if item.range else []
    return {
        "extension": [*limits, extensions.BECOMES_OBSERVATION, *_filled_in(item)],
        **_question(item, "integer", conditions, codes),
    }


def _instead(item: FormItem, codes: OwnCodes) -> Json:
    """What is answered where there is no score, date or number to give; shown until there is one."""
    return {
        "extension": [extensions.shown_as("radio-button"), extensions.BECOMES_OBSERVATION],
        "linkId": item.instead_link_id,
        "code": [codes.fact(item.fact)],
        "text": texts_of(item)[item.instead_link_id],
        "type": "choice",
        **_when_answered(item, is_answered=False),
        "answerOption": options([*([NO_CODING] if item.may_be_none else []), codes.cannot_tell]),
    }


def _question(item: FormItem, kind: str, conditions: Json, codes: OwnCodes) -> Json:
    return {
        "linkId": item.link_id,
        "code": [codes.fact(item.fact)],
        "text": texts_of(item)[item.link_id],
        "type": kind,
        **conditions,
    }


def _filled_in(item: FormItem) -> list[Json]:
    """Filled from an Observation that still counts."""
    counts = item.window or item.looks_back
    return [extensions.filled_from_observations(counts)] if counts else []


def _when_answered(item: FormItem, *, is_answered: bool) -> Json:
    condition = {"question": item.link_id, "operator": "exists", "answerBoolean": is_answered}
    return {"enableWhen": [condition]}
