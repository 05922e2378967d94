"""The page that stands in place of a worksheet, in an EHR's frame as well."""

from __future__ import annotations

from flask import Response

from service.current_request import request_id
from service.web.html import form_page
from service.web.state import cds_service
from service.web.worksheet_pages import problem_page
from service.worksheet.view.doors import ProblemView
from service.worksheet.view.parts import Action, Said

_NOTHING_SAVED = Said("Nothing was saved by this", ", and nothing that was saved before is lost.")


def in_place_of_a_worksheet(problem: str, status: int, is_ours: bool = False) -> Response:
    """What went wrong, as a page; of an error of our own nobody knows what was saved before it."""
    words = f"{problem[:1].upper()}{problem[1:]}."
    view = ProblemView(
        title="Problem: the worksheet cannot be shown",
        heading="The worksheet cannot be shown",
        lines=(Said("", words),) if is_ours else (Said("", words), _NOTHING_SAVED),
        request=request_id(),
    )
    return in_place(view, status)


def told(title: str, words: str, links: tuple[tuple[str, str], ...] = ()) -> Response:
    """A page of a few words, with links by their names."""
    actions = tuple(Action(name, to) for name, to in links)
    return in_place(ProblemView(title=title, heading=title, lines=(Said("", words),), actions=actions), 200)


def in_place(view: ProblemView, status: int) -> Response:
    """Such a page. Whose launch it is may not be known: every EHR that launches the worksheet may show it."""
    service = cds_service()
    return form_page(problem_page(service.templates, view), status, service.launching.apps.frame_ancestors)
