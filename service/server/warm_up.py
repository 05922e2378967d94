"""Does beforehand what the first client would else wait for, such as one request of every hook."""

from __future__ import annotations

from datetime import date

import msgspec
from flask import Flask

from cds_cards.card import encoded
from service.ehr.complete_prefetch import PrefetchCompleter
from service.hooks.registry import HOOKS
from service.hooks.request import decode_request
from service.web.app import CdsService

_PATIENT = "warm-up"
_DAY = date(2026, 1, 1)


def warm_up(app: Flask) -> None:
    """Make room for durations, compile the routes, and answer a built-in request for every service.

    None of it is remembered or counted.
    """
    service: CdsService = app.extensions["cds"]
    service.metrics.begin(HOOKS)
    app.url_map.update()
    mapping = service.default_site.advisor.mapping
    system = mapping.systems.uris["hcpcs"]
    orders = [
        {"resourceType": "ServiceRequest", "id": code, "code": {"coding": [{"system": system, "code": code}]}}
        for code in sorted(mapping.services)
    ]
    for hook in HOOKS.values():
        request = {
            "hook": hook.hook,
            "hookInstance": "00000000-0000-4000-8000-000000000000",
            "context": {
                "userId": f"Practitioner/{_PATIENT}",
                "patientId": _PATIENT,
                "selections": [f"ServiceRequest/{order['id']}" for order in orders],
                "draftOrders": {"entry": [{"resource": order} for order in orders]},
            },
            "prefetch": {"patient": {"resourceType": "Patient", "id": _PATIENT, "birthDate": "1990-01-01"}},
        }
        body = msgspec.json.encode(request)
        call, context = hook.called(
            decode_request(body), body, service.default_site, _DAY, PrefetchCompleter()
        )
        encoded(hook.answer(context, call))
