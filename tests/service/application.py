"""The application in process, with tokens off and whatever else a test sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from service.audit.audit_log import AuditLog
from service.settings import Settings
from service.web.app import create_app
from tests.goldens.service import golden_request

CALL = "/cds-services/criteria-order-select"
SIGN = "/cds-services/criteria-order-sign"
VIEW = "/cds-services/criteria-patient-view"
FEEDBACK = f"{CALL}/feedback"


def request(case: str = "h2017-adult-admission-met", hook: str = "order-select") -> dict[str, Any]:
    """The golden request of a case, as another hook's where that is asked for."""
    return golden_request(case) | {"hook": hook}


def application(data: Path, memory: AuditLog | None = None, **changes: Any) -> FlaskClient:
    """A client of the application with these settings."""
    given = {
        "site": "example-private",
        "clients": None,
        "require_token": False,
        "allow_as_of": True,
        "allow_loopback_fhir": True,
        "data": data,
        "database_url": "",
    }
    return create_app(Settings(**(given | changes)), memory).test_client()
