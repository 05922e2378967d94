"""Does beforehand what the first client would else wait for, such as one request of every hook."""

from __future__ import annotations

from datetime import date

import msgspec
from flask import Flask

from service.ehr.complete_prefetch import PrefetchCompleter
from service.hooks.answer import answer
from service.hooks.caller import Caller
from service.web.state import CdsService

_DAY = date(2026, 1, 1)


def warm_up(app: Flask) -> None:
    """Make room for durations, compile the routes, and answer the example of every hook.

    None of it is recorded or counted.
    """
    service: CdsService = app.extensions["cds"]
    service.metrics.begin(service.hooks)
    app.url_map.update()
    site = service.default_site
    caller = Caller(site, _DAY, PrefetchCompleter())
    for hook in service.hooks.values():
        answer(hook, msgspec.json.encode(hook.example_request(site.service_codes)), caller)
