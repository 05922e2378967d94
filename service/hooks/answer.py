"""The one line from a call to its answer: a hook's question, the record, its review, the cards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from cds_cards.card import Card, encoded
from mappings.record.patient_record import PatientRecord
from mappings.record.validate_evidence import validate_evidence
from service.current_request import is_of_instance
from service.hooks.caller import Caller
from service.hooks.completed_record import Chart, Gathered, completed_record
from service.hooks.draft_orders import of_this_patient
from service.hooks.hook import Hook
from service.hooks.request import Context, decode_request
from service.hooks.stages import Stages
from service.review.question import Question
from service.review.reviewer import Review, Validator

Encode = Callable[[Iterable[Card]], bytes]


class Answered(Struct, frozen=True):
    """One answered call: what it was, what came of it, and what may be told of the way there.

    `body` is the request's, `answer` the response's; `unlisted_server` is a
    `fhirServer` that this client may not name. `record` is there for who wants to see it.
    """

    hook: Hook
    instance: str
    context: Context
    caller: Caller
    on: date
    body: bytes
    review: Review
    answer: bytes
    stages: Stages
    question: Question
    gathered: Gathered
    unlisted_server: str = ""
    record: PatientRecord | None = None


def answer(hook: Hook, body: bytes, caller: Caller) -> Answered:
    """The answer to one call of a hook.

    Raises:
        Malformed: when the request is not what the specification asks for.
        NoPatient: when the Patient cannot be had.
    """
    started = time.monotonic()
    request = decode_request(body)
    instance = str(request.hookInstance)
    is_of_instance(instance)
    context = hook.context_of(request)
    question = hook.question(context, caller.site)
    on = caller.evaluation_date(request)
    decoded = read = time.monotonic()
    seen: PatientRecord | None = None
    access, gathered, review = None, Gathered(), Review(gaps=question.gaps)
    if question.services:
        access = caller.access(request, started)
        server = request.fhirServer or ""
        chart = Chart(context.patientId, caller.site, on, caller.completer, access, server)
        record, gathered = completed_record(chart, request.prefetch or {}, question)
        read = time.monotonic()
        question = replace(
            of_this_patient(question, record),
            request_id=caller.request_id,
            worksheet=caller.worksheet,
            user=context.userId,
            context=request.context,
        )
        review = caller.site.reviewer.review(record, question, on, _validator(body, caller))
        seen = record if caller.keeps_record else None
        del record  # freed after the request whose parts it holds, it scatters what the next call is given
    evaluated = time.monotonic()
    response = encoded(review.cards)
    stages = Stages(
        decode=decoded - started,
        gather=gathered.seconds,
        read=read - decoded - gathered.seconds,
        evaluate=evaluated - read,
        encode=time.monotonic() - evaluated,
    )
    return Answered(
        hook,
        instance,
        context,
        caller,
        on,
        body,
        review,
        response,
        stages,
        question,
        gathered,
        (request.fhirServer or "") if question.services and access is None else "",
        seen,
    )


def _validator(body: bytes, caller: Caller) -> Validator | None:
    return partial(validate_evidence, body) if caller.validates_evidence else None
