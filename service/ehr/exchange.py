"""One exchange with a FHIR server over kept connections: a request, and all of its answer, until a deadline.

Whatever the server does, slowly or not at all, the exchange ends at its
deadline, and its connection with it.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import certifi
from requests.utils import requote_uri
from yarl import URL

from criteria.gaps import GapKind
from service.ehr.allowed_urls import is_public
from service.ehr.fhir_server import FhirServer

_ENCODINGS = "gzip, deflate"
_KEEP_ALIVE_SECONDS = 60.0
_OK, _BAD_REQUEST = 200, 400
_BROKEN_OFF = aiohttp.ClientPayloadError
"""An answer that ends too early. Where a kept connection turns out to be ended the library tries anew."""


class FetchFailed(Exception):
    """The server did not give what was asked; the kind says why, the detail holds nothing of its answer."""

    def __init__(self, kind: GapKind, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind, self.detail = kind, detail

    @property
    def is_bad_request(self) -> bool:
        """Whether the server says that it does not understand the request."""
        return self.kind is GapKind.REFUSED and self.detail == str(_BAD_REQUEST)

    @property
    def never_left(self) -> bool:
        """Whether nothing of the request reached the server: there was no connection, or none was allowed."""
        no_connection = aiohttp.ClientConnectorError | aiohttp.InvalidURL
        return self.kind is GapKind.LEAVES_SERVER or isinstance(self.__cause__, no_connection)


class Request(NamedTuple):
    """What is sent: a method, a URL, headers beside our own, and a body."""

    method: str
    url: str
    headers: Mapping[str, str] = {}
    body: bytes | None = None


class Answer(NamedTuple):
    """An answer of any status, and all of it; the names of its headers are asked for in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Exchanges:
    """Connections to servers, kept from one exchange to the next. It belongs to one event loop."""

    def __init__(self) -> None:
        self._sessions: dict[tuple[bool, Path | None], aiohttp.ClientSession] = {}

    async def body(self, url: str, token: str, server: FhirServer, deadline: float, most: int) -> bytes:
        """The body of a 200, of so many bytes at most, until a deadline in monotonic seconds.

        A dropped connection is tried once more, an error answer is not.

        Raises:
            FetchFailed: when it could not be had.
        """
        request = Request("GET", url, _headers(token))
        async with _until(deadline):
            try:
                return await self._received(request, server, most)
            except _BROKEN_OFF:
                return await self._received(request, server, most)

    async def answer(
        self, request: Request, token: str, server: FhirServer, deadline: float, most: int
    ) -> Answer:
        """The answer to a request that may change something, and which is therefore sent once.

        Raises:
            FetchFailed: when there is none, or it is too long; what was asked for may be done nevertheless,
                unless it `never_left`.
        """
        whole = request._replace(headers={**_headers(token), **request.headers})
        async with _until(deadline), self._asked(whole, server) as response:
            return Answer(response.status, response.headers, await _read(response, most))

    async def warm(self, url: str, server: FhirServer, count: int, seconds: float) -> None:
        """Have so many connections open; what the server answers is of no interest.

        Each is asked for the headers of what is open to everybody, and given
        back once all are there: so none of them rests longer than the others.
        """
        session = self._session(server)
        asked = [session.head(URL(url, encoded=True), allow_redirects=False) for _ in range(count)]
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                for response in await asyncio.gather(*asked, return_exceptions=True):
                    if isinstance(response, aiohttp.ClientResponse):
                        response.release()

    async def close(self) -> None:
        """Close all connections."""
        while self._sessions:
            await self._sessions.popitem()[1].close()

    async def _received(self, request: Request, server: FhirServer, most: int) -> bytes:
        async with self._asked(request, server) as response:
            if response.status != _OK:
                raise FetchFailed(GapKind.REFUSED, str(response.status))
            return await _read(response, most)

    def _asked(
        self, request: Request, server: FhirServer
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        return self._session(server).request(
            request.method,
            URL(requote_uri(request.url), encoded=True),
            headers=request.headers,
            data=request.body,
            allow_redirects=False,
        )

    def _session(self, server: FhirServer) -> aiohttp.ClientSession:
        key = (server.private_address, server.ca_file)
        if key not in self._sessions:
            self._sessions[key] = _new_session(*key)
        return self._sessions[key]


def _headers(token: str) -> dict[str, str]:
    headers = {
        "Accept": "application/fhir+json",
        "Accept-Encoding": _ENCODINGS,
        "Cache-Control": "no-cache",  # HAPI repeats a search of the last minute, without what came since
    }
    return {**headers, "Authorization": f"Bearer {token}"} if token else headers


@asynccontextmanager
async def _until(deadline: float) -> AsyncIterator[None]:
    """Whatever goes wrong until a deadline, and the deadline itself, as a failure to fetch."""
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError as error:
        raise FetchFailed(GapKind.TOO_LATE) from error
    except (aiohttp.ClientError, ValueError, zlib.error) as error:
        raise FetchFailed(GapKind.UNREACHABLE) from error


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    """All of a body, of so many bytes at most."""
    received = bytearray()
    async for piece in _plain(response, most):
        received += piece
        if len(received) > most:
            raise FetchFailed(GapKind.TOO_LONG)
    return bytes(received)


def _new_session(private_address: bool, ca_file: Path | None) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit=0,  # service/ehr/shares.py has the limits
        keepalive_timeout=_KEEP_ALIVE_SECONDS,
        ssl=ssl.create_default_context(cafile=ca_file or certifi.where()),
        socket_factory=_any_socket if private_address else _public_socket,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
        auto_decompress=False,
        trust_env=False,
        headers={"User-Agent": "criteria-cards"},
    )


def _any_socket(address: Any) -> socket.socket:
    return socket.socket(*address[:3])


def _public_socket(address: Any) -> socket.socket:
    """A socket for an address that was resolved, which is the one that it is connected to.

    Raises:
        OSError: when the address is not one of the public internet.
    """
    if not is_public(address[4][0]):
        raise OSError("the name resolves to an address that is not public")
    return socket.socket(*address[:3])


async def _plain(response: aiohttp.ClientResponse, most: int) -> AsyncIterator[bytes]:
    """The body as it was before it was compressed, never much more of it at once than it may be long."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchFailed(GapKind.NOT_JSON)
    unpack: Callable[[bytes, int], bytes] | None = None
    if encoding not in ("", "identity"):
        unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress  # either header
    async for piece in response.content.iter_any():
        yield unpack(piece, most + 1) if unpack else piece
