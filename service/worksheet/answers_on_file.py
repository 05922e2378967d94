"""Every answer of people that the record has to a fact, whether it settles it or not, and whose to correct.

One's own to correct is what the signer answered, and what the signer recorded for somebody
else: signed the form in which it stands, or from which it derives.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from criteria.facts import SEVERITIES, Evidence
from criteria.findings import Finding
from criteria.needed import told_facts
from mappings.fhir.elements import decoded_first
from mappings.fhir.references import Reference
from mappings.fhir.resources import Resource
from mappings.forms.form import Form
from mappings.forms.given import SIGNER, By
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, evidence_of, is_fresh, lasting
from mappings.readers.answerers import Named, answerers, named
from mappings.readers.answers import answers_that_settle, usable_answers
from mappings.readers.events_fact import number_told
from mappings.readers.form_item import FormItem, ItemKind
from mappings.readers.score import InstrumentSpec, stated_score
from mappings.readers.severity import severity
from mappings.readers.sources import forms_of
from mappings.readers.values import a_date, yes_or_no
from mappings.record.patient_record import AnswerSource
from service.worksheet.chart_people import name_of, relationship_of
from service.worksheet.desk import Desk
from service.worksheet.stand import Stand, form_of

MAX_ANSWERS = 6
"""Of one fact, the newest."""


class OnFile(Struct, frozen=True):
    """One answer on file; `whose` it is where it is the signer's to correct, else None.

    `counts` is whether it is among those that the fact is told from.
    """

    said: Evidence
    whose: By | None = None
    counts: bool = True


class AnswersOnFile:
    """The answers of one record, as the signer of a sheet finds them."""

    def __init__(self, desk: Desk, stand: Stand) -> None:
        self._form: Form = form_of(desk, stand)
        self._facts: PatientFacts = stand.judged.facts
        self._me = self._person(desk.signer.reference)
        self._told: dict[str, tuple[OnFile, ...]] = {}

    def about(self, fact: str) -> tuple[OnFile, ...]:
        """The answers to one fact, newest first; those that do not count last."""
        if fact not in self._told:
            item = self._form.item(fact)
            self._told[fact] = tuple(self._answers(item))[:MAX_ANSWERS] if item else ()
        return self._told[fact]

    def of(self, finding: Finding) -> Iterator[OnFile]:
        """The answers to every fact of a criterion."""
        groups = [each for path in self._form.paths for each in path.groups if each.path == finding.id]
        asked = [item.fact for group in groups for item in group.every_item()]
        for fact in dict.fromkeys((*asked, *(fact for _, fact in told_facts(finding)))):
            yield from self.about(fact)

    def criterion_of(self, fact: str) -> str:
        """The criterion under which a fact is asked; empty where none asks it."""
        place = self._form.place(fact)
        return place[0].path if place else ""

    def own(self, fact: str, reference: str) -> OnFile | None:
        """One that is the signer's to correct, by where it stands."""
        found = (each for each in self.about(fact) if each.said.reference == reference and each.whose)
        return next(found, None)

    def _answers(self, item: FormItem) -> Iterator[OnFile]:
        fact, facts = item.fact, self._facts
        sources = {each.reference: each for each in facts.record.answers.get(fact, ())}
        known = {each.reference: each for each in self._known(fact)}
        found = self._found(item)
        for answer in found.answers:
            said = known.get(answer.source.reference) or self._cited(answer, item)
            yield OnFile(said, self._whose(answer.source))
        for hint in found.hints:
            source = sources.get(hint.reference)
            if source:
                said = known.get(hint.reference, hint)
                yield OnFile(said, self._whose(source), counts=bool(hint.counts_until))

    def _known(self, fact: str) -> Iterator[Evidence]:
        read = self._facts[fact]
        yield from (each for each in (*read.hints, *read.evidence) if each.fact == fact)

    def _found(self, item: FormItem) -> Found:
        fact, facts = item.fact, self._facts
        if item.kind is ItemKind.SCORE:
            return usable_answers(facts.record.answers.get(fact, ()), facts, fact)
        return answers_that_settle(fact, item.answered_by, facts)

    def _cited(self, answer: Answer, item: FormItem) -> Evidence:
        """An answer that the fact was not told from."""
        value, facts = self._value(answer, item), self._facts
        cited = evidence_of(answer, item.fact, facts, value)
        if item.window is None or not is_fresh(answer, item.fact, facts):
            return cited
        return lasting(cited, answer, facts)

    def _value(self, answer: Answer, item: FormItem) -> str | int:
        source, facts = answer.source, self._facts
        spec = facts.mapping.fact_map.facts[item.fact]
        match item.kind:
            case ItemKind.SEVERITY:
                level = severity(source, item.fact, facts.mapping)
                return SEVERITIES[level] if isinstance(level, int) else ""
            case ItemKind.SCORE:
                score = stated_score(answer, spec, facts) if isinstance(spec, InstrumentSpec) else ""
                return score if isinstance(score, int) else ""
            case ItemKind.COUNT:
                told = number_told(answer, item.fact, facts)
                return told.shown
            case _:
                yes = yes_or_no(source.valued, item.fact, facts.mapping)
                if isinstance(yes, bool):
                    return "yes" if yes else "no"
                return getattr(a_date(source.valued, facts), "day", "")

    def _whose(self, source: AnswerSource) -> By | None:
        people = answerers(source, self._facts)
        if not self._me:
            return None
        if any(each.person == self._me for each in people):
            return SIGNER
        is_form = source.resource.resourceType == "QuestionnaireResponse"
        forms = [source.resource] if is_form else forms_of(source.resource, self._facts)
        return _by(people[0]) if len(people) == 1 and any(map(self._is_signed, forms)) else None

    def _is_signed(self, form: Resource) -> bool:
        author = decoded_first(form.author, Reference)
        return author is not None and named(author, form, self._facts.record).person == self._me

    def _person(self, reference: str) -> str:
        patient = self._facts.record.patient
        if not reference or patient is None:
            return ""
        return named(Reference(reference=reference), patient, self._facts.record).person


def _by(person: Named) -> By | None:
    """Whose answer it is, as an answer of the form tells it; None where that cannot be told."""
    reference = "" if "#" in person.reference else person.reference
    name = name_of(person.resource) if person.resource else person.display
    match person.kind:
        case "Patient":
            return By("patient")
        case "RelatedPerson":
            related = relationship_of(person.resource) if person.resource else ""
            return By("related-person", reference, name or person.display, related)
        case "Practitioner" | "PractitionerRole":
            return By("practitioner", reference, name or person.display)
    return None
