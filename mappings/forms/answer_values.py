"""The value of an answer in FHIR: in a form as its item takes it, in an Observation as it is read."""

from __future__ import annotations

from datetime import date

from criteria.facts import SEVERITIES
from mappings.forms.given import CANNOT_TELL, NO, YES, Given, Json
from mappings.forms.own_codes import NO_CODING, YES_CODING, OwnCodes
from mappings.readers.form_item import FormItem, ItemKind


def answered(given: Given, item: FormItem, codes: OwnCodes) -> list[tuple[str, Json]]:
    """The answers in a form, by linkId: of a score with its day, and in place of a value why there is none.

    Raises:
        ValueError: when the item does not take such an answer.
    """
    if coding := _coding(given, item, codes):
        takes_a_value = item.kind in (ItemKind.SCORE, ItemKind.DATE, ItemKind.COUNT)
        return [(item.instead_link_id if takes_a_value else item.link_id, {"valueCoding": coding})]
    if item.kind is ItemKind.SCORE:
        number, day = _score(given)
        return [
            (item.link_id, {"valueInteger": number}),
            (item.day_link_id, {"valueDate": day.isoformat()}),
        ]
    if item.kind is ItemKind.COUNT:
        return [(item.link_id, {"valueInteger": _count(given)})]
    return [(item.link_id, {"valueDate": _date(given).isoformat()})]


def observed(given: Given, item: FormItem, codes: OwnCodes) -> Json:
    """The value[x] of an answer's Observation.

    Raises:
        ValueError: when the item does not take such an answer.
    """
    if coding := _coding(given, item, codes):
        return {"valueCodeableConcept": {"coding": [coding]}}
    if item.kind is ItemKind.SCORE:
        return {"valueInteger": _score(given)[0]}
    if item.kind is ItemKind.COUNT:
        return {"valueInteger": _count(given)}
    return {"valueDateTime": _date(given).isoformat()}


def _coding(given: Given, item: FormItem, codes: OwnCodes) -> Json | None:
    """An answer that is chosen; None for a score, a number or a day."""
    if given.value == CANNOT_TELL:
        return codes.cannot_tell
    match item.kind:
        case ItemKind.YES_NO if given.value in (YES, NO):
            return YES_CODING if given.value == YES else NO_CODING
        case ItemKind.SEVERITY if isinstance(given.value, str) and given.value in SEVERITIES:
            return codes.severity(given.value)
        case ItemKind.DATE if given.value == NO and item.may_be_none:
            return NO_CODING
        case ItemKind.SCORE | ItemKind.DATE | ItemKind.COUNT:
            return None
    raise ValueError(f"{given.fact} cannot be answered with {given.value!r}")


def _score(given: Given) -> tuple[int, date]:
    if type(given.value) is not int or given.on is None:
        raise ValueError(f"{given.fact} needs a whole number and the day on which it was administered")
    return given.value, given.on


def _count(given: Given) -> int:
    if type(given.value) is not int or given.value < 0:
        raise ValueError(f"{given.fact} needs a whole number, 0 where there was none")
    return given.value


def _date(given: Given) -> date:
    if not isinstance(given.value, date):
        raise ValueError(f"{given.fact} cannot be answered with {given.value!r}")
    return given.value
