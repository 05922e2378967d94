"""The first page of the console: what is served, how it is, and where to go on."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import NotFound

from service.web.console.frame import console_page
from service.web.console.gate import console_blueprint
from service.web.html import is_of_a_reader
from service.web.state import cds_service

blueprint = console_blueprint("home")


@blueprint.get("/")
def home() -> Response:
    """The page with which people begin.

    Raises:
        NotFound: to a program; hooks are found below /cds-services.
    """
    if not is_of_a_reader(request):
        raise NotFound
    response = console_page("home.html", "home", has_worksheet=cds_service().settings.open_worksheet)
    response.vary.add("Accept")
    return response
