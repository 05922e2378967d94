"""What is told before all else: what is wrong with the answers, what was not read, what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from cds_cards.states import lacking
from mappings.forms.given import SIGNER, Given
from service.worksheet.draft import ATTEST
from service.worksheet.plan import FORM
from service.worksheet.posted import JOINED
from service.worksheet.saved import Overall, Saved, SavedEntry, State
from service.worksheet.tally import tally_of
from service.worksheet.teller import Teller
from service.worksheet.view.notices import Notice, Written
from service.worksheet.view.parts import Action, Link, Mark, Said
from service.worksheet.worked import Worked

_SHORT_ID_LENGTH = 8
_SECONDS_OF_A_MINUTE = 60
_FROM_MINUTES = 2 * _SECONDS_OF_A_MINUTE


def problems(worked: Worked, teller: Teller, beside: Mapping[str, str]) -> Notice:
    """Why nothing was saved: each field with what is wrong, or lacks, with a link to it, as the page goes."""
    words = teller.words.notices
    entries = enumerate(worked.asked.entries)
    places = {name: place for place, each in entries for name in (each.beside, each.fact)}
    ordered = sorted(beside, key=lambda name: places.get(name.partition(JOINED)[0], len(places)))
    links = tuple(Link(_named(worked, name, beside[name], teller), f"#f-{name}") for name in ordered)
    count = len(beside.keys() - {ATTEST})
    several = words.problems.several.format(count=count)
    heading = {0: words.unconfirmed, 1: words.problems.one}.get(count, several)
    return Notice(Mark.NOT_MET, heading, links=links)


def _named(worked: Worked, name: str, problem: str, teller: Teller) -> str:
    criterion = worked.asked.criterion_of(name.partition(JOINED)[0])
    return teller.words.notices.problem.format(id=criterion, problem=problem) if criterion else problem


def unread(worked: Worked, teller: Teller, request_id: str, again: Action) -> Iterator[Notice]:
    """What could not be read, in the words of the gaps, and which criteria rest on it."""
    gaps = [gap for gap in worked.reading.record.gaps if gap.reference.startswith("prefetch/")]
    if not worked.reading.record.unread:
        return
    words, record = teller.words.notices, worked.reading.record
    told: dict[str, list[str]] = {}
    for gap in gaps:
        key = gap.reference.removeprefix("prefetch/")
        if key in record.unread:
            told.setdefault(gap.for_a_clinician, []).append(_in_words(key))
    said = "; ".join(f"{', '.join(dict.fromkeys(keys))}: {why}" for why, keys in told.items())
    ids = ", ".join(
        each.id for each in worked.stand.criteria if any(one.code.is_unread for one in lacking(each))
    )
    line = words.unread_line if ids else words.unread_only
    rest = f" {line.rest.format(ids=ids)}"
    note = words.again.format(id=request_id[:_SHORT_ID_LENGTH], time=f"{worked.reading.at:%H:%M}")
    strong = line.strong.format(text=f"{said[:1].upper()}{said[1:]}")
    yield Notice(
        Mark.UNREAD, words.unread, (Said(strong, rest),), actions=(again,), note=note, is_alert=bool(ids)
    )


def _in_words(key: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key)


def plain_notice(mark: Mark, heading: str, *lines: str, is_alert: bool = True) -> Notice:
    """A notice of a heading and some sentences."""
    return Notice(mark, heading, tuple(Said("", line) for line in lines), is_alert=is_alert)


class SavedNotice:
    """Tells what became of a save, entry by entry."""

    def __init__(self, worked: Worked, teller: Teller, at: datetime) -> None:
        self._worked, self._teller, self._at = worked, teller, at
        self._words = teller.words.notices

    def of(self, saved: Saved, again: Action, now: Worked) -> Notice:
        """The notice; `now` is the sheet as it stands after the save."""
        words, name = self._words, self._worked.desk.signer.name
        entries = tuple(map(self._entry, saved.entries))
        done, total = sum(each.is_done for each in saved.entries), len(saved.entries)
        if saved.overall is Overall.ALL:
            tally = tally_of(now.desk, now.stand)
            written = words.entry if done == 1 else words.entries.format(count=done)
            is_part = any(each.is_not_granted for each in saved.entries)
            told = words.saved_in_part_line if is_part else words.saved_line
            line = told.format(entries=written, count=done, total=total, name=name, tally=tally)
            heading = (words.saved_in_part if is_part else words.saved).format(time=f"{self._at:%H:%M}")
            mark = Mark.UNREAD if is_part else Mark.MET
            return Notice(mark, heading, (Said("", line),), written=entries, is_alert=False)
        why = words.why[saved.why.value] if saved.why else words.not_written
        actions = (again,) if saved.may_be_tried_again else ()
        heading, line = {
            Overall.SOME: (words.some.format(count=done, total=total), words.some_line),
            Overall.NONE: (words.none, words.none_line.format(text=why)),
            Overall.UNKNOWN: (words.unsure, words.unsure_line.format(text=why)),
        }[saved.overall]
        wait = self._wait(saved.retry_after) if actions and saved.retry_after else ()
        return Notice(Mark.NOT_MET, heading, (Said("", line), *wait), written=entries, actions=actions)

    def _wait(self, seconds: int) -> tuple[Said, ...]:
        """When the server wants to be asked again; from two minutes on in whole minutes, never too early."""
        words, is_long = self._words, seconds >= _FROM_MINUTES
        count = -(-seconds // _SECONDS_OF_A_MINUTE) if is_long else seconds
        said = words.minutes if is_long else words.seconds
        text = said.of(count)
        return (Said("", words.wait.format(text=text)),)

    def would(self) -> Notice:
        """What would be written, where there is no chart to write to."""
        slots = (FORM, *(each.fact for each in self._worked.given))
        written = tuple(
            Written(Mark.YOURS, self._what(slot), on=self._today, state=self._words.would) for slot in slots
        )
        line = (Said("", self._words.shipped_line),)
        return Notice(Mark.YOURS, self._words.shipped, line, written=written, is_alert=False)

    def _entry(self, entry: SavedEntry) -> Written:
        words = self._words
        mark, state = {
            State.WRITTEN: (Mark.MET, words.written),
            State.STOOD: (Mark.MET, words.written),
            State.AMENDED: (Mark.MET, words.corrected),
            State.WITHDRAWN: (Mark.MET, words.withdrawn),
            State.NOT_WRITTEN: (Mark.NOT_MET, words.not_written),
            State.NOT_WITHDRAWN: (Mark.NOT_MET, words.not_withdrawn),
            State.UNKNOWN: (Mark.OPEN, words.perhaps),
        }[entry.state]
        problem = ""
        if entry.refused:
            status = f" ({entry.refused.status})" if entry.refused.status else ""
            problem = f"{words.why[entry.refused.why.value]}{status}."
        return Written(mark, self._what(entry.slot), entry.reference, problem, self._today, state)

    def _what(self, slot: str) -> Said:
        if slot == FORM:
            form = self._worked.form
            told = self._words.form.format(title=form.title, version=form.version)
            return Said("", told)
        given = self._worked.answers.about(slot)
        name = self._words.answer.format(name=self._teller.title(slot))
        if given is None:
            return Said("", lead=name)
        told = f"{self._administered(given)}{self._whose(given)}"
        return Said(self._teller.answer(given.value), told, name)

    def _administered(self, given: Given) -> str:
        """Of a score the day on which it was administered; that of its writing stands beside its state."""
        if given.on is None:
            return ""
        return self._words.administered.format(day=self._teller.day(given.on.isoformat()))

    def _whose(self, given: Given) -> str:
        """Whose word it is, and who recorded it."""
        signer = self._worked.desk.signer.name or self._teller.words.page.nobody
        if given.by == SIGNER:
            return self._words.answer_by.format(who=signer)
        return self._words.answer_for.format(who=self._teller.whose(given.by), name=signer)

    @property
    def _today(self) -> str:
        return self._teller.day(self._worked.desk.on.isoformat())
