"""The application in process, for unregistered clients that may pin the date."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.settings import Settings
from service.web.app import create_app
from service.web.state import CdsService
from tests.support.fhir import Json


@cache
def app(**changes: Any) -> Flask:
    """The application for unregistered clients that may pin the date, with further settings."""
    return create_app(Settings(**{"require_token": False, "allow_as_of": True, **changes}))


def cds(**changes: Any) -> CdsService:
    """The service behind that application."""
    service: CdsService = app(**changes).extensions["cds"]
    return service


def call(service_id: str, body: Json | bytes, **changes: Any) -> TestResponse:
    """The answer to a POST, as JSON unless the body is given as bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    client: FlaskClient = app(**changes).test_client()
    return client.post(f"/cds-services/{service_id}", data=content, content_type="application/json")
