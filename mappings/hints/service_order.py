"""Orders for the service."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.codes.fact_specs import HintSpec
from mappings.fhir.resources import string_or_empty
from mappings.hints.hint_reader import Hint, HintReader
from mappings.patient_facts import PatientFacts


def _service_order(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    for found in facts.record.orders:
        status = string_or_empty(found.resource.status)
        if found.token.code == facts.service and status in ("active", "completed"):
            yield Hint(found.reference, facts.when(found.resource.authoredOn), str(found.token), status)


SERVICE_ORDER = HintReader("service-order", HintSpec, _service_order, ("serviceRequests",))
