"""The CapabilityStatement: what can be read and searched for under /fhir/."""

from __future__ import annotations

from mappings.forms.given import Json
from mappings.forms.terminology import Edition

KINDS = ("Questionnaire", "CodeSystem", "ValueSet", "ConceptMap", "Library", "PlanDefinition")
"""The kinds of resources that are published."""

_DTR = "http://hl7.org/fhir/us/davinci-dtr/OperationDefinition/"
_DEFINED_BY = "http://hl7.org/fhir/SearchParameter/"
_PARAMETERS: tuple[tuple[str, str, str], ...] = (
    ("_id", "token", f"{_DEFINED_BY}Resource-id"),
    ("url", "uri", f"{_DEFINED_BY}conformance-url"),
    ("version", "token", f"{_DEFINED_BY}conformance-version"),
)


def capability_statement(url: str, edition: Edition) -> Json:
    """What a service that is reached at a URL can do."""
    return {
        "resourceType": "CapabilityStatement",
        "url": f"{edition.codes.base}/CapabilityStatement/criteria-cards",
        "version": edition.version,
        "name": "CriteriaCards",
        "title": "Criteria Cards",
        "status": "active",
        "date": edition.made,
        "publisher": "Criteria Cards",
        "kind": "instance",
        "software": {"name": "criteria-cards", "version": edition.version},
        "implementation": {
            "description": "Forms, terminology and policies as CQL, to read",
            "url": f"{url}/fhir",
        },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [{"mode": "server", "resource": [_resource(kind) for kind in KINDS]}],
    }


def _resource(kind: str) -> Json:
    parameters = [{"name": name, "type": of, "definition": at} for name, of, at in _PARAMETERS]
    stated: Json = {
        "type": kind,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchParam": parameters,
    }
    if kind == "ValueSet":
        definition = "http://hl7.org/fhir/OperationDefinition/ValueSet-expand"
        stated["operation"] = [{"name": "expand", "definition": definition}]
    if kind == "Questionnaire":
        names = ("questionnaire-package", "log-questionnaire-errors")
        stated["operation"] = [{"name": name, "definition": f"{_DTR}{name}"} for name in names]
    return stated
