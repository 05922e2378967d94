"""The Flask application over what is installed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Flask
from flask_cors import CORS

from service.audit.audit_log import AuditLog
from service.hooks.hook import Hook
from service.hooks.registry import HOOKS
from service.installation import Installation, load_installation
from service.review.rule_files import INSTALLED, RuleFiles
from service.settings import Settings
from service.telemetry.logs import silence_libraries
from service.web.cds_services import blueprint as cds_services
from service.web.console.bench_door import Bench
from service.web.console.registry import BLUEPRINTS as CONSOLE
from service.web.dtr import blueprint as dtr
from service.web.every_request import blueprint as every_request
from service.web.fhir import FhirId
from service.web.fhir import blueprint as fhir
from service.web.front_door import FrontDoor
from service.web.home import blueprint as home
from service.web.operations import blueprint as operations
from service.web.policies import blueprint as policies
from service.web.smart import blueprint as smart
from service.web.state import CdsService
from service.web.static_files import blueprint as static_files
from service.web.worksheet import blueprint as worksheet

_LOOPBACK = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?\Z")
"""The origin of a page that this machine serves."""


def create_app(
    settings: Settings | None = None, audit: AuditLog | None = None, rules: RuleFiles = INSTALLED
) -> Flask:
    """The application of what is read for it alone; the server's workers share what they are made of.

    Raises:
        FileError: when a policy, a mapping, the wording, a site's or the clients' file is wrong.
        pydantic.ValidationError: when a setting is.
    """
    return application(load_installation(settings or Settings(), rules), audit)


def application(
    installation: Installation, audit: AuditLog | None = None, hooks: Mapping[str, Hook] = HOOKS
) -> Flask:
    """The Flask application; without an audit log nothing is recorded and no feedback is taken."""
    silence_libraries()
    app = Flask("criteria-cards", static_folder=None)
    app.url_map.merge_slashes = False  # else a path with two slashes is answered by a redirect in HTML
    app.url_map.converters["fhir_id"] = FhirId
    app.extensions["cds"] = service = CdsService(installation, audit, hooks)
    app.register_blueprint(cds_services)
    for each in (home,) if installation.settings.console == "off" else CONSOLE:
        app.register_blueprint(each)
    if installation.settings.console != "off":
        app.extensions["bench"] = Bench(installation, audit, application)
    app.register_blueprint(policies)
    app.register_blueprint(static_files)
    app.register_blueprint(fhir)
    app.register_blueprint(dtr)
    app.register_blueprint(operations)
    app.register_blueprint(smart)
    app.register_blueprint(worksheet)
    app.register_blueprint(every_request)
    if installation.settings.browsers_may_call:
        CORS(
            app,
            origins=_origins(installation.settings),
            methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["X-Request-Id", "Retry-After", "WWW-Authenticate"],
            max_age=600,
            always_send=False,
            vary_header=False,
        )
    app.wsgi_app = FrontDoor(app.wsgi_app, service)  # type: ignore[method-assign]  # as Flask's manual does
    return app


def _origins(settings: Settings) -> list[str | re.Pattern[str]]:
    """The origins that may call; as patterns, since the library takes a bracket for one."""
    listed = [re.compile(f"{re.escape(origin)}\\Z") for origin in settings.cors_origins]
    return [*listed, _LOOPBACK] if settings.allow_loopback_origins else list(listed)
