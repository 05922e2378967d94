"""Orders for the service."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.codes.fact_specs import HintSpec
from mappings.fhir.resources import string_or_empty
from mappings.hints.hint_reader import Hint, HintReader
from mappings.patient_facts import PatientFacts
from mappings.readers.in_force import order_in_force


def _service_order(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    for found in facts.record.orders:
        order, status = found.resource, string_or_empty(found.resource.status)
        if found.token.code == facts.service and status in ("active", "completed"):
            force = order_in_force(order, facts)
            state = force.problem or force.note if status == "active" else ""
            yield Hint(found.reference, facts.when(order.authoredOn), str(found.token), status, state)


SERVICE_ORDER = HintReader("service-order", HintSpec, _service_order, ("serviceRequests",))
