"""The application: loads and checks everything at start, and fails there or not at all."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from flask import Flask, Response
from flask_cors import CORS

from cds_cards.build import CardBuilder
from cds_cards.card import Card
from cds_cards.wording import load_wording
from criteria.load import POLICIES, load_policies
from criteria.policy import Policy
from mappings.fact_map import load_fact_map
from mappings.site_mapping import load_site_mapping
from service.accounts import Account
from service.advise import Advisor
from service.auth import Authenticator
from service.calls import Call, Site
from service.cds_hooks import Context, HookRequest, decode_context, decode_request
from service.clients import Client, load_clients
from service.errors import Malformed, NotKept, Unauthorized
from service.events import Feedback, gap_kinds
from service.fhir_client import Access
from service.gather import Gatherer
from service.health import Health
from service.hooks import HOOKS, Hook
from service.logs import silence_libraries
from service.memory import Memory
from service.metrics import Metrics, Stages
from service.operations import blueprint as operations
from service.outbound import listed_server
from service.prefetch import progress_templates, templates
from service.replay import ReplayStore
from service.routes import blueprint
from service.settings import Settings, site_file
from service.spool import SpoolFull
from service.store import connect

AS_OF = "com.criteria-cards.as-of"


class Answered(NamedTuple):
    """A response body, and what of it may be logged."""

    body: bytes
    log: Mapping[str, Any]


class CdsService:
    """Answers hook calls with everything compiled once; keeps nothing of a patient between them."""

    def __init__(self, settings: Settings, memory: Memory | None = None) -> None:
        self.settings = settings
        self.policies = load_policies(load_fact_map().vocabulary)
        self.sources = {p.id: (POLICIES / p.id / "source.txt").read_bytes() for p in self.policies}
        self._zone = ZoneInfo(settings.time_zone)
        self._gatherer = Gatherer()
        clients = load_clients(settings.clients) if settings.clients else ()
        names = {settings.site, *(client.site for client in clients)}
        self._sites = {name: _site(name, settings, self.policies) for name in names}
        self.memory = memory
        self._authenticator = _authenticator(clients, settings)
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
        call, context = self._call(hook, request, body, site, self._evaluation_date(request))
        call.access = self._access(request, client, started)
        call.validates_evidence = self.settings.validate_evidence
        decoded = time.monotonic()
        cards = hook.answer(context, call)
        evaluated, gathered = time.monotonic(), call.gathered_seconds
        encoded = msgspec.json.encode({"cards": [card.as_json() for card in cards]})
        ended = time.monotonic()
        stages = Stages(decoded - started, gathered, evaluated - decoded - gathered, ended - evaluated)
        account = Account(hook.id, client.name if client else "", call, cards, gap_kinds(cards), stages)
        account.add_to(self.metrics)
        if self.memory and not self.memory.remember(account.evaluation()):
            self.metrics.dropped()
        return Answered(encoded, account.log_line())

    def again(self, service_id: str, body: bytes, on: str, site_name: str) -> tuple[list[Card], str]:
        """The cards of a saved request as of a day, by the site of that name, and the version of its mapping.

        Raises:
            Malformed, PreconditionFailed: as `answer`.
        """
        named = [s for s in self._sites.values() if s.advisor.mapping.site.site == site_name]
        site = named[0] if named else self.default_site
        hook = HOOKS[service_id]
        call, context = self._call(hook, decode_request(body), body, site, date.fromisoformat(on))
        return hook.answer(context, call), site.advisor.mapping.version

    def _call(
        self, hook: Hook, request: HookRequest, body: bytes, site: Site, on: date
    ) -> tuple[Call, Context]:
        if request.hook != hook.hook:
            raise Malformed(f"this service answers the hook {hook.hook}", "hook")
        context = decode_context(request, hook.context)
        return Call(request, body, context.patientId, on, site, self._gatherer), context

    def keep(self, given: list[Feedback]) -> None:
        """Keep feedback.

        Raises:
            NotKept: when that is not possible, and the client should send it again.
        """
        try:
            if self.memory is None:
                raise SpoolFull("this service has no memory")
            self.memory.keep(given)
        except SpoolFull as error:
            raise NotKept("the feedback could not be kept; please send it again") from error

    def _access(self, request: HookRequest, client: Client | None, started: float) -> Access | None:
        """The way to the request's FHIR server, when it is one that this client may name."""
        if request.fhirServer is None:
            return None
        loopback = client is None and self.settings.allow_loopback_fhir
        server = listed_server(request.fhirServer, client.fhir_servers if client else (), loopback)
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
            return datetime.now(self._zone).date()
        try:
            return date.fromisoformat(pinned)
        except (TypeError, ValueError) as error:
            raise Malformed("expected a date such as 2026-03-01", f"extension.{AS_OF}") from error


def create_app(settings: Settings | None = None, memory: Memory | None = None) -> Flask:
    """The Flask application; without a memory nothing is remembered and no feedback is taken.

    Raises:
        FileError: when a policy, a mapping, the wording or the clients' file is wrong.
        pydantic.ValidationError: when a setting is.
    """
    settings = settings or Settings()
    silence_libraries()
    app = Flask("criteria-cards", static_folder=None)
    app.extensions["cds"] = CdsService(settings, memory)
    app.register_blueprint(blueprint)
    app.register_blueprint(operations)
    if settings.cors_origins:
        CORS(
            app,
            origins=list(settings.cors_origins),
            methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=600,
            always_send=False,
            vary_header=False,
        )
        app.after_request(_varied)
    return app


def _site(name: str, settings: Settings, policies: tuple[Policy, ...]) -> Site:
    services = [policy.service.code for policy in policies]
    mapping = load_site_mapping(settings.base, services, site_file(name))
    facts = mapping.fact_map.facts
    cards = CardBuilder(
        load_wording(),
        {name: spec.title for name, spec in facts.items()},
        {name: spec.supplied_by for name, spec in facts.items()},
    )
    advisor = Advisor(policies, mapping, cards, settings.url)
    return Site(advisor, templates(policies, mapping), progress_templates(mapping))


def _varied(response: Response) -> Response:
    """Tell caches that the CORS headers depend on who asks, also where an origin gets none."""
    response.vary.add("Origin")
    return response


def _authenticator(clients: tuple[Client, ...], settings: Settings) -> Authenticator | None:
    if not settings.require_token:
        return None
    return Authenticator(clients, ReplayStore(connect(settings.database)))
