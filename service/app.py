"""The application: loads and checks everything at start, and fails there or not at all."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from flask import Flask
from flask_cors import CORS
from sqlalchemy import create_engine

from cds_cards.build import CardBuilder
from cds_cards.card import Card
from cds_cards.wording import load_wording
from criteria.load import POLICIES, load_policies
from criteria.policy import Policy
from mappings.fact_map import load_fact_map
from mappings.site_mapping import load_site_mapping
from service.advise import Advisor
from service.auth import Authenticator
from service.calls import Call, Site
from service.cds_hooks import HookRequest, decode_context, decode_request
from service.clients import Client, load_clients
from service.errors import Malformed
from service.fhir_client import Access
from service.gather import Gatherer
from service.hooks import HOOKS, Hook
from service.outbound import listed_server
from service.prefetch import progress_templates, templates
from service.replay import ReplayStore
from service.routes import blueprint
from service.settings import Settings, site_file

AS_OF = "com.criteria-cards.as-of"


class Answered(NamedTuple):
    """A response body, and what of it may be logged."""

    body: bytes
    log: Mapping[str, Any]


class CdsService:
    """Answers hook calls with everything compiled once; keeps nothing of a patient between them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.policies = load_policies(load_fact_map().vocabulary)
        self.sources = {p.id: (POLICIES / p.id / "source.txt").read_bytes() for p in self.policies}
        self._zone = ZoneInfo(settings.time_zone)
        self._gatherer = Gatherer()
        clients = load_clients(settings.clients) if settings.clients else ()
        names = {settings.site, *(client.site for client in clients)}
        self._sites = {name: _site(name, settings, self.policies) for name in names}
        self._authenticator = _authenticator(clients, settings)
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
        return self._authenticator.authenticate(authorization, f"{self.settings.url}{path}")

    def answer(self, hook: Hook, body: bytes, client: Client | None = None) -> Answered:
        """The response to one call.

        Raises:
            Malformed: when the request is not what the specification asks for.
            PreconditionFailed: when the Patient cannot be had.
        """
        started = time.monotonic()
        request = decode_request(body)
        if request.hook != hook.hook:
            raise Malformed(f"this service answers the hook {hook.hook}", "hook")
        context = decode_context(request, hook.context)
        site = self._sites[client.site if client else self.settings.site]
        on = self._evaluation_date(request)
        call = Call(request, body, context.patientId, on, site, self._gatherer)
        call.access = self._access(request, client, started)
        call.validates_evidence = self.settings.validate_evidence
        cards = hook.answer(context, call)
        encoded = msgspec.json.encode({"cards": [card.as_json() for card in cards]})
        return Answered(encoded, _logged(hook, client, cards, call, started))

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


def create_app(settings: Settings | None = None) -> Flask:
    """The Flask application.

    Raises:
        FileError: when a policy, a mapping, the wording or the clients' file is wrong.
        pydantic.ValidationError: when a setting is.
    """
    settings = settings or Settings()
    app = Flask("criteria-cards", static_folder=None)
    app.extensions["cds"] = CdsService(settings)
    app.register_blueprint(blueprint)
    if settings.cors_origins:
        CORS(
            app,
            origins=list(settings.cors_origins),
            methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            max_age=600,
        )
    return app


def _site(name: str, settings: Settings, policies: tuple[Policy, ...]) -> Site:
    services = [policy.service.code for policy in policies]
    mapping = load_site_mapping(settings.base, services, site_file(name))
    titles = {fact: spec.title for fact, spec in mapping.fact_map.facts.items()}
    advisor = Advisor(policies, mapping, CardBuilder(load_wording(), titles), settings.url)
    return Site(advisor, templates(policies, mapping), progress_templates(mapping))


def _authenticator(clients: tuple[Client, ...], settings: Settings) -> Authenticator | None:
    if not settings.require_token:
        return None
    replay = ReplayStore(create_engine(settings.database_url))
    replay.create()
    return Authenticator(clients, replay)


def _logged(
    hook: Hook, client: Client | None, cards: list[Card], call: Call, started: float
) -> Mapping[str, Any]:
    """What a log line says of a call: no id, no value, nothing of the patient."""
    results = [result for card in cards if (result := card.determination) is not None]
    return {
        "service": hook.id,
        "client": client.name if client else "",
        "outcomes": [f"{r.policy}/{r.rule_set or r.kind}: {r.outcome}" for r in results],
        "cards": len(cards),
        "gaps": len(results[0].gaps) if results else 0,
        "fetched": call.fetched,
        "gather_ms": round(call.gathered_seconds * 1000, 1),
        "ms": round((time.monotonic() - started) * 1000, 1),
    }
