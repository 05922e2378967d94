"""Pages of the console, each in the same frame."""

from __future__ import annotations

from flask import Response

from service.console.frame import Frame, frame_of
from service.web.console.gate import the_visit, visit_of
from service.web.html import form_page
from service.web.state import cds_service


def console_page(template: str, part: str, status: int = 200, **shown: object) -> Response:
    """A page of the console: a template of `templates/console/`, and what it shows."""
    service = cds_service()
    frame = frame_of(the_visit(), part, service.default_site.name)
    written = service.templates.get_template(f"console/{template}").render(frame=frame, **shown)
    return form_page(written, status)


def visitors_frame(part: str) -> Frame | None:
    """The frame of a page that others read too; None for these."""
    visit = visit_of()
    return frame_of(visit, part, cds_service().default_site.name) if visit else None
