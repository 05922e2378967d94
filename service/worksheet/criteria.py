"""The criteria of a sheet by state: unread, not met, open, met, does not apply; exclusions apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cds_cards.prepared import WHOLE_ITEM
from cds_cards.sentences import uncapitalized
from criteria.facts import Evidence
from criteria.findings import POPULATION, Finding, walk
from criteria.truth import Truth
from service.worksheet.answer_lines import AnswerLines, key_of
from service.worksheet.draft import ASK
from service.worksheet.on_file import on_file
from service.worksheet.posted import CONTRADICTS
from service.worksheet.questions import QuestionWriter
from service.worksheet.quoted import part_words, policy_words
from service.worksheet.tally import tally_of
from service.worksheet.teller import Teller, mark_of, tabled
from service.worksheet.typed import Typed
from service.worksheet.view.criterion import CriterionView, Section
from service.worksheet.view.parts import Action, Mark, RecordItem, Said, Tile
from service.worksheet.view.questions import Change, Choice, Choices, Contradiction
from service.worksheet.what_if import WhatIf
from service.worksheet.worked import DROP, KEEP, LATER, Conflict, Worked

_ORDER = (
    *("unread", "excluded", "not_met", "still_open", "not_ruled_out"),
    *("met", "ruled_out", "not_applicable"),
)
_SECTIONS = {
    Mark.UNREAD: "unread",
    Mark.NOT_MET: "not_met",
    Mark.OPEN: "still_open",
    Mark.ON_FILE: "still_open",
    Mark.MET: "met",
    Mark.DOES_NOT_APPLY: "not_applicable",
}
_OF_EXCLUSIONS = {"not_met": "excluded", "still_open": "not_ruled_out", "met": "ruled_out"}
_ASKED = ("still_open", "not_ruled_out")


class CriteriaWriter:
    """Writes the criteria of one sheet; `states` is where a sheet is posted to have its states shown.

    One that is not posted, such as a payer's summary, asks for nothing and speaks to nobody.
    """

    def __init__(self, worked: Worked, states: str, typed: Typed, *, with_what_if: bool = True) -> None:
        self._worked, self._states, self._with_what_if = worked, states, with_what_if
        self._teller = Teller(worked.desk)
        self._words = worked.desk.words
        facts = worked.stand.judged.facts
        corrected = {fact: each.whose for fact, each in worked.corrections.wanted().items()}
        self._questions = QuestionWriter(self._teller, facts, worked.people, typed, corrected)
        self._lines = AnswerLines(worked, self._teller, states)
        self._what_if = WhatIf(worked)

    def sections(self) -> tuple[Section, ...]:
        """The criteria by state; those that are asked in the order in which they decide."""
        order = list(self._worked.asked.questions)
        ranked = sorted(
            self._worked.stand.criteria, key=lambda c: order.index(c.id) if c.id in order else len(order)
        )
        views = {each.id: self._view(each) for each in ranked}
        return tuple(self._sections(views, ranked))

    def _sections(self, views: dict[str, CriterionView], ranked: Sequence[Finding]) -> Iterator[Section]:
        states = self._words.states
        for name in _ORDER:
            listed = ranked if name in _ASKED else self._worked.stand.criteria
            inside = tuple(views[each.id] for each in listed if _section_of(each) == name)
            if inside:
                heading = states.section.format(name=getattr(states.sections, name), count=len(inside))
                yield Section(name.replace("_", "-"), heading, inside, self._note(name, inside))

    def _note(self, section: str, inside: Sequence[CriterionView]) -> str:
        """How to go about what is asked or, where nothing is since the signer could not tell, that."""
        states = self._words.states
        if section in _ASKED and not any(each.questions for each in inside):
            return states.unsure_note if self._worked.asked.unsure else ""
        return {"unread": states.unread_note, **dict.fromkeys(_ASKED, states.open_note)}.get(section, "")

    def _view(self, finding: Finding) -> CriterionView:
        placed = self._worked.asked.questions.get(finding.id, ())
        mark, teller = mark_of(finding), self._teller
        rule_set = self._worked.stand.determination.rule_set
        is_open = mark in (Mark.OPEN, Mark.ON_FILE)
        table = None if is_open else teller.table(finding, self._lines.action)
        conflict = next((c for c in self._worked.conflicts if self._is_in(c, finding.id)), None)
        return CriterionView(
            finding.id,
            mark,
            finding.title,
            teller.state(finding),
            self._summary(finding, mark),
            policy_words(finding, rule_set, self._worked.desk),
            self._record(finding, is_open=is_open),
            _left(finding),
            tuple(self._readings(finding)),
            self._questions.questions(placed),
            self._contradiction(finding, conflict) if conflict else None,
            self._change(finding),
            self._what_if.lines(finding.id, placed) if placed and self._with_what_if else (),
            self._strip(finding),
            (table,) if table else (),
            tuple(self._notes(finding, mark)),
            self._action(finding, mark, is_asked=bool(placed)),
            parts=tuple(part_words(finding, placed, rule_set, self._worked.desk)),
        )

    def _record(self, finding: Finding, *, is_open: bool) -> tuple[RecordItem, ...]:
        """What is on file of an open criterion; of another one the answers that its table does not show."""
        if is_open:
            return on_file(finding, self._worked.asked, self._teller, self._lines)
        return tuple(self._lines.items(finding, {key_of(each) for each in tabled(finding)}))

    def _is_in(self, conflict: Conflict, criterion: str) -> bool:
        return self._worked.asked.criterion_of(conflict.given.fact) == criterion

    def _summary(self, finding: Finding, mark: Mark) -> str:
        if mark is Mark.UNREAD:
            names = dict.fromkeys(self._teller.name(each) for each in _unread_facts(finding))
            return self._words.states.unread_summary.format(text=", ".join(filter(None, names)))
        return self._teller.summary(finding) if mark in (Mark.MET, Mark.NOT_MET) else ""

    def _readings(self, finding: Finding) -> Iterator[str]:
        for _, part in walk((finding,), only=lambda each: not each.rests_on_rule_set or each is finding):
            if part.reads_as and part.id != POPULATION:
                is_whole = part is finding
                named = self._words.record.reading.format(title=part.id, text=part.reads_as)
                yield part.reads_as if is_whole else named

    def _strip(self, finding: Finding) -> tuple[Tile, ...]:
        if not finding.rests_on_rule_set:
            return ()
        return tuple(self._teller.tile(part) for part in finding.criteria if part.id != POPULATION)

    def _notes(self, finding: Finding, mark: Mark) -> Iterator[str]:
        words, asked = self._words, self._worked.asked
        if mark is Mark.UNREAD and finding.id not in asked.questions:
            yield words.states.unread_told
        for each in asked.unsure.get(finding.id, ()) if self._states else ():
            yield words.questions.was_unsure.format(
                name=self._teller.name(each.fact), day=self._teller.day(each.said.date)
            )
        if (others := asked.elsewhere.get(finding.id)) and mark in (Mark.OPEN, Mark.ON_FILE):
            yield words.questions.elsewhere.format(text=", ".join(others))

    def _action(self, finding: Finding, mark: Mark, *, is_asked: bool) -> Action | None:
        """Asks what is not asked: what is unread, what is settled, what the signer could not tell."""
        words = self._words.states
        to = f"{self._states}#c-{finding.id}"
        if is_asked or not self._states or mark is Mark.DOES_NOT_APPLY:
            return None
        if not self._is_answered_by_people(finding):
            return None
        if mark in (Mark.UNREAD, Mark.OPEN):  # nobody has answered it before, as far as is known
            return Action(words.answer_all_the_same, to, ASK, finding.id)
        return Action(words.answer_again, to, ASK, finding.id, "pen")

    def _is_answered_by_people(self, finding: Finding) -> bool:
        paths = self._worked.form.paths
        groups = [group for path in paths for group in path.groups if group.path == finding.id]
        return any(True for group in groups for _ in group.every_item())

    def _change(self, finding: Finding) -> Change | None:
        """What the answers that are not saved make of a criterion to which some were given."""
        worked = self._worked
        here = [each for each in worked.given if worked.asked.criterion_of(each.fact) == finding.id]
        after = worked.after.of(finding.id)
        if after is None or not (here or after != finding):
            return None
        words, state = self._words.change, self._teller.state(after)
        is_excluded = after.excludes and after.truth is Truth.NOT_MET
        strong = words.excludes if is_excluded else words.strong
        said = Said(
            strong.format(id=finding.id, state=state),
            words.rest.format(tally=tally_of(worked.desk, worked.after)),
            words.one if len(worked.given) == 1 else words.several,
        )
        return Change(mark_of(after), state, said)

    def _contradiction(self, finding: Finding, conflict: Conflict) -> Contradiction:
        words, teller, given = self._words.contradiction, self._teller, conflict.given
        today = teller.day(self._worked.desk.on.isoformat())
        yours = RecordItem(
            Mark.YOURS,
            words.yours.format(value=teller.answer(given.value)),
            words.not_saved.format(day=today),
        )
        theirs = tuple(self._theirs(each, is_own=conflict.is_own) for each in conflict.theirs)
        keep = words.keep_own if conflict.is_own else words.keep
        options = ((KEEP, keep), (DROP, words.drop), (LATER, words.later))
        choices = tuple(
            Choice(value, label.format(id=finding.id), value == conflict.decided) for value, label in options
        )
        consent = Choices(given.fact + CONTRADICTS, words.ask, choices)
        if conflict.is_own:
            heading = words.own_heading.format(id=finding.id)
            return Contradiction(heading, (yours, *theirs), words.own_note, consent)
        heading = words.heading.format(count=len(theirs) + 1, id=finding.id)
        return Contradiction(heading, (yours, *theirs), words.note, consent)

    def _theirs(self, each: Evidence, *, is_own: bool) -> RecordItem:
        who = self._teller.who(each.by) if each.by else ""
        said = self._words.contradiction.theirs.format(who=who, value=self._teller.answer(each.value))
        mark = Mark.MET if each.value == "yes" else Mark.NOT_MET
        return RecordItem(Mark.ON_FILE if is_own else mark, said, self._teller.day(each.date))


def _unread_facts(finding: Finding) -> Iterator[str]:
    for _, part in walk((finding,), only=lambda each: each.truth is Truth.UNKNOWN):
        yield from (each.fact for each in part.missing if each.code.is_unread)


def _section_of(finding: Finding) -> str:
    name = _SECTIONS[mark_of(finding)]
    return _OF_EXCLUSIONS.get(name, name) if finding.excludes else name


def _left(finding: Finding) -> str:
    """What software does not judge of a criterion and its parts."""
    left = [
        uncapitalized(part.title) if part.left_to_clinician == WHOLE_ITEM else part.left_to_clinician
        for _, part in walk((finding,), only=lambda each: not each.rests_on_rule_set or each is finding)
        if part.left_to_clinician
    ]
    return "; ".join(dict.fromkeys(left))
