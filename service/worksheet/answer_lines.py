"""The answers on file as lines of a criterion: what, whose, of when, until when, and how to answer otherwise.

One's own can be corrected; beside another's the signer may answer otherwise, and both stand.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from criteria.facts import CANNOT_TELL, Evidence
from criteria.findings import Finding, walk
from criteria.truth import Truth
from service.worksheet.answers_on_file import OnFile
from service.worksheet.draft import ASK, CORRECT
from service.worksheet.teller import Teller, mark_of
from service.worksheet.view.parts import Action, Mark, RecordItem
from service.worksheet.worked import Worked

Key = tuple[str, str]
"""The fact and the reference of an answer."""


class AnswerLines:
    """Writes the answers of one sheet; without `states`, where a sheet is posted, nothing can be done."""

    def __init__(self, worked: Worked, teller: Teller, states: str) -> None:
        self._worked, self._teller, self._states = worked, teller, states
        self._facts = worked.stand.judged.facts
        self._asked = {each.fact for each in worked.asked.entries}

    def keys(self, finding: Finding) -> frozenset[Key]:
        """The answers that a criterion has lines of."""
        return frozenset(key_of(each.said) for each in self._worked.on_file.of(finding))

    def items(self, finding: Finding, shown: Container[Key] = frozenset()) -> Iterator[RecordItem]:
        """The lines of a criterion, but of those that are shown elsewhere."""
        for each in self._worked.on_file.of(finding):
            if key_of(each.said) not in shown:
                yield self._item(finding, each)

    def action(self, said: Evidence) -> Action | None:
        """What can be done about an item of the record: nothing, where it is no answer to a question."""
        listed = self._worked.on_file.about(said.fact)
        found = next((each for each in listed if key_of(each.said) == key_of(said)), None)
        return self._action(found) if found and self._states else None

    def _action(self, found: OnFile) -> Action | None:
        worked, words, said = self._worked, self._teller.words.states, found.said
        about = self._teller.title(said.fact)
        if found.whose and worked.corrections.may_be(said):
            value = f"{said.fact} {said.reference}"
            is_open = value in worked.draft.corrected
            return None if is_open else self._button(words.correct, said, CORRECT, value, about)
        if said.fact in self._asked:
            return None
        label = words.answer_again if found.whose else words.answer_otherwise
        return self._button(label, said, ASK, said.fact, about)

    def _button(self, label: str, said: Evidence, name: str, value: str, about: str) -> Action:
        criterion = self._worked.on_file.criterion_of(said.fact)
        return Action(label, f"{self._states}#c-{criterion}", name, value, "pen", about=about)

    def _item(self, finding: Finding, found: OnFile) -> RecordItem:
        said, teller = found.said, self._teller
        what, mark = teller.what(said), Mark.ON_FILE
        if decided := _decided_by(finding, said):
            path, part = decided
            mark = mark_of(part)
            what = what if part is finding else teller.words.record.part.format(id=path, text=what)
        by = " ".join(filter(None, (teller.sentence(said), self._why_not(said))))
        return RecordItem(mark, what, by, self.action(said))

    def _why_not(self, said: Evidence) -> str:
        """Why an answer does not settle what it is about; empty where it does, or says so itself."""
        record, fact = self._teller.words.record, self._facts[said.fact]
        if said.value == CANNOT_TELL or any(key_of(each) == key_of(said) for each in fact.evidence):
            return ""
        reason = said.note or (fact.reason if fact.value is None else "")
        if not reason:
            return record.superseded
        return record.does_not_settle.format(text=self._teller.text.written(reason))


def key_of(said: Evidence) -> Key:
    """What tells an answer from others."""
    return said.fact, said.reference


def _decided_by(finding: Finding, said: Evidence) -> tuple[str, Finding] | None:
    """The part of a criterion that is settled by an answer."""
    for path, part in walk((finding,)):
        if part.criteria or part.truth is Truth.UNKNOWN:
            continue
        if any(key_of(each) == key_of(said) for each in part.evidence):
            return path, part
    return None
