"""Which questions a sheet asks: what is open and a person can answer, each once, where it is first needed.

What is unread is not asked, since its answer may be on file; nor what the signer could not tell
within its window; nor what is settled. Whoever wants to answer one of these all the same opens it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from criteria.criterion import Criterion
from criteria.facts import Evidence
from criteria.findings import BELOW, Finding
from criteria.needed import Needed, NeededFacts, told_facts, top_criteria
from criteria.truth import Truth
from mappings.forms.form import Form
from mappings.patient_facts import PatientFacts
from service.review.open_questions import Answerable, is_asked_about, is_said_by, unsure_of
from service.worksheet.desk import Desk
from service.worksheet.posted import Entry
from service.worksheet.stand import Stand, form_of


class Placed(Struct, frozen=True):
    """A question, and the path of the part of its criterion that it is about.

    `is_kept` where it is not needed any more, and stays for what was typed.
    """

    entry: Entry
    path: str
    is_kept: bool = False


class Unsure(Struct, frozen=True):
    """What the signer answered with "I cannot tell", which is not asked again while that counts."""

    fact: str
    said: Evidence


class Asked(NamedTuple):
    """The questions by criterion, in the order in which criteria are asked; what is not asked again; by
    criterion, the others under which something that it lacks is asked.
    """

    questions: Mapping[str, tuple[Placed, ...]]
    unsure: Mapping[str, tuple[Unsure, ...]]
    elsewhere: Mapping[str, tuple[str, ...]]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every question."""
        return tuple(each.entry for placed in self.questions.values() for each in placed)

    def criterion_of(self, fact: str) -> str:
        """The criterion under which a fact is asked; empty where it is not."""
        found = (
            path for path, placed in self.questions.items() for each in placed if each.entry.fact == fact
        )
        return next(found, "")


def asked_of(
    desk: Desk, stand: Stand, after: Stand, opened: Collection[str], typed: Collection[str]
) -> Asked:
    """What is asked about a record; `after` is where the answers so far would bring it.

    `opened` are criteria whose questions are asked in any case, and facts; `typed` the facts that
    something was typed for: these stay on the sheet whatever the states come to.
    """
    if stand.determination.rule_set is None:
        return Asked({}, {}, {})
    return _Asking(desk, stand, after).asked(frozenset(opened), typed)


class _Asking:
    def __init__(self, desk: Desk, stand: Stand, after: Stand) -> None:
        self._desk, self._stand, self._after = desk, stand, after
        self._form: Form = form_of(desk, stand)
        self._facts: PatientFacts = stand.judged.facts
        asked = frozenset(item.fact for item in self._form.items)
        self._answerable = Answerable(desk.parts.fact_map, self._facts, asked)
        self._needs = NeededFacts(desk.policy)
        self._home: dict[str, str] = {}
        self._seen: set[str] = set()
        self._unsure: dict[str, list[Unsure]] = {}
        self._elsewhere: dict[str, dict[str, None]] = {}

    def asked(self, opened: frozenset[str], typed: Collection[str]) -> Asked:
        """All that is asked."""
        rule_set = self._stand.determination.rule_set
        criteria = {each.id: each for each in top_criteria(rule_set.when)} if rule_set else {}
        first = sorted(
            (each for each in self._stand.criteria if each.id in criteria),
            key=lambda each: self._needs.fewest(criteria[each.id], each),
        )
        questions: dict[str, list[Placed]] = {}
        for finding in first:
            needed = list(self._needed(finding, criteria[finding.id], finding.id in opened))
            if placed := list(self._placed(finding.id, needed, finding.id in opened)):
                questions[finding.id] = placed
        for fact in (*sorted(opened), *typed):
            self._keep(fact, questions, is_kept=fact not in opened)
        elsewhere = {path: tuple(others) for path, others in self._elsewhere.items()}
        return Asked(
            {path: tuple(placed) for path, placed in questions.items()},
            {path: tuple(said) for path, said in self._unsure.items()},
            elsewhere,
        )

    def _needed(self, finding: Finding, criterion: Criterion, is_opened: bool) -> Iterator[Needed]:
        """What of a criterion is asked: of one that is settled or unread nothing, unless it is opened."""
        if is_opened:
            yield from told_facts(finding)
        if self._stand.determination.outcome is Truth.MET or not is_asked_about(finding):
            return
        yield from self._needs.of(criterion, finding)
        after = self._after.of(finding.id)
        if after and after.truth is Truth.UNKNOWN:
            yield from self._needs.of(criterion, after)

    def _placed(self, criterion: str, needed: Iterable[Needed], is_opened: bool) -> Iterator[Placed]:
        for path, lacking in needed:
            for fact, shared in self._answerable.settling(lacking, is_opened):
                item = self._form.item(fact)
                home = self._home.setdefault(fact, criterion) if item else ""
                if item is None or self._is_unsure(criterion, fact, is_opened):
                    continue
                if home != criterion:
                    self._elsewhere.setdefault(criterion, {})[home] = None
                elif fact not in self._seen:
                    self._seen.add(fact)
                    yield Placed(Entry(item, shared), path)

    def _is_unsure(self, criterion: str, fact: str, is_opened: bool) -> bool:
        said = () if is_opened else unsure_of(fact, self._desk.signer.reference, self._facts)
        self._unsure.setdefault(criterion, []).extend(Unsure(fact, each) for each in said[:1])
        return bool(said)

    def _keep(self, fact: str, questions: dict[str, list[Placed]], *, is_kept: bool) -> None:
        """Put a question that is opened, or for which something was typed, where the form has it."""
        if any(each.entry.fact == fact for placed in questions.values() for each in placed):
            return
        if found := self._form.place(fact):
            criterion, group, item = found
            questions.setdefault(criterion.path.partition(BELOW)[0], []).append(
                Placed(Entry(item), group.path, is_kept=is_kept)
            )


def is_signers(said: Evidence, desk: Desk, facts: PatientFacts) -> bool:
    """Whether an answer on file is the signer's own, in whichever role they gave it."""
    return is_said_by(said, desk.signer.reference, facts)
