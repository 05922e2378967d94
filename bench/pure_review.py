"""How many patients one core reviews in a second, with no hook and no server: what a population costs.

Beside it the typed decode of the same bytes, which is part of the review, and `orjson.loads`, which is not.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any

import orjson

from bench import targets
from bench.bodies import SERVICE_CODE, Body, patients
from bench.check import WrongAnswer
from bench.report import Figure, compared
from mappings.record.read_record import read_record
from service.hooks.request import decode_request
from service.installation import load_installation
from service.review.question import Question
from service.settings import Settings
from tests.support.fhir import ON

_SITE = "example-private"
_PATIENTS, _SIZE = 20, 200_000
_REVIEW, _DECODE, _LOADS = "pure review", "typed decode", "orjson.loads"


def pure_review(rounds: int) -> Iterator[Figure]:
    """CPU of the review and of both decodes, in turns, and patients a second.

    Raises:
        WrongAnswer: when a patient gets no card.
    """
    reviewed = list(patients(_PATIENTS, _SIZE))
    work: dict[str, Callable[[Body], Any]] = {
        _REVIEW: _reviewer(),
        _DECODE: lambda patient: decode_request(patient.content),
        _LOADS: lambda patient: orjson.loads(patient.content),
    }
    times: dict[str, list[float]] = {name: [] for name in work}
    gc.collect()
    gc.freeze()  # as a worker does once it has started
    for _ in range(rounds):
        for name, each in work.items():
            times[name].append(_cpu_ms(each, reviewed))
    what = f"patients of {_SIZE // 1000} KB"
    for name in (_REVIEW, _LOADS):
        limit = targets.REVIEW_TO_DECODE if name == _REVIEW else None
        yield compared(f"CPU, {name}, {what} (base: typed decode)", times[name], times[_DECODE], limit)
    for name, taken in times.items():
        yield Figure(f"{name}, {what}, a second and core", "1/s", 1000 / median(taken))


def _reviewer() -> Callable[[Body], None]:
    """From the bytes to the cards of one patient; what does not depend on the patient is made before."""
    settings = Settings(site=_SITE, require_token=False)
    reviewer = load_installation(settings).sites[_SITE].reviewer

    def review(patient: Body) -> None:
        request = decode_request(patient.content)
        record = read_record(patient.patient_id, request.prefetch or {}, reviewer.mapping)
        if not reviewer.review(record, Question({SERVICE_CODE: ()}), ON).cards:
            raise WrongAnswer(f"{patient.name}: no card")

    return review


def _cpu_ms(work: Callable[[Body], Any], reviewed: Sequence[Body]) -> float:
    begun = time.thread_time()
    for patient in reviewed:
        work(patient)
    return (time.thread_time() - begun) * 1000 / len(reviewed)
