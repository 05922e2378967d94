"""Answers as somebody signs them, and the facts that are read from what was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache

from fhir.resources.R4B import get_fhir_model_class

from mappings.forms.form import Form, forms_of
from mappings.forms.given import By, Given, Signer, Submission
from mappings.forms.identity import full_url_of
from mappings.forms.response import resources_of
from tests.mappings.reading import mapping_for, policy_for
from tests.support.fhir import BASE, CLINICIAN, PATIENT, Json

DRAFT = "2f0a4c1e-7f0e-4f0e-9d3a-5f1b7a8c9d00"
SIGNED = datetime.fromisoformat("2026-02-27T10:15:30.250-05:00")
SIGNER = Signer(CLINICIAN, "Dr. Ada Okafor", "LPHA")
COLLEAGUE = Signer("Practitioner/colleague", "Dr. Ben Ito")
MOTHER = By("related-person", name="Rosa Vega", relationship="mother")
DAY = date(2026, 2, 10)
"""On which a score was administered."""


@cache
def form_of(phase: str = "admission", service: str = "H2017") -> Form:
    """The form of a shipped policy and a phase."""
    forms = forms_of(policy_for(service), mapping_for("").fact_map)
    return next(form for form in forms if form.phase == phase)


def signed(
    *given: Given,
    form: Form | None = None,
    at: datetime = SIGNED,
    by: Signer = SIGNER,
    draft: str = DRAFT,
    rule_set: str = "",
    on_file: Mapping[str, Json] | None = None,
) -> Submission:
    """Answers to a form, by the clinician unless told otherwise."""
    return Submission(
        form or form_of(), BASE, PATIENT, "visit", by, given, at, draft, on_file or {}, rule_set
    )


def saved(submission: Submission, number: int = 1) -> list[Json]:
    """What a server has of it: every resource with an id, the Observations referring to the response."""
    response, *observations = resources_of(submission)
    kept = f"QuestionnaireResponse/r{number}"
    url = full_url_of(response["identifier"])
    stored = [{**response, "id": f"r{number}"}]
    for each in observations:
        sources = [
            {"reference": kept if s["reference"] == url else s["reference"]} for s in each["derivedFrom"]
        ]
        fact = each["code"]["coding"][0]["code"]
        stored.append({"id": f"{fact[:50]}-{number}", **each, "derivedFrom": sources})
    return stored


def valid(resources: Iterable[Json]) -> None:
    """Have `fhir.resources` validate resources as R4.

    Raises:
        ValueError: when one is not valid.
    """
    for resource in resources:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def ways(resources: list[Json]) -> list[list[Json]]:
    """By the form alone, by the Observations alone, and by both."""
    response, *observations = resources
    return [[response], observations, resources]
