"""What the routes of one process share: the sites, who may call, and where answered calls are told."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import cached_property

from flask import current_app
from jinja2 import Environment
from msgspec.structs import replace

from cds_cards.context import WorksheetDoor
from service.audit.audit_log import AuditLog
from service.audit.engines import connect
from service.audit.events import FeedbackRecord, call_record
from service.audit.spool import SpoolFull
from service.auth.auth import Authenticator
from service.auth.clients import Client
from service.auth.used_tokens import UsedTokens
from service.clock import today
from service.console.sign_in import SigningIn
from service.console.visits import Visits
from service.current_request import request_id
from service.ehr.complete_prefetch import PrefetchCompleter
from service.ehr.fhir_client import FhirClient
from service.ehr.fhir_server import FhirServer
from service.ehr.warm_connections import WarmConnections
from service.errors import NotKept, Unauthorized
from service.hooks.answer import Answered
from service.hooks.caller import Caller
from service.hooks.hook import Hook
from service.hooks.registry import HOOKS
from service.installation import Installation
from service.publication.publication import Publication
from service.review.site import Site
from service.smart.sessions import Sessions
from service.telemetry.call_lines import told, told_of_feedback
from service.telemetry.health import Health
from service.telemetry.metrics import Metrics, Uncounted
from service.web.discovery import discovery_of
from service.web.launching import launching
from service.web.openapi import openapi
from service.web.page_templates import page_templates, root_of
from service.web.policy_pages import PolicyPages
from service.web.worksheets import Worksheets

_log = logging.getLogger("criteria_cards.calls")


class CdsService:
    """Everything compiled once; keeps nothing of a patient between calls."""

    def __init__(
        self, installation: Installation, audit: AuditLog | None = None, hooks: Mapping[str, Hook] = HOOKS
    ) -> None:
        self.settings = installation.settings
        self.policies = installation.policies
        self.rules = installation.rules
        self._installation = installation
        self.hooks = hooks
        self.clients = installation.clients if self.settings.require_token else ()
        self.audit = audit
        self._sites = dict(_kept(installation, audit) if audit else installation.sites)
        self.metrics = Metrics() if installation.is_counted else Uncounted()
        self.completer = PrefetchCompleter(FhirClient(self.metrics.fetching))
        self._authenticator = _authenticator(installation, self.metrics)
        self.sessions = Sessions(connect(self.settings.database), installation.session_key)
        self.launching = launching(installation, self.sessions)
        self.visits = Visits(installation.session_key)
        sign_in = installation.sign_in
        self.signing_in = SigningIn(sign_in, self.settings.url) if sign_in else None
        self.since = installation.since
        self.health = Health(
            len(self.policies), len(self._sites), self.completer.client, self._authenticator, audit
        )
        self._discovery = {name: discovery_of(hooks, site) for name, site in self._sites.items()}

    @property
    def default_site(self) -> Site:
        """The site of unregistered clients, and of those that discovery does not know."""
        return self._sites[self.settings.site]

    @property
    def sites(self) -> tuple[Site, ...]:
        """Every site, the default one first."""
        return tuple(sorted(self._sites.values(), key=lambda each: each is not self.default_site))

    def site_named(self, name: str) -> Site:
        """A site by the file that a client, or the setting, names."""
        return self._sites[name]

    @cached_property
    def worksheets(self) -> Worksheets:
        """What worksheets share."""
        return Worksheets(self.settings, self.completer.client)

    @cached_property
    def openapi(self) -> bytes:
        """What is served, as an OpenAPI document; made when it is first asked for."""
        return openapi(self.settings.url, self.hooks.values(), self.default_site.service_codes)

    @cached_property
    def policy_pages(self) -> PolicyPages:
        """The policies for people to read, with the facts as the default site has them."""
        return PolicyPages(self._installation, self.default_site.reviewer.mapping, self.templates)

    @cached_property
    def templates(self) -> Environment:
        """The templates of all pages, with the path that stands before our addresses."""
        return page_templates(root_of(self.settings))

    def caller(self, authorization: str | None, path: str) -> Caller:
        """Who calls; where tokens are not required, the unregistered client.

        Raises:
            Unauthorized: when the token is missing or refused.
            NotChecked: when nobody can tell now whether it was used before.
        """
        if self._authenticator is None:
            return self.unregistered()
        return self.registered(self._client(self._authenticator, authorization, path))

    def discovery(self, authorization: str | None, path: str) -> bytes:
        """The services, with the templates of the site of whoever asks; without a token, of the default site.

        They are no secret: a token that is refused is one that does not say who asks.
        """
        return self._discovery[self._site_asking(authorization, path)]

    def publication(self, authorization: str | None, path: str) -> Publication:
        """What is published as FHIR for the site of whoever asks, as with discovery."""
        return self._installation.publications[self._site_asking(authorization, path)]

    def publication_at(self, site: Site) -> Publication:
        """What is published as FHIR for a site."""
        names = (name for name, each in self._sites.items() if each is site)
        return self._installation.publications[next(names)]

    def tell(self, answered: Answered) -> None:
        """Record, count and log an answered call."""
        self.metrics.count(answered)
        record = call_record(answered, self._installation.pseudonyms)
        if self.audit and not self.audit.record(record):
            self.metrics.dropped()
        _log.info("answered", extra={"data": told(answered, record)})

    def keep(self, feedback: list[FeedbackRecord], authorization: str | None) -> None:
        """Keep feedback.

        Raises:
            NotKept: when that is not possible; the client may send it again, with the same token.
        """
        try:
            if self.audit is None:
                raise SpoolFull("nothing is kept by this service")
            self.audit.record_durably(feedback)
        except SpoolFull as error:
            if self._authenticator:
                self._authenticator.give_back(authorization)
            raise NotKept("the feedback could not be kept; please send it again") from error
        for each in feedback:
            _log.info("feedback", extra={"data": told_of_feedback(each)})

    def keep_connections(self, wait_seconds: float) -> None:
        """Keep connections to the servers of registered clients open, one for each search of a call.

        The first are waited for, but not for long.
        """
        counts: dict[FhirServer, int] = {}
        for client in self.clients:
            for server in client.fhir_servers:
                counts[server] = max(counts.get(server, 0), len(self._sites[client.site].searches))
        WarmConnections(self.completer.client, counts).start(wait_seconds)

    def start(self) -> None:
        """Connect to what the first request would else wait for."""
        if self._authenticator:
            self._authenticator.used_tokens.start()

    def close(self) -> None:
        """Ship what is left, and let go of the database: an SQLite file is whole once nobody holds it."""
        if self._authenticator:
            self._authenticator.close()
        self.sessions.engine.dispose()
        if self.audit:
            self.audit.shipper.stop()

    def _site_asking(self, authorization: str | None, path: str) -> str:
        """The name of the site of whoever asks; of the default one, where no token says."""
        if self._authenticator is None or authorization is None:
            return self.settings.site
        try:
            return self._client(self._authenticator, authorization, path).site
        except Unauthorized:
            return self.settings.site

    def _client(self, authenticator: Authenticator, authorization: str | None, path: str) -> Client:
        try:
            return authenticator.authenticate(authorization, f"{self.settings.url}{path}")
        except Unauthorized as error:
            self.metrics.refused(error.check)
            raise

    def registered(self, client: Client) -> Caller:
        """A registered client, as one on whose behalf a call is answered."""
        caller = self._caller(self._sites[client.site], client.budget_ms)
        door: WorksheetDoor = "smart" if client.smart else caller.worksheet
        return replace(caller, client=client.name, fhir_servers=client.fhir_servers, worksheet=door)

    def unregistered(self) -> Caller:
        """Whoever calls without being registered, where that is allowed."""
        caller = self._caller(self.default_site, self.settings.budget_ms)
        return replace(caller, may_name_loopback=self.settings.allow_loopback_fhir)

    def _caller(self, site: Site, budget_ms: int) -> Caller:
        """A caller of a site, as far as the operator's settings decide."""
        return Caller(
            site,
            today(site.reviewer.mapping.zone),
            self.completer,
            may_pin_date=self.settings.allow_as_of,
            budget_seconds=budget_ms / 1000,
            validates_evidence=self.settings.validate_evidence,
            request_id=request_id(),
            worksheet="absolute" if self.settings.open_worksheet else "",
        )


def cds_service() -> CdsService:
    """The state of the application that answers the current request."""
    service: CdsService = current_app.extensions["cds"]
    return service


def _kept(installation: Installation, audit: AuditLog) -> Iterator[tuple[str, Site]]:
    """The sites, each with the digest of its rules, which are kept for replays."""
    for name, site in installation.sites.items():
        yield name, site._replace(rules=audit.snapshots.keep(installation.snapshots[name]))


def _authenticator(installation: Installation, metrics: Metrics) -> Authenticator | None:
    settings = installation.settings
    if not settings.require_token:
        return None
    engine = connect(settings.database)
    used_tokens = UsedTokens(engine, settings.replay_store_down, metrics.took_unchecked)
    return Authenticator(installation.clients, used_tokens)
