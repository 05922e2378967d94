"""The first address: for a browser a page of what there is, for a program nothing."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from service.web.html import is_of_a_reader, page
from service.web.state import cds_service

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> Response:
    """The page with which people who come without an address begin.

    Raises:
        NotFound: to a program; hooks are found below /cds-services.
    """
    if not is_of_a_reader(request):
        raise NotFound
    service = cds_service()
    template = service.templates.get_template("home.html")
    response = page(template.render(has_worksheet=service.settings.open_worksheet))
    response.vary.add("Accept")
    return response
