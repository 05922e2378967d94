"""What operators ask: whether the service lives, whether it is ready, what it counted, what it serves."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Blueprint, Response, current_app, g, request

from service.audit.spool_files import files
from service.hooks.registry import HOOKS
from service.telemetry.health import overall
from service.web.openapi import openapi as document

if TYPE_CHECKING:
    from service.web.app import CdsService

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the process answers at all."""
    return _json({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether cards can be answered; 503 where they cannot. What else is amiss is only said."""
    checks = _service().health.checks()
    status = overall(checks)
    told = {
        name: {"status": check.state} | ({"problem": check.problem} if check.problem else {})
        for name, check in checks.items()
    }
    return _json({"status": status, "checks": told}, 503 if status == "failed" else 200)


@blueprint.get("/metrics")
def metrics() -> Response:
    """What all workers counted."""
    memory = _service().memory
    waiting = 0
    if memory:
        for path in files(memory.spool.folder):
            with suppress(FileNotFoundError):  # a worker may have finished with it
                waiting += path.stat().st_size
    body, content_type = _service().metrics.text(waiting)
    return Response(body, content_type=content_type)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """What is served, as OpenAPI."""
    return Response(document(_service().settings.url), mimetype="application/json")


@blueprint.before_app_request
def begun() -> None:
    """Note when a request began."""
    g.begun = time.monotonic()


@blueprint.after_app_request
def counted(response: Response) -> Response:
    """Count a request by what was asked, never by what was sent."""
    service_id = (request.view_args or {}).get("service_id", "")
    _service().metrics.responded(
        (request.endpoint or "none").rpartition(".")[2],
        service_id if service_id in HOOKS else "",
        response.status_code,
        time.monotonic() - g.begun,
    )
    return response


def _service() -> CdsService:
    service: CdsService = current_app.extensions["cds"]
    return service


def _json(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, mimetype="application/json")
