"""Schemathesis against the running service: whatever the document allows or forbids, the service agrees."""

from __future__ import annotations

import json
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from mappings.codes.code_systems import Token
from service.hooks.registry import HOOKS
from service.web.openapi import openapi
from tests.support.running.service import Served

HCPCS_URI = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"

# What the document allows is answered, or refused because no patient came along.
_ACCEPTED = {"checks": {"positive_data_acceptance": {"expected-statuses": [200, 404, 412]}}}

_LAUNCHED = ("/smart/", "/worksheet/")
"""What nobody reaches without an EHR that launches it."""

schema = schemathesis.openapi.from_dict(
    json.loads(openapi("http://127.0.0.1", HOOKS.values(), [Token(HCPCS_URI, "H2017")])),
    config=SchemathesisConfig.from_dict(_ACCEPTED),
)


@schema.parametrize()
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=list(HealthCheck),
)
def test_the_service_keeps_to_its_document(case: schemathesis.Case[Any], service: Served) -> None:
    answer = case.call(base_url=service.url)
    names_nothing = b'"context.selections"' in answer.content  # no schema can tell which orders there are
    is_launched = case.operation.path.startswith(_LAUNCHED)
    is_of_forms = "questionnaire-" in case.operation.path  # nor which parameters fit together
    case.validate_response(
        answer,
        excluded_checks=[positive_data_acceptance] if names_nothing or is_launched or is_of_forms else None,
    )
