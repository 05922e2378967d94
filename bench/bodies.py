"""Hook bodies of given sizes: an order for H2017 for an adult whose record holds every answer and much else.

What decides is the same in every size; what grows is noise, in the mix of an
EHR: laboratory results, other instruments, problems, contacts, plans, forms.
All of it is invented and the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from bench.codes import BIPOLAR
from bench.resources import Record
from bench.writer import yes, yes_concept
from tests.support.bundles import searchset
from tests.support.fhir import BASE, SERVER, Json, item
from tests.support.hook_calls import ADULT_YES, AS_OF, TODAY, draft, order_select

SIZES: Mapping[str, int] = {"50 KB": 50_000, "500 KB": 500_000, "5 MB": 5_000_000, "10 MB": 10_000_000}
DIRTY = 0.03
SERVICE_CODE = "H2017"
_ATTESTED = date(2026, 2, 9)
_SEED = 2017

# By Observation, and by one form; criterion E keeps one open item, so that hints are read too.
_OBSERVED = (
    "lpha-evaluation",
    "lpha-evaluation-independent",
    "spmi-present",
    "symptoms-interfere",
    "impairment-attributable",
    "lpha-recommends",
)
_RATED = (
    "severity-daily-living",
    "severity-relationships",
    "severity-school-work",
    "severity-recreation",
)
_ANSWERED = tuple(fact for fact in ADULT_YES if fact not in _OBSERVED)
_MODERATE = 2

_MIX: tuple[tuple[int, str, Callable[[Record], Json]], ...] = (
    (42, "observations", Record.laboratory),
    (20, "observations", Record.survey),
    (12, "conditions", Record.condition),
    (12, "encounters", Record.encounter),
    (4, "carePlans", Record.plan),
    (3, "goals", Record.goal),
    (3, "procedures", Record.procedure),
    (2, "documents", Record.document),
    (2, "questionnaireResponses", Record.any_form),
)
_KEYS = ("criteriaInputs", *dict.fromkeys(key for _, key, _ in _MIX), "serviceRequests")

# Elements that EHRs have been seen to send in a wrong shape, and a wrong shape for each.
_WRONG: tuple[tuple[str, Any], ...] = (
    ("code", "a text"),
    ("code", {"coding": {"code": "a coding that is no list"}}),
    ("status", 7),
    ("subject", 5),
    ("category", {"coding": "a text"}),
    ("effectiveDateTime", {"start": 2020}),
    ("valueQuantity", "12 mg/dL"),
    ("period", ["2020-01-01"]),
    ("resourceType", 7),
)


class Body(NamedTuple):
    """A request body and how many resources its prefetch holds."""

    name: str
    patient_id: str
    content: bytes
    resources: int


def bodies() -> list[Body]:
    """One body of each size, the smallest first."""
    return [_body(name, size, dirty=False) for name, size in SIZES.items()]


def dirty(name: str) -> Body:
    """The body of that size with a wrong type in a few of its resources."""
    return _body(name, SIZES[name], dirty=True)


def patients(count: int, size: int) -> Iterator[Body]:
    """Bodies of so many different patients, each of about that size in bytes."""
    for number in range(count):
        yield _body(f"patient {number}", size, dirty=False, seed=_SEED + number)


def _body(name: str, size: int, dirty: bool, seed: int = _SEED) -> Body:
    record = Record(seed)
    patient = record.patient("1984-05-17")
    prefetch: dict[str, list[Json]] = {key: [] for key in _KEYS}
    for key, resource in _that_decides(record):
        prefetch[key].append(resource)
    room = size - len(_encoded(record, patient, prefetch))
    for key, resource in _noise(record):
        room -= len(msgspec.json.encode(_entry(resource)))
        if room < 0:
            break
        prefetch[key].append(resource)
    if dirty:
        _spoil([each for listed in prefetch.values() for each in listed], record)
    resources = 1 + sum(map(len, prefetch.values()))
    return Body(name, record.patient_id, _encoded(record, patient, prefetch), resources)


def _that_decides(record: Record) -> Iterator[tuple[str, Json]]:
    yield "conditions", record.condition(BIPOLAR)
    for fact in _OBSERVED:
        yield "criteriaInputs", record.attested(fact, _ATTESTED, yes_concept())
    for fact in _RATED:
        yield "criteriaInputs", record.attested(fact, _ATTESTED, {"valueInteger": _MODERATE})
    items = [item(fact, yes(), text=fact.replace("-", " ")) for fact in _ANSWERED]
    group = {"linkId": "criteria", "text": "Criteria for admission", "item": items}
    form = f"{BASE}/Questionnaire/h2017-admission-adult"
    yield (
        "questionnaireResponses",
        record.questionnaire_response(form, f"{_ATTESTED.isoformat()}T10:00:00-05:00", [group]),
    )


def _noise(record: Record) -> Iterator[tuple[str, Json]]:
    weights = [weight for weight, _, _ in _MIX]
    while True:
        _, key, write = record.random.choices(_MIX, weights)[0]
        yield key, write(record)


def _spoil(resources: list[Json], record: Record) -> None:
    """Put a wrong type into a few resources, each where it has the element."""
    for resource in record.random.sample(resources, k=max(1, round(DIRTY * len(resources)))):
        fitting = [(element, wrong) for element, wrong in _WRONG if element in resource]
        element, wrong = record.random.choice(fitting)
        resource[element] = wrong


def _encoded(record: Record, patient: Json, prefetch: Mapping[str, Iterable[Json]]) -> bytes:
    call = order_select(
        draft(SERVICE_CODE, of=record.patient_id),
        of=record.patient_id,
        prefetch={"patient": patient, **{key: searchset(*listed) for key, listed in prefetch.items()}},
        hookInstance="00000000-0000-4000-8000-000000002017",
        fhirServer=SERVER,
        extension={AS_OF: TODAY},
    )
    return msgspec.json.encode(call)


def _entry(resource: Json) -> Json:
    entry: Json = searchset(resource)["entry"][0]
    return entry
