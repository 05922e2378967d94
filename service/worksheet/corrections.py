"""Which answers of a sheet take the place of one on file, and which of them only by a word of consent.

An answer that somebody corrects keeps whose it is. One that the signer gives anew on the day of
another, as in a second tab, corrects that one: two final answers of one person never stand silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from criteria.facts import CANNOT_TELL as CANNOT_TELL_SAID
from criteria.facts import Evidence
from mappings.forms.given import CANNOT_TELL, NO, By, Given
from mappings.forms.observations import can_be_corrected
from mappings.record.pared import Pared
from service.worksheet.answers_on_file import AnswersOnFile, OnFile
from service.worksheet.desk import Desk
from service.worksheet.draft import Draft
from service.worksheet.posted import Correction
from service.worksheet.stand import on_file

_SAYS = {CANNOT_TELL: CANNOT_TELL_SAID}
_NONE = "none"


class Corrections:
    """The corrections of one sheet."""

    def __init__(self, desk: Desk, record: Pared, draft: Draft, answers: AnswersOnFile) -> None:
        self._desk, self._record, self._draft, self._answers = desk, record, draft, answers

    def wanted(self) -> Mapping[str, Correction]:
        """By fact, what the signer said is corrected, as far as it may be."""
        named = (each.partition(" ") for each in self._draft.corrected)
        found = ((fact, self._answers.own(fact, reference)) for fact, _, reference in named)
        return {
            fact: Correction(own.said.reference, own.whose)
            for fact, own in found
            if own and own.whose and self.may_be(own.said)
        }

    def may_be(self, said: Evidence) -> bool:
        """Whether an answer on file can be corrected where it stands."""
        if not self._desk.may_correct:
            return False
        found = on_file(self._record, {said.reference}).get(said.reference, {})
        return can_be_corrected(found, said.fact, self._desk.parts.base)

    def taken(self, given: Iterable[Given]) -> tuple[Given, ...]:
        """The answers, those that were given anew on the same occasion as corrections of what is on file."""
        return tuple(self._taken(each) for each in given)

    def _taken(self, given: Given) -> Given:
        found = (each for each in self.before(given) if self._is_same_occasion(given, each.said))
        own = next((each for each in found if self.may_be(each.said)), None)
        return replace(given, amends=own.said.reference, by=own.whose) if own and own.whose else given

    def before(self, given: Given) -> Iterator[OnFile]:
        """The newest answer of the same person to the same fact, if it counts and says something else.

        What this sheet wrote itself, and is not done with, is none.
        """
        if given.amends:
            return
        own = [each for each in self._answers.about(given.fact) if each.counts and _is_whose(each, given.by)]
        if own and not _is_said(own[0], given) and not self._is_of_sheet(own[0].said):
            yield own[0]

    def is_knowing(self, given: Given, said: Evidence) -> bool:
        """Whether a later answer is given beside an earlier one by who opened the question for it."""
        if self._is_same_occasion(given, said):
            return False
        asked = {given.fact, self._answers.criterion_of(given.fact)}
        is_another_day = given.on is not None or not said.counts_until
        return is_another_day or not asked.isdisjoint(self._draft.opened)

    def _is_same_occasion(self, given: Given, said: Evidence) -> bool:
        return said.date[:10] == (given.on or self._desk.on).isoformat()

    def _is_of_sheet(self, said: Evidence) -> bool:
        if all(each.slot != said.fact for each in self._draft.tried):
            return False
        resource = on_file(self._record, {said.reference}).get(said.reference, {})
        stated = resource.get("identifier") or []
        values = [str(each.get("value")) for each in (stated if isinstance(stated, list) else [stated])]
        return any(each.startswith(f"{self._draft.id}.") for each in values)


def _is_whose(found: OnFile, by: By) -> bool:
    whose = found.whose
    if whose is None or whose.kind != by.kind:
        return False
    if whose.reference or by.reference:
        return whose.reference == by.reference
    return whose.name.casefold() == by.name.casefold()


def _is_said(found: OnFile, given: Given) -> bool:
    value = given.value.isoformat() if isinstance(given.value, date) else str(given.value)
    said = str(found.said.value)
    return said == _SAYS.get(value, value) or (value == NO and said == _NONE)
