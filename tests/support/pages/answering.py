"""A browser that answers on a hand-made worksheet, and what it posts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from flask import Response
from playwright.sync_api import BrowserContext, Page, Route

from service.web.worksheet_pages import states_part
from service.worksheet.view.page import SheetView
from tests.support.pages.site import OURS, TEMPLATES, fulfil, path_of, serve
from tests.support.pages.untouched import ANSWERING

SHEET = f"{OURS}{path_of('worksheet: nothing answered yet')}"
PROBLEM = f"{OURS}{path_of('worksheet: a field and a colleague stand against saving')}"
YES = "[name='family-agrees'][value='yes']"
MAX_ASKED = 300
"""How often a page is asked something until a request of it arrives."""
NO = "[name='family-agrees'][value='no']"


class Posts:
    """What a page posts: kept until the test lets an answer go."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def __call__(self, route: Route) -> None:
        self.routes.append(route)

    def arrived(self, page: Page, index: int) -> Route:
        """One of them, in the order in which they came; Playwright hands it on while it waits."""
        for _ in range(MAX_ASKED):
            if len(self.routes) > index:
                break
            page.evaluate("1")
        return self.routes[index]

    def form(self, page: Page, index: int) -> Mapping[str, list[str]]:
        """What was posted, once it has arrived."""
        return parse_qs(self.arrived(page, index).request.post_data or "", keep_blank_values=True)


def answering(view: SheetView = ANSWERING) -> Callable[[Route], None]:
    """An answer of the service with the states of a view."""
    return lambda route: fulfil(route, Response(states_part(TEMPLATES, view), mimetype="text/html"))


def opened(context: BrowserContext, posted: Callable[[Route], None], url: str = SHEET) -> Page:
    serve(context, posted)
    page = context.new_page()
    page.goto(url)
    return page


def tick(page: Page, selector: str) -> None:
    """Choose as a person does, by the label."""
    page.locator(f"label:has({selector})").click()
