"""Posted forms, received as the bodies of hook calls are: in one piece, before anything is done for them."""

from __future__ import annotations

from io import BytesIO

from flask import request

from service.errors import TooLarge
from service.web.hook_call import body_of
from service.web.state import cds_service

MAX_FIELDS = 5000
"""Of a form: many times those of the longest worksheet. A body of fields alone takes seconds to read."""


def receive_form() -> None:
    """Receive what is posted, if anything; it may be as long as any body, since a record travels in it.

    Flask would read it in pieces, and a slow client would keep others waiting meanwhile.

    Raises:
        TooLarge: when it is longer, or of more fields than any page of ours.
    """
    limit = cds_service().settings.max_body_bytes
    request.max_form_memory_size = request.max_content_length = limit
    if request.method == "POST":
        content = body_of(request.environ, limit)
        if content.count(b"&") >= MAX_FIELDS:
            raise TooLarge(f"the form has more than {MAX_FIELDS} fields")
        request.environ["wsgi.input"] = BytesIO(content)
