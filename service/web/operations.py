"""What operators ask: whether the service lives, whether it is ready, what it counted, what it serves."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import msgspec
from flask import Blueprint, Response, g, request

from service.audit.refused import refused
from service.audit.spool_files import files
from service.telemetry.health import overall
from service.web.state import cds_service

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the process answers at all."""
    return _json({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Whether cards can be answered; 503 where they cannot. What else is amiss is only said."""
    checks = cds_service().health.checks()
    status = overall(checks)
    told = {
        name: {"status": check.state} | ({"problem": check.problem} if check.problem else {})
        for name, check in checks.items()
    }
    return _json({"status": status, "checks": told}, 503 if status == "failed" else 200)


@blueprint.get("/metrics")
def metrics() -> Response:
    """What all workers counted."""
    audit = cds_service().audit
    waiting = set_aside = 0
    if audit:
        set_aside = sum(1 for _ in refused(audit.spool.folder))
        for path in files(audit.spool.folder):
            with suppress(FileNotFoundError):  # a worker may have finished with it
                waiting += path.stat().st_size
    body, content_type = cds_service().metrics.text(waiting, set_aside)
    return Response(body, content_type=content_type)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """What is served, as OpenAPI."""
    return Response(cds_service().openapi, mimetype="application/json")


@blueprint.before_app_request
def begun() -> None:
    """Note when a request began."""
    g.begun = time.monotonic()


@blueprint.after_app_request
def counted(response: Response) -> Response:
    """Count a request by what was asked, never by what was sent."""
    service_id = (request.view_args or {}).get("service_id", "")
    cds_service().metrics.responded(
        (request.endpoint or "none").rpartition(".")[2],
        service_id if service_id in cds_service().hooks else "",
        response.status_code,
        time.monotonic() - g.begun,
    )
    return response


def _json(content: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, mimetype="application/json")
