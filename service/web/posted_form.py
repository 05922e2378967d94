"""Posted forms, received as the bodies of hook calls are: in one piece, before anything is done for them."""

from __future__ import annotations

from io import BytesIO

from flask import request

from service.web.hook_call import body_of
from service.web.state import cds_service


def receive_form() -> None:
    """Receive what is posted, if anything; it may be as long as any body, since a record travels in it.

    Flask would read it in pieces, and a slow client would keep others waiting meanwhile.

    Raises:
        TooLarge: when it is longer.
    """
    limit = cds_service().settings.max_body_bytes
    request.max_form_memory_size = request.max_content_length = limit
    if request.method == "POST":
        request.environ["wsgi.input"] = BytesIO(body_of(request.environ, limit))
