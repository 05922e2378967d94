"""The application: loads and checks everything at start, and fails there or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from flask import Flask

from cds_cards.build import CardBuilder
from cds_cards.wording import load_wording
from criteria.load import POLICIES, load_policies
from mappings.fact_map import load_fact_map
from mappings.record import read_record
from mappings.site_mapping import load_site_mapping
from mappings.validate_evidence import validate_evidence
from service.advise import Advisor
from service.cds_hooks import HookRequest, decode_context, decode_request
from service.errors import Malformed, PreconditionFailed
from service.hooks import HOOKS, Hook
from service.prefetch import not_sent, sent, templates
from service.routes import blueprint
from service.settings import Settings

AS_OF = "com.criteria-cards.as-of"


class CdsService:
    """Answers hook calls with everything compiled once; holds no state between them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        policies = load_policies(load_fact_map().vocabulary)
        services = [policy.service.code for policy in policies]
        mapping = load_site_mapping(settings.base, services, settings.site_file)
        titles = {name: spec.title for name, spec in mapping.fact_map.facts.items()}
        self.advisor = Advisor(policies, mapping, CardBuilder(load_wording(), titles), settings.url)
        self.prefetch = templates(policies, mapping)
        self.sources = {policy.id: (POLICIES / policy.id / "source.txt").read_bytes() for policy in policies}
        self._zone = ZoneInfo(settings.time_zone)

    def discovery(self) -> bytes:
        """The answer of GET /cds-services."""
        return msgspec.json.encode({"services": [self._described(hook) for hook in HOOKS.values()]})

    def answer(self, hook: Hook, body: bytes) -> bytes:
        """The response body of one call.

        Raises:
            Malformed: when the request is not what the specification asks for.
            PreconditionFailed: when the Patient was not sent.
        """
        request = decode_request(body)
        if request.hook != hook.hook:
            raise Malformed(f"this service answers the hook {hook.hook}", "hook")
        context = decode_context(request, hook.context)
        on = self._evaluation_date(request)
        orders = hook.orders(context, self.advisor.mapping)
        if not orders:
            return b'{"cards":[]}'
        record = read_record(context.patientId, sent(request), self.advisor.mapping)
        if record.patient is None:
            raise PreconditionFailed("the Patient is needed", "prefetch.patient")
        record.gaps.extend(not_sent(request, self.prefetch))
        validate = partial(validate_evidence, body) if self.settings.validate_evidence else None
        cards = self.advisor.advise(record, orders, on, validate)
        return msgspec.json.encode({"cards": [card.as_json() for card in cards]})

    def _described(self, hook: Hook) -> dict[str, Any]:
        return {
            "hook": hook.hook,
            "id": hook.id,
            "title": hook.title,
            "description": hook.description,
            "prefetch": self.prefetch,
        }

    def _evaluation_date(self, request: HookRequest) -> date:
        pinned = _extension(request).get(AS_OF)
        if pinned is None or not self.settings.allow_as_of:
            return datetime.now(self._zone).date()
        try:
            return date.fromisoformat(pinned)
        except (TypeError, ValueError) as error:
            raise Malformed("expected a date such as 2026-03-01", f"extension.{AS_OF}") from error


def create_app(settings: Settings | None = None) -> Flask:
    """The Flask application.

    Raises:
        FileError: when a policy, a mapping or the wording is wrong.
        pydantic.ValidationError: when a setting is.
    """
    settings = settings or Settings()
    app = Flask("criteria-cards", static_folder=None)
    app.extensions["cds"] = CdsService(settings)
    app.register_blueprint(blueprint)
    return app


def _extension(request: HookRequest) -> Mapping[str, Any]:
    return request.extension or {}
