"""The question of a form that tells which of its paths and questions are for a person: the age, in bands.

A band ends wherever some condition of the policy begins or ends, so that each
question is for whole bands. A form client that knows only enableWhen can follow
it, and one that knows FHIRPath fills it in from the birth date.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from criteria.spans import BirthDate, Span
from mappings.forms.ages import ends_on
from mappings.forms.form import Form, FormGroup
from mappings.forms.given import Json
from mappings.forms.own_codes import OwnCodes
from mappings.readers.form_item import Ages, Asked

ABOUT = "about"
"""The linkId of the group that asks about the person and the provider."""
AGE = "age"
"""The linkId of the question of the age."""


def bands(form: Form) -> tuple[Ages, ...]:
    """The bands of age that the form tells apart, youngest first; one of every age where it tells none."""
    ends = {
        ends_on(span): span
        for asked in _asked(form)
        for ages in asked.ages
        for span in (ages.from_, ages.below)
        if span
    }
    cuts: list[Span | None] = [None, *(ends[day] for day in sorted(ends)), None]
    return tuple(Ages(from_, below) for from_, below in pairwise(cuts))


def band_of(form: Form, born: BirthDate, on: date) -> Ages | None:
    """The band of somebody on a day; None where a coarse birth date leaves it open, or no age is asked."""
    found = bands(form)
    of = (band for band in found if len(found) > 1 and _is_in(band, born, on))
    return next(of, None)


def is_asked_in(band: Ages, asked: Asked) -> bool:
    """Whether something is asked of the people of a band, who are of one kind in this."""
    return any(_holds(ages, band) for ages in asked.ages)


def code_of(band: Ages) -> str:
    """The code of a band, such as `from-18-months-below-6-years`."""
    ends = (("from", band.from_), ("below", band.below))
    return "-".join(f"{name}-{span}".replace(" ", "-") for name, span in ends if span)


def title_of(band: Ages) -> str:
    """A band in words, by the last completed age in it: `18 months to 5 years`, `6 years`."""
    if band.from_ is None:
        return f"Younger than {band.below}"
    if band.below is None:
        return f"{band.from_} or older"
    last = band.below._replace(length=band.below.length - 1)
    if band.from_ == last:
        return str(last)
    return f"{band.from_.length if band.from_.unit == last.unit else band.from_} to {last}"


def band_coding(band: Ages, codes: OwnCodes) -> Json:
    """A band as an answer to the question of the age."""
    return codes.age_band(code_of(band), title_of(band))


def age_expression(form: Form) -> str:
    """FHIRPath that finds the band of a birth date; nothing where that is too coarse to tell."""
    ofs = " or ".join(f"({_is_of(band)})" for band in bands(form))
    item = f"%questionnaire.item.where(linkId = '{ABOUT}').item.where(linkId = '{AGE}')"
    return f"{item}.answerOption.value.where({ofs})"


def _is_of(band: Ages) -> str:
    conditions = [f"code = '{code_of(band)}'"]
    if band.from_:
        conditions.append(f"%patient.birthDate + {band.from_} <= today()")
    if band.below:
        conditions.append(f"%patient.birthDate + {band.below} > today()")
    return " and ".join(conditions)


def _is_in(band: Ages, born: BirthDate, on: date) -> bool:
    begins = band.from_ is None or band.from_.after(born.latest) <= on
    return begins and (band.below is None or on < band.below.after(born.earliest))


def _holds(ages: Ages, band: Ages) -> bool:
    begins = not ages.from_ or (band.from_ and ends_on(ages.from_) <= ends_on(band.from_))
    ends = not ages.below or (band.below and ends_on(band.below) <= ends_on(ages.below))
    return bool(begins and ends)


def _asked(form: Form) -> list[Asked]:
    asked = [path.asked for path in form.paths]
    groups = [group for path in form.paths for group in path.groups]
    while groups:
        group: FormGroup = groups.pop()
        groups.extend(group.groups)
        asked += [group.asked, *(item.asked for item in group.items)]
    return asked
