"""A launch within an EHR's frame, in a browser that keeps no third party's cookies but partitioned ones."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trustme
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from tests.service.smart.worksheets import service
from tests.support.browser import wanted
from tests.support.browsing import ALONE, QUIET, TIMEOUT_MILLISECONDS
from tests.support.running.process import free_port
from tests.support.smart_server.behavior import Registration
from tests.support.smart_server.server import SmartServer

EHR, OTHER, OURS = "ehr.test", "other.test", "cards.test"
"""Sites of their own: to each of them the others are third parties."""
FLAGS = (
    "--test-third-party-cookie-phaseout",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
    "--ignore-certificate-errors",
)


@contextmanager
def by_tls(application: Any, port: int) -> Iterator[None]:
    """An application that is served by TLS until the block ends."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert(EHR, OTHER, OURS).configure_cert(context)
    server = make_server("127.0.0.1", port, application, threaded=True, ssl_context=context)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def framing(address: str) -> Any:
    """A page with a frame."""

    def page(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html")])
        return [f'<!doctype html><iframe name="app" src="{address}"></iframe>'.encode()]

    return page


def shown_in_a_frame(host: str, ehr: SmartServer, folder: Path) -> str:
    """What a browser shows of a launch in a frame of a host's page, where the EHR denies access.

    The page tells that it was denied only to the browser that was sent, which it knows by a cookie.
    """
    ours, theirs = free_port(), free_port()
    public = f"https://{OURS}:{ours}"
    app = service(folder, ehr, public, frame_ancestors=[f"https://{EHR}:{theirs}"], client_id="framed")
    ehr.register(Registration(client_id="framed", redirect_uri=f"{public}/smart/callback"))
    ehr.behave(denies_access=True)
    launch = f"{public}/smart/launch?{ehr.launch_query('anna')}"
    with (
        by_tls(app, ours),
        by_tls(framing(launch), theirs),
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=wanted(), args=[*ALONE, *QUIET, *FLAGS]) as browser,
    ):
        page = browser.new_page(ignore_https_errors=True)
        page.set_default_timeout(TIMEOUT_MILLISECONDS)
        page.goto(f"https://{host}:{theirs}/")
        page.wait_for_load_state("networkidle")
        frame = page.frame("app")
        assert frame
        return "blocked" if frame.url.startswith("chrome-error:") else frame.inner_text("main")


def test_in_its_ehrs_frame_a_launch_keeps_its_cookie_and_shows_its_page(
    ehr: SmartServer, tmp_path: Path
) -> None:
    assert "Access was refused" in shown_in_a_frame(EHR, ehr, tmp_path)


def test_in_anothers_frame_nothing_is_shown(ehr: SmartServer, tmp_path: Path) -> None:
    assert shown_in_a_frame(OTHER, ehr, tmp_path) == "blocked"
