"""A sheet as far as it is filled in: the questions, the answers, and where they would bring the criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from criteria.facts import Evidence
from criteria.findings import walk
from criteria.reasons import ReasonCode
from criteria.spans import Span
from mappings.forms.form import Form
from mappings.forms.given import CANNOT_TELL, SIGNER, Given
from mappings.readers.form_item import ItemKind
from service.worksheet.answers_on_file import AnswersOnFile
from service.worksheet.asked import Asked, asked_of, is_signers
from service.worksheet.corrections import Corrections
from service.worksheet.desk import Desk
from service.worksheet.draft import Draft
from service.worksheet.people import Colleague, People
from service.worksheet.posted import CONTRADICTS, Answers, Setting, read_answers
from service.worksheet.reading import Reading
from service.worksheet.stand import Stand, form_of, stand_of, stand_with

KEEP, DROP, LATER = "keep", "drop", "later"
"""What becomes of an answer that contradicts another's: both stand, it is given up, it waits."""
ADULT = Span(21, "year")
MAX_COLLEAGUES = 4


class Conflict(Struct, frozen=True):
    """An answer on the sheet that contradicts what is on file, and what is to become of it.

    `is_own` where the same person answered before, and that answer cannot be corrected in its place.
    """

    given: Given
    theirs: tuple[Evidence, ...]
    decided: str = ""
    is_own: bool = False

    @property
    def is_held(self) -> bool:
        """Whether the answer is not to be saved now."""
        return self.decided in (DROP, LATER)


class Worked(Struct, frozen=True):
    """A sheet: where the record stands, what is asked, what was answered, where that would bring it.

    `after` counts the answers that are to be saved.
    """

    desk: Desk
    reading: Reading
    draft: Draft
    stand: Stand
    after: Stand
    asked: Asked
    answers: Answers
    people: People
    conflicts: tuple[Conflict, ...]
    on_file: AnswersOnFile
    corrections: Corrections

    @property
    def form(self) -> Form:
        """The form that is answered."""
        return form_of(self.desk, self.stand)

    @property
    def given(self) -> tuple[Given, ...]:
        """The answers that are to be saved."""
        held = {each.given.fact for each in self.conflicts if each.is_held}
        return tuple(each for each in self.answers.given if each.fact not in held)

    @property
    def undecided(self) -> tuple[Conflict, ...]:
        """The contradictions of which nobody said what is to become of them."""
        return tuple(each for each in self.conflicts if not each.decided)


def work(desk: Desk, reading: Reading, draft: Draft) -> Worked:
    """The sheet of a record and a draft.

    Raises:
        Deceased: when the patient has died.
    """
    stand = stand_of(desk, reading.record)
    on_file = AnswersOnFile(desk, stand)
    corrections = Corrections(desk, reading.record, draft, on_file)
    opened = frozenset((*draft.opened, *(each.partition(" ")[0] for each in draft.corrected)))
    first = asked_of(desk, stand, stand, opened, draft.facts)
    people = people_of(desk, reading, stand)
    born, words = stand.judged.facts.birth_date, desk.words.errors
    setting = Setting(desk.on, born, people, words, desk.calendar, corrections.wanted())
    answers = read_answers(draft.typed, first.entries, setting)
    answers = replace(answers, given=corrections.taken(answers.given))
    conflicts = tuple(_conflicts(desk, stand, answers.given, corrections, draft.typed))
    worked = Worked(
        desk, reading, draft, stand, stand, first, answers, people, conflicts, on_file, corrections
    )
    after = stand_with(desk, reading.record, stand, worked.given, draft.id)
    return replace(worked, after=after, asked=asked_of(desk, stand, after, opened, draft.facts))


def people_of(desk: Desk, reading: Reading, stand: Stand) -> People:
    """Those who may have answered: the related persons, and practitioners who answered something on file."""
    seen: dict[str, Colleague] = {}
    for _, finding in walk(stand.criteria):
        for each in (*finding.evidence, *finding.hints):
            if each.by and each.by.license is not None and each.by.name and each.by.reference:
                if not is_signers(each, desk, stand.judged.facts):
                    seen[each.by.reference] = Colleague(each.by.reference, _called(each))
    under = stand.judged.facts.is_under(ADULT)
    return People(reading.caregivers, tuple(seen.values())[:MAX_COLLEAGUES], under)


def _called(evidence: Evidence) -> str:
    by = evidence.by
    return ", ".join(filter(None, (by.name, "" if by.role in by.name else by.role))) if by else ""


def _conflicts(
    desk: Desk, stand: Stand, given: Sequence[Given], corrections: Corrections, typed: Mapping[str, str]
) -> Iterator[Conflict]:
    """The answers that contradict what is on file: another's yes or no, or one's own of any kind."""
    form = form_of(desk, stand)
    for each in given:
        item = form.item(each.fact)
        decided = _decision(typed.get(each.fact + CONTRADICTS, ""))
        before = tuple(
            one.said for one in corrections.before(each) if not corrections.is_knowing(each, one.said)
        )
        is_yes_no = item and item.kind is ItemKind.YES_NO and each.value != CANNOT_TELL
        theirs = tuple(_contrary(desk, stand, each, before)) if is_yes_no else ()
        if theirs or before:
            yield Conflict(each, theirs or before, decided, is_own=not theirs)


def _contrary(desk: Desk, stand: Stand, given: Given, before: Sequence[Evidence]) -> Iterator[Evidence]:
    """The answers of others that count, and say the opposite."""
    facts = stand.judged.facts
    fact = facts[given.fact]
    is_open = fact.code is ReasonCode.CONFLICT_PEOPLE
    same_person = {given.amends, *(each.reference for each in before)}
    for each in fact.evidence if fact.value is not None else fact.hints if is_open else ():
        says = str(each.value)
        if each.fact != given.fact or says not in ("yes", "no") or says == given.value:
            continue
        is_theirs = given.by != SIGNER or not is_signers(each, desk, facts)
        if is_theirs and each.reference not in same_person:
            yield each


def _decision(word: str) -> str:
    return word if word in (KEEP, DROP, LATER) else ""
