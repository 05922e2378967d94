"""Reads the stored bodies: each file of corpus/ tells how its bodies are made, and how they are answered.

A body stands in a frame, which is a small true request with a hole:

    body               nothing but the hole
    member             beside the members of the request
    context            beside the members of its context
    order              as the code of the order
    prefetch           as one of the prefetched values
    prefetch member    beside the prefetched values
    observation        beside the members of an Observation that is evidence
    condition          beside the members of a Condition that is
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.fuzz.service import CALL, FEEDBACK

_FOLDER = Path(__file__).parent / "corpus"
_HOLE = '"HOLE":0'
_ORDER = '{"coding":[{"system":"http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets","code":"H2017"}]}'
_PATIENT = '{"resourceType":"Patient","id":"p","birthDate":"1984-05-17"}'
_OBSERVATION = (
    '{"resourceType":"Observation","id":"o","status":"final","subject":{"reference":"Patient/p"},'
    '"code":{"coding":[{"system":"https://criteria-cards.example/fhir/CodeSystem/criteria-input",'
    '"code":"lpha-evaluation"}]},"effectiveDateTime":"2026-02-20","performer":[{"reference":"Practitioner/l"}],'
    '"valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA33-6"}]},"HOLE":0}'
)
_CONDITION = (
    '{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"coding":['
    '{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.1"}]},"clinicalStatus":{"coding":[{"system":'
    '"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"HOLE":0}'
)


class Case(NamedTuple):
    """A body, where it is sent as what, and the statuses it may be answered with."""

    path: str
    body: bytes
    media_type: str
    statuses: tuple[int, ...]


def cases() -> dict[str, Case]:
    """All cases, by file and name."""
    return {
        f"{path.stem}: {name}": _case(told)
        for path in sorted(_FOLDER.glob("*.json"))
        for name, told in json.loads(path.read_text(encoding="utf-8")).items()
    }


def _case(told: Mapping[str, Any]) -> Case:
    to = told.get("to", "order-select")
    before, after = _frame(told.get("frame", "body"))
    encoding = told.get("encoding", "utf-8")
    hole = b"".join(_parts(told["parts"], encoding))
    body = before.encode(encoding) + hole + after.encode(encoding)
    statuses = told.get("status", 400)
    return Case(
        FEEDBACK if to == "feedback" else CALL.format(to),
        body,
        told.get("type", "application/json"),
        tuple(statuses) if isinstance(statuses, list) else (statuses,),
    )


def _parts(parts: Any, encoding: str) -> Iterator[bytes]:
    for part in [parts] if isinstance(parts, (str, dict)) else parts:
        if isinstance(part, str):
            yield part.encode(encoding)
        elif "hex" in part:
            yield bytes.fromhex(part["hex"])
        else:
            yield part["repeat"].encode(encoding) * part["times"]


def _frame(name: str) -> tuple[str, str]:
    """What stands before the hole and after it."""
    prefetch = {
        "prefetch": '"observations":"HOLE":0',
        "prefetch member": _HOLE,
        "observation": f'"criteriaInputs":{_OBSERVATION}',
        "condition": f'"conditions":{_CONDITION}',
    }.get(name, "")
    context = f",{_HOLE}" if name == "context" else ""
    member = f",{_HOLE}" if name == "member" else ""
    order = _HOLE if name == "order" else _ORDER
    request = (
        '{"hook":"order-select","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",'
        '"context":{"userId":"Practitioner/l","patientId":"p","selections":["ServiceRequest/s"],"draftOrders":'
        f'{{"entry":[{{"resource":{{"resourceType":"ServiceRequest","id":"s","code":{order}}}}}]}}{context}}},'
        f'"prefetch":{{"patient":{_PATIENT}{"," if prefetch else ""}{prefetch}}},'
        f'"extension":{{"com.criteria-cards.as-of":"2026-03-01"}}{member}}}'
    )
    before, _, after = (_HOLE if name == "body" else request).partition(_HOLE)
    return before, after
