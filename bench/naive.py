"""The same job without thought: `get_json`, every resource through `fhir.resources`, `jsonify`.

It evaluates no criterion, keeps nothing and checks nobody, which flatters it.
Its answer is about as long as the service's to the bench's bodies.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from flask import Flask, Response, jsonify, request

_model = cache(get_fhir_model_class)
_FINDINGS = 24
_SENTENCE = "What the policy says of this criterion, in its own words, is repeated beside what was found. "

app = Flask("naive")


@app.post("/cds-services/naive")
def call() -> Response:
    """One hook call: 200 when every resource of the prefetch is valid, with how many there are."""
    resources = [each for slot in request.get_json()["prefetch"].values() for each in _resources(slot)]
    for resource in resources:
        _model(resource["resourceType"]).model_validate(resource)
    return jsonify({"cards": [_card(len(resources))]})


def _resources(slot: dict[str, Any]) -> list[dict[str, Any]]:
    if slot["resourceType"] != "Bundle":
        return [slot]
    return [entry["resource"] for entry in slot.get("entry", ())]


def _card(resources: int) -> dict[str, Any]:
    findings = [_finding(number) for number in range(_FINDINGS)]
    return {
        "uuid": "00000000-0000-4000-8000-000000000001",
        "summary": f"{resources} resources are valid",
        "indicator": "info",
        "detail": "\n".join(f"- **{each['id']}: {each['outcome']}** {_SENTENCE}" for each in findings),
        "source": {"label": "The naive build", "url": "https://criteria-cards.example/naive"},
        "extension": {"findings": findings},
    }


def _finding(number: int) -> dict[str, Any]:
    return {
        "id": f"A.{number}",
        "outcome": "met",
        "title": "What a criterion of the policy is called",
        "text": _SENTENCE * 4,
        "evidence": [
            {
                "fact": "a-fact-by-its-name",
                "reference": "Observation/00000000-0000-4000-8000-000000000002",
                "date": "2026-02-09",
                "value": "yes",
            }
        ],
    }
