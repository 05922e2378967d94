"""The hand-made pages as a site with the headers that the service gives; a browser needs no socket for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Route
from werkzeug.wrappers import Response

from service.settings import Settings
from service.web.app import create_app
from service.web.html import form_page
from service.web.page_templates import page_templates
from service.web.worksheet_pages import chooser_page, problem_page, sheet_page, summary_page
from tests.support.pages.doors import CHOOSERS, PROBLEMS
from tests.support.pages.sheets import SHEETS
from tests.support.pages.summaries import SUMMARIES

OURS = "http://worksheet.example"
CHART = "http://chart.example"
"""The origin of an EHR that may show our pages in a frame."""

TEMPLATES = page_templates("")
_POLICY = "/policies/sc-medicaid-h2017-prs/admission-child"


def _pages() -> Mapping[str, str]:
    return {
        **{f"worksheet: {name}": sheet_page(TEMPLATES, view) for name, view in SHEETS.items()},
        **{f"chooser: {name}": chooser_page(TEMPLATES, view) for name, view in CHOOSERS.items()},
        **{f"summary: {name}": summary_page(TEMPLATES, view) for name, view in SUMMARIES.items()},
        **{f"problem: {name}": problem_page(TEMPLATES, view) for name, view in PROBLEMS.items()},
    }


PAGES = _pages()
"""Every page of the worksheet in every state, by its name."""

POLICY_PAGES = ("/", "/policies", _POLICY, "/policies/none")
_APP = create_app(Settings(require_token=False))


def path_of(name: str) -> str:
    """Where a page is found."""
    return f"/page-{list(PAGES).index(name)}"


def serve(context: BrowserContext, posted: Callable[[Route], None] | None = None) -> None:
    """Answer what a browser asks of our origin; what it posts goes to `posted`."""

    def answer(route: Route) -> None:
        if route.request.method == "POST" and posted:
            posted(route)
        else:
            fulfil(route, _answer(urlsplit(route.request.url).path, route.request.headers.get("accept", "")))

    context.route(f"{OURS}/**", answer)


def fulfil(route: Route, response: Response) -> None:
    """Give an answer of the service to a browser."""
    route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.get_data())


def _answer(path: str, accept: str) -> Response:
    for name, html in PAGES.items():
        if path == path_of(name):
            return form_page(html, framed_by=[CHART])
    return _APP.test_client().get(path, headers={"Accept": accept})
