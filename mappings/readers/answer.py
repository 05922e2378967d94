"""One answer of a record: where it stands, when it was given and by whom; and how it is cited."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from criteria.facts import Evidence
from mappings.fhir.dates import When
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import Named
from mappings.readers.practitioners import author_of
from mappings.readers.values import Unusable
from mappings.record.patient_record import AnswerSource


class Answer(Struct, frozen=True, gc=False):
    """One answer with its date, who gave it, and what a reader should know of the date."""

    source: AnswerSource
    when: When
    by: tuple[Named, ...]
    of_date: str = ""

    @property
    def people(self) -> frozenset[str]:
        """Those who gave it, each as one person; one that nobody tells where nobody is named."""
        return frozenset(each.person for each in self.by) or frozenset(("",))


class PassedOver(Struct, frozen=True, gc=False):
    """An answer that does not count, and why; shown beside the question unless it was withdrawn."""

    why: Unusable
    hint: Evidence | None = None


class Found(NamedTuple):
    """The answers to one question, newest first, and those that do not count."""

    answers: list[Answer]
    passed_over: list[PassedOver]

    @property
    def hints(self) -> tuple[Evidence, ...]:
        """What is shown of the answers that do not count."""
        return tuple(each.hint for each in self.passed_over if each.hint)


def is_fresh(answer: Answer, fact: str, facts: PatientFacts) -> bool:
    """Whether an answer is within the window of its fact."""
    return answer.when.first >= facts.mapping.windows[fact].before(facts.on)


def lasting(evidence: Evidence, answer: Answer, facts: PatientFacts) -> Evidence:
    """The citation of an answer with the last day on which it counts."""
    key = facts.mapping.windows[evidence.fact], answer.when.first
    if key not in facts.kept:
        window, first = key
        facts.kept[key] = window.last_day(first).isoformat()
    return replace(evidence, counts_until=facts.kept[key])


def evidence_of(
    answer: Answer, fact: str, facts: PatientFacts, value: str | int = "", note: str = ""
) -> Evidence:
    """A citation of where an answer stands and who gave it."""
    source = answer.source
    return Evidence(
        fact,
        source.reference,
        answer.when.day,
        str(source.token),
        source.title if value == "" else value,
        note,
        author_of(answer.by, answer.when, facts),
    )
