"""Reads how severe something is: by a code or word, or by a number whose scale is known.

What a number means depends on the scale that it is of. Under our own codes it
is 0 to 4; under a site's it is what the site's file says, and where a range of
reference beside it is of another scale, nothing.
"""

from __future__ import annotations

import re

from msgspec import Raw, Struct

from criteria.reasons import ReasonCode
from mappings.codes.site_mapping import SiteMapping
from mappings.codes.site_scales import OWN_SCALE, SeverityScale
from mappings.fhir.elements import Quantity, decoded_list
from mappings.fhir.resources import Component, Resource, Scalar, Valued, is_absent, string_or_empty
from mappings.readers.values import Scale, Unusable, of_one_value, said_in, whole_number
from mappings.record.patient_record import AnswerSource

_FROM_TO = re.compile(r"\s*([0-9]+)\s*(?:-|\u2013|to)\s*([0-9]+)\s*")


class ReferenceRange(Struct, gc=False):
    """Observation.referenceRange."""

    low: Quantity | list[object] | Scalar = None
    high: Quantity | list[object] | Scalar = None
    text: object = None


_NO_END = Unusable("it is no number")
_UNREADABLE = ReferenceRange(low="")


def severity(source: AnswerSource, fact: str, mapping: SiteMapping) -> int | Unusable:
    """The severity that an answer gives, as an index into SEVERITIES."""
    return _severity(source.valued, fact, _scale_of(source, mapping), mapping)


def told_scale(source: AnswerSource, mapping: SiteMapping) -> str:
    """What a reader should know of a number on a scale of the site; empty for any other answer."""
    scale = mapping.scales.get(source.token)
    number = _number(source.valued, mapping) if scale else None
    if scale is None or not isinstance(number, int):
        return ""
    low, high = scale.ends
    return f"{number} on the site's scale of {low} to {high}"


@of_one_value
def _severity(
    valued: Valued, fact: str, scale: SeverityScale | Unusable, mapping: SiteMapping
) -> int | Unusable:
    answers = mapping.answers.of(fact)
    said = {
        answers.severities.get(token, -1)
        for token in said_in(valued, answers, mapping)
        if token in answers.severities or token.system == mapping.answers.severities
    }
    if said:
        level = said.pop()
        return Unusable("its codes are not one severity") if said or level < 0 else level
    number = _number(valued, mapping)
    if isinstance(number, Unusable):
        return number
    if isinstance(scale, Unusable):
        return scale
    if number in scale.levels:
        return scale.levels[number]
    low, high = scale.ends
    return Unusable(f"{number} is no severity from {low} to {high}", code=ReasonCode.OUT_OF_RANGE)


def _number(valued: Valued, mapping: SiteMapping) -> int | Unusable:
    return whole_number(valued, Scale(mapping.answers.score_units, mapping.answers.score_words))


def _scale_of(source: AnswerSource, mapping: SiteMapping) -> SeverityScale | Unusable:
    """The scale of an answer's numbers; unusable where it has none, or where its range is of another."""
    scale = mapping.scales.get(source.token)
    if scale is None and source.token.system != mapping.own_system:
        return Unusable("the site's file does not say what its number means")
    scale = scale or OWN_SCALE
    if not isinstance(source.valued, Resource | Component):
        return scale
    return _contradicted(source.valued.referenceRange, scale) or scale


def _contradicted(stated: Raw, scale: SeverityScale) -> Unusable | None:
    """Why a range of reference leaves a scale in doubt; None where it does not."""
    if is_absent(stated) or bytes(stated) == b"[]":
        return None
    for each in decoded_list(stated, ReferenceRange) or (_UNREADABLE,):
        bounds = _bounds(each)
        if bounds is None:
            return Unusable("its range of reference cannot be read")
        if not scale.fits(*bounds):
            low, high = ("?" if bound is None else f"{bound:g}" for bound in bounds)
            least, greatest = scale.ends
            reason = f"its range of reference, {low} to {high}, is not of the scale {least} to {greatest}"
            return Unusable(reason)
    return None


def _bounds(stated: ReferenceRange) -> tuple[float | None, float | None] | None:
    """From where to where a range goes, as far as it says; None where that cannot be read."""
    low, high = _end(stated.low), _end(stated.high)
    if isinstance(low, Unusable) or isinstance(high, Unusable):
        return None
    written = _FROM_TO.fullmatch(string_or_empty(stated.text))
    return (int(written[1]), int(written[2])) if low is None and high is None and written else (low, high)


def _end(stated: object) -> float | Unusable | None:
    if stated is None:
        return None
    value = stated.value if isinstance(stated, Quantity) else None
    return value if type(value) in (int, float) else _NO_END
