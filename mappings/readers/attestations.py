"""Reads what only a person can say: yes or no, a date, a rating of functioning."""

from __future__ import annotations

from datetime import date
from functools import partial

from criteria.facts import SEVERITIES, Evidence, Fact
from criteria.spans import Span
from criteria.truth import Truth
from mappings.codes.fact_specs import (
    Answerer,
    AttestationSpec,
    EventDateSpec,
    FactSpec,
    ImprovementSpec,
    RatingSpec,
    RecommendationSpec,
)
from mappings.fhir.dates import When, parse_when
from mappings.fhir.elements import Reference, decoded_first
from mappings.fhir.resources import string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answers import (
    Answer,
    Reading,
    Unusable,
    evidence_of,
    fact_from_newest,
    settles,
    stale,
    usable_answers,
)
from mappings.readers.practitioners import is_lpha
from mappings.readers.trend import Step, since_baseline
from mappings.readers.values import a_date, severity, yes_or_no
from mappings.record.patient_record import AnswerSource

ADULT_MEMBER = Span(21, "year")
PRACTITIONER: tuple[Answerer, ...] = ("practitioner",)


def read_attestation(name: str, spec: AttestationSpec, facts: PatientFacts) -> Fact:
    """The newest yes or no of somebody whose word settles it."""
    return stated(name, spec, spec.answered_by, facts)


def read_recommendation(name: str, spec: RecommendationSpec, facts: PatientFacts) -> Fact:
    """The LPHA's recommendation: attested or, where the site says so, an order for the service by an LPHA."""
    fact = stated(name, spec, PRACTITIONER, facts)
    if is_answered(name, facts) or not facts.mapping.site.order_of_lpha_recommends:
        return fact
    for found in facts.record.orders:
        requester = decoded_first(found.resource.requester, Reference)
        authored = parse_when(found.resource.authoredOn)
        since = facts.mapping.window(name).before(facts.on)
        recent = authored is not None and since <= authored.first <= facts.on
        ours = found.token.code == facts.service and string_or_empty(found.resource.status) in (
            "active",
            "completed",
        )
        if ours and recent and authored and is_lpha(requester, facts.record, facts.mapping):
            note = "an order by an LPHA, which the site takes as the recommendation"
            proof = Evidence(name, found.reference, authored.day, str(found.token), "yes", note)
            return Fact(name, Truth.MET, evidence=(proof,))
    return fact


def stated(name: str, spec: FactSpec, answered_by: tuple[Answerer, ...], facts: PatientFacts) -> Fact:
    """A yes or no for any fact, by those who may give it."""

    def read(answer: Answer) -> Reading | Unusable:
        value = yes_or_no(answer.source.valued, facts.mapping)
        if isinstance(value, Unusable):
            return value
        truth, said = (Truth.MET, "yes") if value else (Truth.NOT_MET, "no")
        return Reading(truth, said, answer.of_lpha)

    answers, hints = answers_that_settle(name, answered_by, facts)
    return fact_from_newest(name, answers, hints, read, facts.on, facts.mapping.window(name), asked(spec))


def is_answered(name: str, facts: PatientFacts) -> bool:
    """Whether a practitioner answered within the window; then, readable or not, nothing stands in for it."""
    answers, _ = answers_that_settle(name, PRACTITIONER, facts)
    return bool(answers) and answers[0].when.first >= facts.mapping.window(name).before(facts.on)


def read_event_date(name: str, spec: EventDateSpec, facts: PatientFacts) -> Fact:
    """The date of an event, or a clinician's word that there was none; the policy judges its age."""

    def read(answer: Answer) -> Reading | Unusable:
        if yes_or_no(answer.source.valued, facts.mapping) is False:
            return Reading(Truth.NOT_MET, "none")
        return past_day(a_date(answer.source.valued), facts.on)

    answers, hints = answers_that_settle(name, PRACTITIONER, facts)
    fact = fact_from_newest(name, answers, hints, read, facts.on, None, asked(spec))
    window = facts.mapping.window(name)
    if fact.value is Truth.NOT_MET and answers[0].when.first < window.before(facts.on):
        return Fact(name, reason=stale(answers[0].when, window, "none").reason, hints=fact.evidence)
    return fact


def past_day(when: When | None, on: date) -> Reading | Unusable:
    """A whole date on or before a day, as a value."""
    if when is None:
        return Unusable("it holds no date that can be read")
    if when.first != when.last:
        return Unusable(f"{when.day} is no whole date")
    if when.first > on:
        return Unusable(f"{when.day} lies in the future")
    return Reading(when.first, when.day)


def read_rating(name: str, spec: RatingSpec, facts: PatientFacts) -> Fact:
    """A clinician's rating of one domain; other instruments stand beside it as hints."""

    def read(answer: Answer) -> Reading | Unusable:
        rating = severity(answer.source.valued, facts.mapping)
        return rating if isinstance(rating, Unusable) else Reading(rating, SEVERITIES[rating])

    answers, hints = answers_that_settle(name, PRACTITIONER, facts)
    return fact_from_newest(name, answers, hints, read, facts.on, facts.mapping.window(name), asked(spec))


def read_improvement(name: str, spec: ImprovementSpec, facts: PatientFacts) -> Fact:
    """A clinician's word that a domain improved; without it, two ratings by clinicians under one code."""
    word = stated(name, spec, PRACTITIONER, facts)
    start = facts["service-start"].value
    if is_answered(name, facts) or not is_answered(spec.rating, facts) or not isinstance(start, date):
        return word
    ratings, _ = answers_that_settle(spec.rating, PRACTITIONER, facts)
    change = since_baseline(start, ratings, partial(severity, mapping=facts.mapping))
    if change is None:
        return word
    proof = (_rated(spec.rating, change.now), _rated(spec.rating, change.before, "baseline"))
    improved = change.now.level < change.before.level
    return Fact(name, Truth.MET if improved else Truth.NOT_MET, evidence=proof)


def _rated(rating: str, step: Step, note: str = "") -> Evidence:
    return evidence_of(step.answer.source, rating, step.answer.when, SEVERITIES[step.level], note)


def answers_that_settle(
    fact: str, answered_by: tuple[Answerer, ...], facts: PatientFacts
) -> tuple[list[Answer], list[Evidence]]:
    """The answers of people whose word settles the question, newest first, and all others as hints."""
    answers, hints = usable_answers(facts.record.answers.get(fact, ()), facts, fact)
    under_21 = facts.is_under(ADULT_MEMBER) if "related-person-under-21" in answered_by else False
    unsigned = facts.mapping.site.forms_are_practitioner_only
    kept = []
    for answer in answers:
        objection = settles(answered_by, answer.answerers, under_21, unsigned)
        if objection:
            hints.append(evidence_of(answer.source, fact, answer.when, said(answer.source, facts), objection))
        else:
            kept.append(answer)
    return kept, hints


def said(source: AnswerSource, facts: PatientFacts) -> str:
    """An answer that settles nothing, in a word, where it can be read."""
    answer = yes_or_no(source.valued, facts.mapping)
    return "" if isinstance(answer, Unusable) else "yes" if answer else "no"


def asked(spec: FactSpec) -> str:
    """What to say when there is no answer."""
    return f"{spec.supplied_by} can supply it"
