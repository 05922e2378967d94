"""What stands in the record beside an open criterion: what does not settle it, and what was looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from criteria.facts import Evidence
from criteria.findings import POPULATION, Finding, Missing, walk
from criteria.leaves.age import BIRTH_DATE
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.readers.form_item import FormItem, ItemKind
from service.worksheet.answer_lines import AnswerLines, Key, key_of
from service.worksheet.asked import Asked
from service.worksheet.desk import Desk
from service.worksheet.teller import Teller, mark_of
from service.worksheet.view.parts import Mark, RecordItem

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CONTACTS = frozenset(("Encounter", "Procedure"))
MAX_HINTS = 5
"""Beside one criterion."""


def on_file(finding: Finding, asked: Asked, teller: Teller, lines: AnswerLines) -> tuple[RecordItem, ...]:
    """The items of one criterion, in this order: answers, near, settled parts, looked for in vain, hints."""
    answers = lines.keys(finding)
    return tuple(
        dict.fromkeys(
            (
                *lines.items(finding),
                *_near(finding, teller, answers),
                *_settled(finding, teller, answers),
                *_absent(finding, asked, teller),
                *_hints(finding, teller, answers),
            )
        )
    )


def _open_parts(finding: Finding) -> Iterator[Finding]:
    for _, part in walk((finding,), only=lambda each: each.truth is Truth.UNKNOWN):
        yield part


def _near(finding: Finding, teller: Teller, answers: frozenset[Key]) -> Iterator[RecordItem]:
    """What is on file besides answers and does not settle it."""
    answered = {fact for fact, _ in answers}
    for part in _open_parts(finding):
        for each in part.missing:
            shown = [hint for hint in (*part.evidence, *part.hints) if _is_about(hint, each)]
            for hint in (one for one in shown if key_of(one) not in answers):
                yield RecordItem(Mark.ON_FILE, teller.what(hint), _by(hint, hint.note or each.reason, teller))
            if not shown and each.fact not in answered and _is_told(each):
                yield RecordItem(Mark.ON_FILE, teller.title(each.fact), _why(each.reason, teller))


def _is_about(hint: Evidence, missing: Missing) -> bool:
    """Whether an item is an answer to what is missing, or says itself why it does not settle it."""
    return hint.fact == missing.fact and (hint.by is not None or hint.note == missing.reason)


def _is_told(missing: Missing) -> bool:
    """Whether there is a reason besides that nothing was found."""
    return missing.code is not ReasonCode.NOT_ON_FILE and not missing.code.is_unread


def _settled(finding: Finding, teller: Teller, answers: frozenset[Key]) -> Iterator[RecordItem]:
    """The parts of it that are settled already, by more than answers."""
    for path, part in walk(finding.criteria):
        if part.truth is Truth.UNKNOWN or part.criteria or part.id == POPULATION:
            continue
        for each in part.evidence:
            if each.fact != BIRTH_DATE and key_of(each) not in answers:
                what = teller.words.record.part.format(id=path, text=teller.what(each))
                yield RecordItem(mark_of(part), what, _given(each, teller))


def _absent(finding: Finding, asked: Asked, teller: Teller) -> Iterator[RecordItem]:
    """What was looked for and not found, the same for several facts told once."""
    items = {each.fact: each.item for each in asked.entries}
    by_search: dict[str, list[str]] = {}
    for part in _open_parts(finding):
        for each in part.missing:
            if each.code is ReasonCode.NOT_ON_FILE and each.fact in items:
                by_search.setdefault(_looked_for(items[each.fact], teller), []).append(teller.name(each.fact))
    record = teller.words.record
    for search, names in by_search.items():
        what = record.none.format(names=", ".join(dict.fromkeys(names)))
        yield RecordItem(Mark.OPEN, what, search)


def _looked_for(item: FormItem, teller: Teller) -> str:
    record, desk = teller.words.record, teller.desk
    fields = desk.policy.words.fields
    who = record.either.join(record.answerers[each].format(**fields) for each in item.answered_by)
    since = window_start(item, desk)
    if item.kind is ItemKind.SCORE and since:
        return record.looked_for_score.format(day=since)
    return record.looked_for.format(who=who, day=since) if since else record.looked_for_any.format(who=who)


def window_start(item: FormItem, desk: Desk) -> str:
    """The first day of answers that still count, as a page writes it; empty where none lapses."""
    if item.window is None:
        return ""
    return desk.calendar.written(item.window.before(desk.on).isoformat())


def _hints(finding: Finding, teller: Teller, answers: frozenset[Key]) -> Iterator[RecordItem]:
    """What settles nothing, with what it does not show."""
    shown = 0
    for part in _open_parts(finding):
        about = {each.fact: each for each in part.missing}
        for hint in part.hints:
            near = about.get(hint.fact)
            if key_of(hint) in answers or (near and _is_about(hint, near)) or shown == MAX_HINTS:
                continue
            shown += 1
            yield _hint(hint, teller)


def _hint(hint: Evidence, teller: Teller) -> RecordItem:
    """What a hint is, by its code or the kind of its resource, with what it says; what it does not show.

    A contact says itself what it is, and when.
    """
    record, said = teller.words.record, teller.text.written(hint.value) or teller.title(hint.fact)
    note = record.settles_nothing.format(text=teller.text.written(hint.note))
    kind = hint.reference.partition("/")[0]
    code = teller.text.code(hint)
    if not code and kind in _CONTACTS:
        told = record.on_a_day.format(text=said, day=teller.day(hint.date)) if hint.date else said
        return RecordItem(Mark.HINT, told, note)
    what = code or (record.kind.format(name=_in_words(kind).capitalize(), value=_in_words(said)))
    return RecordItem(Mark.HINT, what, " ".join(filter(None, (_given(hint, teller), note))))


def _in_words(name: str) -> str:
    """The name of a type of resource in words; any other text as it is."""
    return _HUMP.sub(" ", name).lower() if name.isalpha() and _HUMP.search(name) else name


def _by(hint: Evidence, reason: str, teller: Teller) -> str:
    return " ".join(filter(None, (_given(hint, teller), _why(reason, teller))))


def _why(reason: str, teller: Teller) -> str:
    return teller.words.record.does_not_settle.format(text=teller.text.written(reason))


def _given(evidence: Evidence, teller: Teller) -> str:
    given = teller.given(evidence)
    return teller.words.record.sentence.format(text=given) if given else ""
