"""A browser and a service in one process: what is asked of our origin needs no socket."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import BrowserContext, Route

from service.audit.engines import connect
from service.audit.schema import migrate
from service.settings import Settings
from service.web.app import create_app
from tests.support.pages.site import fulfil

OURS = "https://cards.example"


def service(folder: Path, **changes: Any) -> Flask:
    """Our service with a database in a folder, where anybody may open the worksheet of a shipped patient."""
    settings = Settings(
        public_url=OURS,
        require_token=False,
        open_worksheet=True,
        site="example-private",
        data=folder,
        **changes,
    )
    engine = connect(settings.database)
    migrate(engine)
    engine.dispose()
    return create_app(settings)


def bridge(context: BrowserContext, app: Flask) -> None:
    """Lead a browser's requests to the service; it keeps the cookies itself."""
    client = app.test_client(use_cookies=False)

    def answer(route: Route) -> None:
        asked = route.request
        address = urlsplit(asked.url)
        fulfil(
            route,
            client.open(
                f"{address.path}?{address.query}",
                method=asked.method,
                base_url=OURS,
                headers=asked.all_headers(),
                data=asked.post_data_buffer,
            ),
        )

    context.route(f"{OURS}/**", answer)
