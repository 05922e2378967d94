"""Hook calls before they reach Flask, whose routing and contexts cost more than many a review.

Only what ends well ends here. Every problem is handed to Flask, whose error
handlers alone say what is wrong; so is everything else, such as a browser's
call, since the CORS headers of its answer are made there.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from service.current_request import begin_request, end_request
from service.web.framing import is_doubtful
from service.web.headers import own_headers
from service.web.hook_call import JSON, answered_call
from service.web.state import CdsService

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PROBLEM = "criteria_cards.problem"
"""Where Flask's route finds what went wrong with a call before it."""


class FrontDoor:
    """A WSGI application in front of Flask's."""

    def __init__(self, flask: WSGIApplication, service: CdsService) -> None:
        self._flask = flask
        self._service = service
        self._hooks = {f"/cds-services/{hook.id}": hook for hook in service.hooks.values()}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a hook call, or hand the request on."""
        hook = self._hooks.get(environ["PATH_INFO"])
        is_call = hook is not None and environ["REQUEST_METHOD"] == "POST" and "HTTP_ORIGIN" not in environ
        if hook is None or not is_call or is_doubtful(environ):
            return self._flask(environ, start_response)
        begun = time.monotonic()
        begin_request()
        try:
            content = answered_call(self._service, hook, environ)
        except Exception as error:
            environ[PROBLEM] = error
            return self._flask(environ, start_response)
        length = str(len(content))
        named = [("Content-Type", JSON), ("Content-Length", length), *own_headers(self._service.settings)]
        start_response("200 OK", named)
        self._service.metrics.responded("call", hook.id, 200, time.monotonic() - begun)
        end_request()
        return (content,)
