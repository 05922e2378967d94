"""The page that stands in place of one of the console's."""

from __future__ import annotations

from flask import Response

from service.current_request import request_id
from service.web.html import form_page
from service.web.state import cds_service


def in_place_of_a_console_page(problem: str, status: int) -> Response:
    """What went wrong, as a page."""
    words = f"{problem[:1].upper()}{problem[1:]}."
    template = cds_service().templates.get_template("console/problem.html")
    return form_page(template.render(problem=words, request=request_id()), status)
