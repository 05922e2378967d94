"""The application: answers with what is installed; a process makes it anew out of that."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from flask import Flask, Response
from flask_cors import CORS

from cds_cards.card import encoded
from service.audit.audit_log import AuditLog
from service.audit.events import FeedbackRecord, gap_kinds
from service.audit.spool import SpoolFull
from service.audit.tables import connect
from service.auth.auth import Authenticator
from service.auth.clients import Client
from service.auth.used_tokens import UsedTokens
from service.clock import today
from service.ehr.allowed_urls import allowed_server
from service.ehr.complete_prefetch import PrefetchCompleter
from service.ehr.fhir_client import Access
from service.errors import Malformed, NotKept, Unauthorized
from service.hooks.answered_call import Account
from service.hooks.calls import Site
from service.hooks.registry import HOOKS, Hook
from service.hooks.request import HookRequest, decode_request
from service.installation import Installation, load_installation
from service.review.rule_files import INSTALLED, RuleFiles
from service.settings import Settings
from service.telemetry.health import Health
from service.telemetry.logs import silence_libraries
from service.telemetry.metrics import Metrics, Stages
from service.web.cds_services import blueprint
from service.web.operations import blueprint as operations

AS_OF = "com.criteria-cards.as-of"


class Answered(NamedTuple):
    """A response body, and what of it may be logged."""

    body: bytes
    log: Mapping[str, Any]


class CdsService:
    """Answers hook calls with everything compiled once; keeps nothing of a patient between them."""

    def __init__(self, installation: Installation, memory: AuditLog | None = None) -> None:
        self.settings = installation.settings
        self.policies = installation.policies
        self.sources = installation.sources
        self._zone = ZoneInfo(self.settings.time_zone)
        self._gatherer = PrefetchCompleter()
        self.memory = memory
        self._sites = dict(_kept(installation, memory) if memory else installation.sites)
        self._authenticator = _authenticator(installation)
        self.metrics = Metrics()
        self.health = Health(len(self.policies), len(self._sites), self._authenticator, memory)
        self._discovery = self._described()

    @property
    def default_site(self) -> Site:
        """The site of unregistered clients, whose templates discovery lists."""
        return self._sites[self.settings.site]

    def discovery(self) -> bytes:
        """The answer of GET /cds-services."""
        return self._discovery

    def client(self, authorization: str | None, path: str) -> Client | None:
        """Who calls; None for the unregistered client, where tokens are not required.

        Raises:
            Unauthorized: when the token is missing or refused.
        """
        if self._authenticator is None:
            return None
        try:
            return self._authenticator.authenticate(authorization, f"{self.settings.url}{path}")
        except Unauthorized as error:
            self.metrics.refused(error.check)
            raise

    def answer(self, hook: Hook, body: bytes, client: Client | None = None) -> Answered:
        """The response to one call.

        Raises:
            Malformed: when the request is not what the specification asks for.
            PreconditionFailed: when the Patient cannot be had.
        """
        started = time.monotonic()
        request = decode_request(body)
        site = self._sites[client.site if client else self.settings.site]
        call, context = hook.called(request, body, site, self._evaluation_date(request), self._gatherer)
        call.access = self._access(request, client, started)
        call.validates_evidence = self.settings.validate_evidence
        decoded = time.monotonic()
        cards = hook.answer(context, call)
        evaluated, gathered = time.monotonic(), call.gathered_seconds
        answer = encoded(cards)
        ended = time.monotonic()
        stages = Stages(decoded - started, gathered, evaluated - decoded - gathered, ended - evaluated)
        name = client.name if client else ""
        account = Account(hook.id, name, call, cards, gap_kinds(cards), stages, answer)
        account.add_to(self.metrics)
        if self.memory and not self.memory.record(account.evaluation()):
            self.metrics.dropped()
        return Answered(answer, account.log_line())

    def site_called(self, name: str) -> Site | None:
        """The site of that name, if there is one."""
        named = (each for each in self._sites.values() if each.advisor.mapping.site.site == name)
        return next(named, None)

    def keep(self, given: list[FeedbackRecord]) -> None:
        """Keep feedback.

        Raises:
            NotKept: when that is not possible, and the client should send it again.
        """
        try:
            if self.memory is None:
                raise SpoolFull("this service has no memory")
            self.memory.record_durably(given)
        except SpoolFull as error:
            raise NotKept("the feedback could not be kept; please send it again") from error

    def close(self) -> None:
        """Ship what is left, and let go of the database: an SQLite file is whole once nobody holds it."""
        if self._authenticator:
            self._authenticator.close()
        if self.memory:
            self.memory.shipper.stop()

    def _access(self, request: HookRequest, client: Client | None, started: float) -> Access | None:
        """The way to the request's FHIR server, when it is one that this client may name."""
        if request.fhirServer is None:
            return None
        loopback = client is None and self.settings.allow_loopback_fhir
        server = allowed_server(request.fhirServer, client.fhir_servers if client else (), loopback)
        if server is None:
            return None
        token = request.fhirAuthorization.access_token if request.fhirAuthorization else ""
        budget = client.budget_ms if client else self.settings.budget_ms
        return Access(request.fhirServer, server, token, started + budget / 1000)

    def _described(self) -> bytes:
        services = [
            {
                "hook": hook.hook,
                "id": hook.id,
                "title": hook.title,
                "description": hook.description,
                "prefetch": self.default_site.queries,
            }
            for hook in HOOKS.values()
        ]
        return msgspec.json.encode({"services": services})

    def _evaluation_date(self, request: HookRequest) -> date:
        pinned = (request.extension or {}).get(AS_OF)
        if pinned is None or not self.settings.allow_as_of:
            return today(self._zone)
        try:
            return date.fromisoformat(pinned)
        except (TypeError, ValueError) as error:
            raise Malformed("expected a date such as 2026-03-01", f"extension.{AS_OF}") from error


def create_app(
    settings: Settings | None = None, memory: AuditLog | None = None, rules: RuleFiles = INSTALLED
) -> Flask:
    """The application of what is read for it alone; the server's workers share what they are made of.

    Raises:
        FileError: when a policy, a mapping, the wording, a site's or the clients' file is wrong.
        pydantic.ValidationError: when a setting is.
    """
    return application(load_installation(settings or Settings(), rules), memory)


def application(installation: Installation, memory: AuditLog | None = None) -> Flask:
    """The Flask application; without a memory nothing is remembered and no feedback is taken."""
    silence_libraries()
    app = Flask("criteria-cards", static_folder=None)
    app.extensions["cds"] = CdsService(installation, memory)
    app.register_blueprint(blueprint)
    app.register_blueprint(operations)
    if origins := installation.settings.cors_origins:
        CORS(
            app,
            origins=list(origins),
            methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=600,
            always_send=False,
            vary_header=False,
        )
        app.after_request(_varied)
    return app


def _varied(response: Response) -> Response:
    """Tell caches that the CORS headers depend on who asks, also where an origin gets none."""
    response.vary.add("Origin")
    return response


def _kept(installation: Installation, memory: AuditLog) -> Iterator[tuple[str, Site]]:
    """The sites, each with the digest of its edition, which is kept for replays."""
    for name, site in installation.sites.items():
        yield name, site._replace(edition=memory.editions.keep(installation.editions[name]))


def _authenticator(installation: Installation) -> Authenticator | None:
    settings = installation.settings
    if not settings.require_token:
        return None
    return Authenticator(installation.clients, UsedTokens(connect(settings.database)))
