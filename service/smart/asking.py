"""Asks an EHR's authorization server, which its FHIR server names: the same rules as for any of its servers.

Where the FHIR server has a public address, no other address is connected to; redirects are
not followed; every answer has a deadline and a limit.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec import Struct
from requests import HTTPError

from service.ehr.allowed_urls import is_loopback_url, origin_of
from service.ehr.event_loop import EventLoop
from service.ehr.exchange import Answer, Exchanges, FetchFailed, Request
from service.ehr.fhir_server import FhirServer
from service.turns import turn_given_back

_TIMEOUT_SECONDS = 5.0
_MAX_BYTES = 256 * 1024
_JSON = {"Accept": "application/json"}
_OK, _REFUSED, _FAILED = 200, 400, 500
Kind = TypeVar("Kind", bound=Struct)


class NotAnswered(Exception):
    """A server did not answer, or not with what was asked for; the message repeats nothing of it."""


class Asking:
    """Connections to authorization servers, kept between questions; safe to share between threads."""

    def __init__(self) -> None:
        self._loop = EventLoop()
        self._exchanges = Exchanges()
        weakref.finalize(self, self._loop.end, self._exchanges.close)

    def json(self, url: str, server: FhirServer, kind: type[Kind], token: str = "") -> Kind:
        """What stands at a URL, as JSON of a kind.

        Raises:
            NotAnswered: when it cannot be had.
        """
        answer = self.answer(Request("GET", url, _JSON), server, token)
        if answer.status != _OK:
            raise NotAnswered(f"the server answered {answer.status}")
        try:
            return msgspec.json.decode(answer.body, type=kind)
        except (msgspec.DecodeError, RecursionError) as error:
            raise NotAnswered("the server answered with something else") from error

    def answer(self, request: Request, server: FhirServer, token: str = "") -> Answer:
        """The answer to a request.

        Raises:
            NotAnswered: when there is none, or the URL is one that may not be asked.
        """
        if not may_be_asked(request.url, server):
            raise NotAnswered("the server names a URL that is not asked")
        deadline = time.monotonic() + _TIMEOUT_SECONDS
        try:
            with turn_given_back():
                return self._loop.run(self._exchanges.answer(request, token, server, deadline, _MAX_BYTES))
        except FetchFailed as error:
            raise NotAnswered("the server did not answer") from error


def may_be_asked(url: str, server: FhirServer) -> bool:
    """Whether an endpoint that a server names is one that may be asked: by TLS, or on this machine.

    On this machine only where the operator listed the server as one with a private address.
    """
    if not origin_of(url):
        return False
    return url.startswith("https:") or (server.private_address and is_loopback_url(url))


class TokenEndpoint:
    """What Authlib's client asks a token endpoint by: of an HTTP session the part that it uses."""

    def __init__(self, asking: Asking, server: FhirServer) -> None:
        self._asking, self._server = asking, server

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> TokenResponse:
        """The answer to a form, with what authenticates the client.

        Raises:
            NotAnswered: when there is none.
        """
        url, signed, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        request = Request("POST", url, signed, body.encode())
        return TokenResponse(self._asking.answer(request, self._server))


class TokenResponse:
    """An answer as Authlib reads it."""

    def __init__(self, answer: Answer) -> None:
        self.status_code, self._body = answer.status, answer.body

    def json(self) -> Any:
        """The body.

        Raises:
            ValueError: when it is no JSON.
        """
        return msgspec.json.decode(self._body)

    def raise_for_status(self) -> None:
        """Say that the server refused or failed, where it did.

        Raises:
            HTTPError: when its status says so.
        """
        if self.status_code >= _REFUSED:
            raise HTTPError(self.status_code)
