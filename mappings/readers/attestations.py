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
from mappings.fhir.elements import Reference, first
from mappings.fhir.resources import text
from mappings.patient_facts import Inquiry
from mappings.readers.answers import Answer, Reading, Unusable, counted, evidence_of, settled, settles, stale
from mappings.readers.practitioners import is_lpha
from mappings.readers.trend import Step, change_since
from mappings.readers.values import a_date, severity, yes_or_no
from mappings.record.patient_record import Source

ADULT_MEMBER = Span(21, "year")
PRACTITIONER: tuple[Answerer, ...] = ("practitioner",)


def read_attestation(name: str, spec: AttestationSpec, inquiry: Inquiry) -> Fact:
    """The newest yes or no of somebody whose word settles it."""
    return stated(name, spec, spec.answered_by, inquiry)


def read_recommendation(name: str, spec: RecommendationSpec, inquiry: Inquiry) -> Fact:
    """The LPHA's recommendation: attested or, where the site says so, an order for the service by an LPHA."""
    fact = stated(name, spec, PRACTITIONER, inquiry)
    if is_answered(name, inquiry) or not inquiry.mapping.site.order_of_lpha_recommends:
        return fact
    for found in inquiry.record.orders:
        requester = first(found.resource.requester, Reference)
        authored = parse_when(found.resource.authoredOn)
        since = inquiry.mapping.window(name).before(inquiry.on)
        recent = authored is not None and since <= authored.first <= inquiry.on
        ours = found.token.code == inquiry.service and text(found.resource.status) in ("active", "completed")
        if ours and recent and authored and is_lpha(requester, inquiry.record, inquiry.mapping):
            note = "an order by an LPHA, which the site takes as the recommendation"
            proof = Evidence(name, found.reference, authored.day, str(found.token), "yes", note)
            return Fact(name, Truth.MET, evidence=(proof,))
    return fact


def stated(name: str, spec: FactSpec, answered_by: tuple[Answerer, ...], inquiry: Inquiry) -> Fact:
    """A yes or no for any fact, by those who may give it."""

    def read(answer: Answer) -> Reading | Unusable:
        value = yes_or_no(answer.source.valued, inquiry.mapping)
        if isinstance(value, Unusable):
            return value
        truth, said = (Truth.MET, "yes") if value else (Truth.NOT_MET, "no")
        return Reading(truth, said, answer.of_lpha)

    answers, hints = settling(name, answered_by, inquiry)
    return settled(name, answers, hints, read, inquiry.on, inquiry.mapping.window(name), asked(spec))


def is_answered(name: str, inquiry: Inquiry) -> bool:
    """Whether a practitioner answered within the window; then, readable or not, nothing stands in for it."""
    answers, _ = settling(name, PRACTITIONER, inquiry)
    return bool(answers) and answers[0].when.first >= inquiry.mapping.window(name).before(inquiry.on)


def read_event_date(name: str, spec: EventDateSpec, inquiry: Inquiry) -> Fact:
    """The date of an event, or a clinician's word that there was none; the policy judges its age."""

    def read(answer: Answer) -> Reading | Unusable:
        if yes_or_no(answer.source.valued, inquiry.mapping) is False:
            return Reading(Truth.NOT_MET, "none")
        return past_day(a_date(answer.source.valued), inquiry.on)

    answers, hints = settling(name, PRACTITIONER, inquiry)
    fact = settled(name, answers, hints, read, inquiry.on, None, asked(spec))
    window = inquiry.mapping.window(name)
    if fact.value is Truth.NOT_MET and answers[0].when.first < window.before(inquiry.on):
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


def read_rating(name: str, spec: RatingSpec, inquiry: Inquiry) -> Fact:
    """A clinician's rating of one domain; other instruments stand beside it as hints."""

    def read(answer: Answer) -> Reading | Unusable:
        rating = severity(answer.source.valued, inquiry.mapping)
        return rating if isinstance(rating, Unusable) else Reading(rating, SEVERITIES[rating])

    answers, hints = settling(name, PRACTITIONER, inquiry)
    return settled(name, answers, hints, read, inquiry.on, inquiry.mapping.window(name), asked(spec))


def read_improvement(name: str, spec: ImprovementSpec, inquiry: Inquiry) -> Fact:
    """A clinician's word that a domain improved; without it, two ratings by clinicians under one code."""
    word = stated(name, spec, PRACTITIONER, inquiry)
    start = inquiry.facts["service-start"].value
    if is_answered(name, inquiry) or not is_answered(spec.rating, inquiry) or not isinstance(start, date):
        return word
    ratings, _ = settling(spec.rating, PRACTITIONER, inquiry)
    change = change_since(start, ratings, partial(severity, mapping=inquiry.mapping))
    if change is None:
        return word
    proof = (_rated(spec.rating, change.now), _rated(spec.rating, change.before, "baseline"))
    improved = change.now.level < change.before.level
    return Fact(name, Truth.MET if improved else Truth.NOT_MET, evidence=proof)


def _rated(rating: str, step: Step, note: str = "") -> Evidence:
    return evidence_of(step.answer.source, rating, step.answer.when, SEVERITIES[step.level], note)


def settling(
    fact: str, answered_by: tuple[Answerer, ...], inquiry: Inquiry
) -> tuple[list[Answer], list[Evidence]]:
    """The answers of people whose word settles the question, newest first, and all others as hints."""
    answers, hints = counted(inquiry.record.answers.get(fact, ()), inquiry, fact)
    under_21 = inquiry.is_under(ADULT_MEMBER) if "related-person-under-21" in answered_by else False
    unsigned = inquiry.mapping.site.forms_are_practitioner_only
    kept = []
    for answer in answers:
        objection = settles(answered_by, answer.answerers, under_21, unsigned)
        if objection:
            hints.append(
                evidence_of(answer.source, fact, answer.when, said(answer.source, inquiry), objection)
            )
        else:
            kept.append(answer)
    return kept, hints


def said(source: Source, inquiry: Inquiry) -> str:
    """An answer that settles nothing, in a word, where it can be read."""
    answer = yes_or_no(source.valued, inquiry.mapping)
    return "" if isinstance(answer, Unusable) else "yes" if answer else "no"


def asked(spec: FactSpec) -> str:
    """What to say when there is no answer."""
    return f"{spec.supplied_by} can supply it"
