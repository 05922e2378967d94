"""What stands as a value in one resource or answer, as a profile of one patient's values."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Raw

from mappings.fhir.elements import Quantity, decoded_first, decoded_list, decoded_text
from mappings.fhir.resources import ABSENT, Coding, Valued, code_of, codings, string_or_empty
from mappings.readers.severity import ReferenceRange
from mappings.unmapped.answer_values import (
    MAX_TEXT,
    NO_VALUES,
    AnswerValues,
    CodedAnswer,
    Numbers,
    StatedRange,
)


def values_of(valued: Valued, reference_range: Raw = ABSENT) -> AnswerValues:
    """The value of an Observation, a component or an answer; what is none of these is left out."""
    coded = tuple((each, 1) for each in dict.fromkeys(_coded(valued)))
    text = string_or_empty(valued.valueString).strip()
    quantity = decoded_first(valued.valueQuantity, Quantity)
    number = _number(valued, quantity)
    found = AnswerValues(
        coded=coded,
        texts=((text, 1),) if 0 < len(text) <= MAX_TEXT else None if text else (),
        numbers=Numbers(number, number, float(number).is_integer()) if number is not None else None,
        units=tuple(filter(None, [_unit(quantity)])),
        ranges=tuple(_ranges(reference_range)),
        booleans=(valued.valueBoolean,) if type(valued.valueBoolean) is bool else (),
        has_dates=type(valued.valueDate) is str or type(valued.valueDateTime) is str,
    )
    return NO_VALUES if found == NO_VALUES else found


def _coded(valued: Valued) -> Iterator[CodedAnswer]:
    for coding in (*codings(valued.valueCodeableConcept), *codings(valued.valueCoding)):
        if code := code_of(coding):
            display = decoded_text(coding.display) if isinstance(coding, Coding) else ""
            yield CodedAnswer(string_or_empty(coding.system), code, display[:MAX_TEXT])


def _number(valued: Valued, quantity: Quantity | None) -> float | None:
    for value in (valued.valueInteger, valued.valueDecimal, quantity.value if quantity else None):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    text = string_or_empty(valued.valueString).strip()
    return float(text) if text.isdecimal() and len(text) < 6 else None


def _unit(quantity: Quantity | None) -> str:
    return (string_or_empty(quantity.unit) or string_or_empty(quantity.code)) if quantity else ""


def _ranges(raw: Raw) -> Iterator[StatedRange]:
    for stated in decoded_list(raw, ReferenceRange):
        low, high = (_end(each) for each in (stated.low, stated.high))
        if (low, high) != (None, None):
            yield StatedRange(low, high)


def _end(quantity: object) -> float | None:
    value = getattr(quantity, "value", None)
    return float(value) if isinstance(value, int | float) else None
