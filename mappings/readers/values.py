"""Reads the value shapes EHRs use: integer, Quantity, numeric text, boolean, coded answers, dates.

Free text is never read as an answer, and a number that is not exactly what it
should be is unusable rather than rounded. So is what holds two values that
differ, or a value beside a reason why there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Concatenate, ParamSpec, TypeVar

from msgspec import Struct

from criteria.reasons import ReasonCode
from mappings.codes.code_systems import Token
from mappings.codes.coded_answers import Sayings
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.answers import count_values, stated_values
from mappings.fhir.dates import When
from mappings.fhir.elements import Quantity, decoded_first
from mappings.fhir.resources import Concept, Valued, as_a, codings, is_absent, string_or_empty
from mappings.patient_facts import PatientFacts


class Unusable(Struct, frozen=True, gc=False):
    """Why a value cannot be used, in words and as a code; and the value, where it is fit to be shown."""

    reason: str
    shown: str | int = ""
    code: ReasonCode = ReasonCode.UNCLEAR_SCALE


class Scale(Struct, frozen=True, gc=False):
    """What a number may be called: the codes of its units, and the words of which its unit may be made.

    `above` is a text such as ">99" with the number it stands for.
    """

    units: Collection[str]
    words: Collection[str] = ()
    above: tuple[str, int] | None = None


_NO_VALUE = Unusable("it holds no value that can be read")
_DOUBTFUL = Unusable("its unit leaves the scale in doubt")
_DIFFER = Unusable("it holds two values that differ", code=ReasonCode.CONFLICT_ONE_PERSON)
_IN_DOUBT = Unusable("it holds a value beside a reason why there is none")
_WHOLE = re.compile(r"[0-9]{1,4}")
_BEYOND = 10_000
_BRACKETS = str.maketrans("{}_-/", "     ")

Rest = ParamSpec("Rest")
Read = TypeVar("Read")


def of_one_value(
    read: Callable[Concatenate[Valued, Rest], Read],
) -> Callable[Concatenate[Valued, Rest], Read | Unusable]:
    """Reads a value where there is one alone, or where all that are there come to the same."""

    def read_each(valued: Valued, /, *args: Rest.args, **named: Rest.kwargs) -> Read | Unusable:
        count = count_values(valued)
        if count and not is_absent(valued.dataAbsentReason):
            return _IN_DOUBT
        if count < 2:
            return read(valued, *args, **named)
        values = [Valued(**{name: getattr(valued, name)}) for name in stated_values(valued)]
        first, *others = [read(value, *args, **named) for value in values]
        return first if all(other == first for other in others) else _DIFFER

    return read_each


@of_one_value
def whole_number(valued: Valued, scale: Scale) -> int | Unusable:
    """A score: an integer, a Quantity in one of the units, or text that is nothing but a number."""
    if type(valued.valueInteger) in (int, float):
        return _integral(valued.valueInteger)
    if type(valued.valueDecimal) in (int, float):
        return _integral(valued.valueDecimal)
    if type(valued.valueString) is str:
        return _from_text(valued.valueString.strip(), scale)
    quantity = decoded_first(valued.valueQuantity, Quantity)
    return _from_quantity(quantity, scale) if quantity else _NO_VALUE


@of_one_value
def yes_or_no(valued: Valued, fact: str, mapping: SiteMapping) -> bool | Unusable:
    """An attestation: a boolean, or a code or word that says yes or no of the fact."""
    if type(valued.valueBoolean) is bool:
        return valued.valueBoolean
    answers = mapping.answers.of(fact)
    said = answers.said(said_in(valued, answers, mapping))
    answer = said.pop() if len(said) == 1 else None
    return Unusable("it is neither a yes nor a no that can be read") if answer is None else answer


@of_one_value
def a_date(valued: Valued, facts: PatientFacts) -> When | None:
    """A dateTime or date value."""
    return facts.when(valued.valueDateTime) or facts.when(valued.valueDate)


@of_one_value
def goal_level(valued: Valued, mapping: SiteMapping) -> int | Unusable:
    """A Goal Attainment Scaling answer, 0 (much less than expected) to 4 (much better)."""
    levels = {mapping.answers.goal_levels.get(token) for token in _tokens(valued, mapping)} - {None}
    level = levels.pop() if len(levels) == 1 else None
    return Unusable("it is not one level of goal attainment") if level is None else level


def says_cannot_tell(valued: Valued, fact: str, mapping: SiteMapping) -> bool:
    """Whether an answer is that it cannot be told: a code or word, or for that reason no value at all."""
    answers = mapping.answers.of(fact)
    if said := said_in(valued, answers, mapping):
        return answers.said(said) == {None}
    if is_absent(valued.dataAbsentReason) or count_values(valued):
        return False
    reason = decoded_first(valued.dataAbsentReason, Concept)
    words = _words((reason.text,), answers) if reason else ()
    return answers.said((*mapping.terminology.tokens(reason), *words)) == {None}


def said_in(valued: Valued, answers: Sayings, mapping: SiteMapping) -> frozenset[Token]:
    """The codes of an answer, with the words in it that the site's file gives a meaning."""
    tokens = _tokens(valued, mapping)
    if not answers.has_words:
        return tokens
    concept = as_a(valued.valueCodeableConcept, Concept)
    coded = frozenset(token for token in tokens if token.system)  # one without a system is no word
    return coded.union(_words((valued.valueString, concept.text if concept else None), answers))


def _tokens(valued: Valued, mapping: SiteMapping) -> frozenset[Token]:
    listed = [*codings(valued.valueCodeableConcept), *codings(valued.valueCoding)]
    return frozenset(map(mapping.terminology.token, listed))


def _words(texts: Iterable[object], answers: Sayings) -> Iterator[Token]:
    for text in texts:
        word = Token("", string_or_empty(text).strip())
        if word in answers.yes_or_no or word in answers.severities:
            yield word


def _integral(number: float) -> int | Unusable:
    if not -_BEYOND < number < _BEYOND:
        return Unusable("its number is no score", code=ReasonCode.OUT_OF_RANGE)
    if number == int(number):
        return int(number)
    return Unusable(f"{number} is no whole number", code=ReasonCode.OUT_OF_RANGE)


def _from_text(value: str, scale: Scale) -> int | Unusable:
    if scale.above and value.replace(" ", "") == scale.above[0]:
        return scale.above[1]
    return int(value) if _WHOLE.fullmatch(value) else Unusable("its text is no plain number")


def _from_quantity(quantity: Quantity, scale: Scale) -> int | Unusable:
    if type(quantity.value) not in (int, float):
        return _NO_VALUE
    code, unit = string_or_empty(quantity.code), string_or_empty(quantity.unit)
    if any(each is not None and type(each) is not str for each in (quantity.code, quantity.unit)):
        return _DOUBTFUL
    if code not in ("", *scale.units) or not _names_scale(unit, scale):
        return _DOUBTFUL
    number = _integral(quantity.value)
    if quantity.comparator is None:
        return number
    above = scale.above
    exact = above is not None and f"{string_or_empty(quantity.comparator)}{number}" == above[0]
    return above[1] if above and exact else Unusable("it is a bound, not a score")


def _names_scale(unit: str, scale: Scale) -> bool:
    """Whether the text of a unit names no other scale: it is a unit of it, or made of its words."""
    return unit in scale.units or words_of(unit) <= {*scale.words}


def words_of(*texts: str) -> frozenset[str]:
    """The words of some texts, in lower case; brackets and dashes, as UCUM has them, divide words."""
    return frozenset(" ".join(texts).translate(_BRACKETS).lower().split())
