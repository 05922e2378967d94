"""Tells states and evidence in the words of cards, for a page: what, of when, by whom, until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from cds_cards.attestation import Attestation, usual_attestation
from cds_cards.author_text import called
from cds_cards.fact_text import UNNAMED
from cds_cards.markdown import plain
from cds_cards.needs import shown_parts
from cds_cards.states import came_near, lacking, state_of
from criteria.facts import SEVERITIES, Author, Evidence
from criteria.findings import NOT_APPLICABLE, POPULATION, Finding
from criteria.leaves.age import BIRTH_DATE
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.forms.given import CANNOT_TELL, NO, YES, By
from service.worksheet.desk import Desk
from service.worksheet.view.criterion import Table, TableRow
from service.worksheet.view.parts import Action, Mark, Tile

_BY_OUTCOME = {
    Truth.MET.outcome: Mark.MET,
    Truth.NOT_MET.outcome: Mark.NOT_MET,
    NOT_APPLICABLE: Mark.DOES_NOT_APPLY,
}
_SEPARATOR = " · "
ActionOf = Callable[[Evidence], Action | None]
"""What can be done about an item of the record."""


def mark_of(finding: Finding) -> Mark:
    """The state of a criterion; of what is open, whether something on file came near."""
    if finding.outcome in _BY_OUTCOME:
        return _BY_OUTCOME[finding.outcome]
    if finding.is_unread:
        return Mark.UNREAD
    return Mark.ON_FILE if came_near(finding) else Mark.OPEN


class Teller:
    """Words for one sheet."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.words = desk.words
        self.wording = desk.parts.wording
        self.text = desk.text()
        bare = {"by": "{name}", "by_license": "{name}, {license}"}
        self._bare = self.wording.brief.model_copy(update=bare)

    def state(self, finding: Finding) -> str:
        """The words of a state: "met", "open: not on file"; of parts, how many are met."""
        states, mark = self.wording.states, mark_of(finding)
        if mark is Mark.UNREAD:
            return states.unread
        if mark not in (Mark.OPEN, Mark.ON_FILE):
            return state_of(finding, states)
        why = self._why_open(finding) + self._progress(finding)
        return self.words.states.while_open.format(open=state_of(finding, states), why=why)

    def tile(self, finding: Finding, *, unsaved: bool = False) -> Tile:
        """A criterion in the strip."""
        return Tile(finding.id, mark_of(finding), self.state(finding), unsaved)

    def day(self, day: str) -> str:
        """A day as a page writes it."""
        return self.text.day(day)

    def name(self, fact: str) -> str:
        """A fact in a few words."""
        return self.desk.parts.texts.facts.get(fact, UNNAMED).name

    def title(self, fact: str) -> str:
        """A fact by its title."""
        return self.desk.parts.texts.facts.get(fact, UNNAMED).title

    def who(self, author: Author) -> str:
        """Somebody who answered: name, role, and what is known of a license."""
        return called(author, self._bare, plain)

    def says(self, evidence: Evidence) -> str:
        """What an item of the record says, without what it is about."""
        is_coded = self.desk.parts.texts.facts.get(evidence.fact, UNNAMED).is_diagnosis
        shown = "" if is_coded else self.text.written(evidence.value)
        return shown or self.text.value(evidence)

    def what(self, evidence: Evidence) -> str:
        """What an item of the record says, and what it is about."""
        is_coded = self.desk.parts.texts.facts.get(evidence.fact, UNNAMED).is_diagnosis
        if is_coded or evidence.value == "":
            return self.text.value(evidence)
        return self.words.record.says.format(name=self.title(evidence.fact), value=self.says(evidence))

    def answer(self, value: str | int | date) -> str:
        """An answer, on a sheet or on file, in the words in which it is chosen."""
        answers = self.words.answers
        if isinstance(value, date):
            return self.day(value.isoformat())
        known = {YES: answers.yes, NO: answers.no, CANNOT_TELL: answers.cannot_tell}
        known |= {each: answers.severities[each] for each in SEVERITIES}
        return known.get(str(value), str(value))

    def whose(self, by: By) -> str:
        """Whose answer it is that the signer recorded: a name, or what they are."""
        fields, people = self.desk.policy.words.fields, self.words.record.answerers
        if by.name and by.relationship:
            return self.words.people.related_to.format(name=by.name, relationship=by.relationship)
        return by.name or people.get(by.kind, "").format(**fields)

    def given(self, evidence: Evidence) -> str:
        """When and by whom."""
        if evidence.by:
            return self.text.attested(Attestation(evidence.date, evidence.by))
        return self.day(evidence.date)

    def summary(self, finding: Finding) -> str:
        """One line of a criterion that is folded: how many parts, what it rests on, who said so."""
        evidence = evidence_of(finding)
        values = self.text.values(evidence, briefly=finding.truth is Truth.MET)
        usual = usual_attestation(evidence)
        who = self.text.attested(usual) if usual else ""
        return _SEPARATOR.join(filter(None, (self._count(finding), "; ".join(values), who)))

    def sentence(self, evidence: Evidence) -> str:
        """When and by whom, and until when it counts."""
        record, given = self.words.record, self.given(evidence)
        told = record.sentence.format(text=given) if given else ""
        until = evidence.counts_until and record.counts_until.format(day=self.day(evidence.counts_until))
        return " ".join(filter(None, (told, until)))

    def table(self, finding: Finding, action: ActionOf) -> Table | None:
        """The parts of a criterion, each with what it says, of when, by whom and until when."""
        rows = tuple(self._rows(finding, action))
        return Table(self._caption(finding), rows) if rows else None

    def _rows(self, finding: Finding, action: ActionOf) -> Iterator[TableRow]:
        if finding.rests_on_rule_set:
            yield from (self._folded(part) for part in finding.criteria if part.id != POPULATION)
            return
        parts = shown_parts(finding)
        for part in parts:
            yield from self._rows(part, action)
        for each in finding.evidence:
            if each.fact != BIRTH_DATE or (len(finding.evidence) == 1 and not parts):
                yield replace(self._row(finding, each), action=action(each))
        if not parts and finding.truth is Truth.UNKNOWN:
            mark = mark_of(finding)
            yield TableRow(f"{finding.id} {finding.title}", self.state(finding), mark=mark)

    def _row(self, finding: Finding, evidence: Evidence) -> TableRow:
        is_note = bool(evidence.note) and not evidence.by
        says = (
            f"{self.says(evidence)} ({self.text.written(evidence.note)})" if is_note else self.says(evidence)
        )
        return TableRow(
            f"{finding.id} {self.title(evidence.fact) or finding.title}",
            says,
            self.day(evidence.date),
            self.who(evidence.by) if evidence.by else self.wording.brief.on_file,
            self.day(evidence.counts_until or finding.counts_until),
            mark_of(finding) if finding.truth is Truth.NOT_MET else None,
        )

    def _folded(self, part: Finding) -> TableRow:
        usual = usual_attestation(evidence_of(part))
        return TableRow(
            f"{part.id} {part.title}",
            self.state(part),
            self.day(usual.day) if usual else "",
            self.who(usual.by) if usual else "",
            self.day(part.counts_until),
            mark_of(part),
        )

    def _caption(self, finding: Finding) -> str:
        if not finding.rests_on_rule_set:
            return self.words.record.table
        met, total = _met_of(finding)
        return self.words.record.rule_set.format(met=met, total=total)

    def _count(self, finding: Finding) -> str:
        met, total = _met_of(finding)
        return self.wording.brief.some_met.format(met=met, total=total) if total > 1 else ""

    def _progress(self, finding: Finding) -> str:
        met, total = _met_of(finding)
        progress = self.wording.brief.progress.format(met=met, total=total)
        return f" {progress}" if total > 1 else ""

    def _why_open(self, finding: Finding) -> str:
        codes = [each.code for each in came_near(finding)]
        words = dict.fromkeys(filter(None, (self.wording.reasons[code] for code in codes)))
        if words:
            return self.wording.brief.does_not_settle.format(text="; ".join(words))
        silent = any(each.code is ReasonCode.POLICY_SILENT for each in lacking(finding))
        is_judged = silent and all(each.code is ReasonCode.POLICY_SILENT for each in lacking(finding))
        return self.wording.brief.judgment if is_judged else self.wording.brief.not_on_file


def tabled(finding: Finding) -> Iterator[Evidence]:
    """What the table of a criterion has rows of."""
    if finding.rests_on_rule_set:
        return
    for part in shown_parts(finding):
        yield from tabled(part)
    yield from finding.evidence


def evidence_of(finding: Finding) -> list[Evidence]:
    """What a criterion rests on with its parts, the birth date aside; what is open is left out."""
    parts: Iterable[Finding] = shown_parts(finding) if finding.criteria else ()
    found = [each for part in parts if part.id != POPULATION for each in evidence_of(part)]
    own: Sequence[Evidence] = finding.evidence if finding.truth is not Truth.UNKNOWN else ()
    known = {(each.fact, each.reference) for each in found}
    return found + [
        each for each in own if each.fact != BIRTH_DATE and (each.fact, each.reference) not in known
    ]


def _met_of(finding: Finding) -> tuple[int, int]:
    """How many of the parts that are shown are met, and of how many."""
    truths = [part.truth for part in shown_parts(finding) if part.id != POPULATION]
    return truths.count(Truth.MET), len(truths)
