"""Reads the value shapes EHRs use: integer, Quantity, numeric text, boolean, coded answers, dates.

Free text is never read as an answer, and a number that is not exactly what it
should be is unusable rather than rounded.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec import Struct

from criteria.facts import SEVERITIES
from mappings.codes.code_systems import Token
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.dates import When
from mappings.fhir.elements import Quantity, decoded_first
from mappings.fhir.resources import Concept, Valued, as_a, codings, string_or_empty
from mappings.patient_facts import PatientFacts


class Unusable(Struct, frozen=True, gc=False):
    """Why a value cannot be used; and the value, where it is fit to be shown."""

    reason: str
    shown: str | int = ""


_NO_VALUE = Unusable("it holds no value that can be read")
_WHOLE = re.compile(r"[0-9]{1,4}")
_BEYOND = 10_000


def whole_number(
    valued: Valued, units: Collection[str], above: tuple[str, int] | None = None
) -> int | Unusable:
    """A score: an integer, a Quantity in one of the units, or text that is nothing but a number.

    `above` is a text such as ">99" with the number it stands for.
    """
    if type(valued.valueInteger) in (int, float):
        return _integral(valued.valueInteger)
    if type(valued.valueDecimal) in (int, float):
        return _integral(valued.valueDecimal)
    if type(valued.valueString) is str:
        return _from_text(valued.valueString.strip(), above)
    quantity = decoded_first(valued.valueQuantity, Quantity)
    return _from_quantity(quantity, units, above) if quantity else _NO_VALUE


def yes_or_no(valued: Valued, mapping: SiteMapping) -> bool | Unusable:
    """An attestation: a boolean or a coded yes or no."""
    if type(valued.valueBoolean) is bool:
        return valued.valueBoolean
    said = mapping.answers.yes_or_no(_tokens(valued, mapping))
    if len(said) != 1:
        return Unusable("it is neither a yes nor a no that can be read")
    return said.pop()


def severity(valued: Valued, mapping: SiteMapping) -> int | Unusable:
    """A domain severity: 0 to 4, or a code of CodeSystem/domain-severity."""
    codes = {token.code for token in _tokens(valued, mapping) if token.system == mapping.answers.severities}
    if codes:
        code = codes.pop()
        known = code in SEVERITIES and not codes
        return SEVERITIES.index(code) if known else Unusable("its codes are not one severity")
    number = whole_number(valued, mapping.answers.score_units)
    if isinstance(number, int) and not 0 <= number < len(SEVERITIES):
        return Unusable(f"{number} is no severity from 0 to 4")
    return number


def a_date(valued: Valued, facts: PatientFacts) -> When | None:
    """A dateTime or date value."""
    return facts.when(valued.valueDateTime) or facts.when(valued.valueDate)


def goal_level(valued: Valued, mapping: SiteMapping) -> int | Unusable:
    """A Goal Attainment Scaling answer, 0 (much less than expected) to 4 (much better)."""
    levels = {mapping.answers.goal_levels.get(token) for token in _tokens(valued, mapping)} - {None}
    level = levels.pop() if len(levels) == 1 else None
    return Unusable("it is not one level of goal attainment") if level is None else level


def _tokens(valued: Valued, mapping: SiteMapping) -> frozenset[Token]:
    concepts = (as_a(valued.valueCodeableConcept, Concept), as_a(valued.valueCoding, Concept))
    return frozenset(mapping.terminology.token(coding) for concept in concepts for coding in codings(concept))


def _integral(number: float) -> int | Unusable:
    if not -_BEYOND < number < _BEYOND:
        return Unusable("its number is no score")
    return int(number) if number == int(number) else Unusable(f"{number} is no whole number")


def _from_text(value: str, above: tuple[str, int] | None) -> int | Unusable:
    if above and value.replace(" ", "") == above[0]:
        return above[1]
    return int(value) if _WHOLE.fullmatch(value) else Unusable("its text is no plain number")


def _from_quantity(
    quantity: Quantity, units: Collection[str], above: tuple[str, int] | None
) -> int | Unusable:
    if type(quantity.value) not in (int, float):
        return _NO_VALUE
    if (string_or_empty(quantity.code) or string_or_empty(quantity.unit)) not in units:
        return Unusable("its unit leaves the scale in doubt")
    number = _integral(quantity.value)
    if quantity.comparator is None:
        return number
    exact = above is not None and f"{string_or_empty(quantity.comparator)}{number}" == above[0]
    return above[1] if above and exact else Unusable("it is a bound, not a score")
