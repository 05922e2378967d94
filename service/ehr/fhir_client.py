"""Asks an EHR's FHIR server, within a deadline and with caps on everything it may send.

The token goes to the listed server and to no other place: redirects are not
followed, and a next link that leaves the server is refused.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple
from urllib.parse import urljoin

import msgspec
import requests
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

from criteria.gaps import GapKind
from mappings.fhir.bundles import next_link
from mappings.fhir.resources import Entry, Resource, list_of
from service.ehr.allowed_urls import PublicOnlyAdapter, allowed_server
from service.ehr.fhir_server import FhirServer

MAX_PAGES = 20
MAX_RESOURCES = 5000
MAX_BYTES = 10 * 1024 * 1024
_SORT = re.compile(r"&_sort=[^&]*")
_BAD_REQUEST = (GapKind.REFUSED, str(requests.codes.bad_request))
_CHUNK_BYTES = 64 * 1024
_MAX_CONNECTIONS = 32
_WARM_TIMEOUT_SECONDS = 2.0


class FetchFailed(Exception):
    """The server did not give what was asked; the kind says why, the detail holds nothing of its answer."""

    def __init__(self, kind: GapKind, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind, self.detail = kind, detail


class Access(NamedTuple):
    """One request's way to the FHIR server: where, with which token, until when (monotonic seconds)."""

    base: str
    server: FhirServer
    token: str
    deadline: float


class FhirClient:
    """Reads and searches over kept connections; safe to share between threads."""

    def __init__(self) -> None:
        self._public = _session(PublicOnlyAdapter(pool_maxsize=_MAX_CONNECTIONS))
        self._private = _session(requests.adapters.HTTPAdapter(pool_maxsize=_MAX_CONNECTIONS))
        self._decode = msgspec.json.Decoder(Resource).decode

    def fetch(self, query: str, access: Access, pages: list[Resource]) -> None:
        """Ask a query, and add each page of its answer to `pages` as it comes; a read has one.

        A search is asked unsorted where the server knows no such order.

        Raises:
            FetchFailed: when not all of it could be had; what came before stays.
        """
        kind = "Bundle" if "?" in query else query.partition("/")[0]
        try:
            self._follow(query, kind, access, pages)
        except FetchFailed as error:
            unsorted = _SORT.sub("", query)
            if (error.kind, error.detail) != _BAD_REQUEST or unsorted == query or pages:
                raise
            self._follow(unsorted, kind, access, pages)

    def follow(self, link: str, access: Access, pages: list[Resource]) -> None:
        """As `fetch`, from the next link of a page that was sent."""
        self._follow(link, "Bundle", access, pages)

    def warm(self, server: FhirServer, count: int) -> None:
        """Have so many connections open; what the server answers is of no interest.

        Each is asked for the headers of what is open to everybody, and given
        back once all are there: so none of them rests longer than the others.
        """
        url = f"{str(server.base).rstrip('/')}/metadata"
        opened: list[requests.Response] = []
        with suppress(requests.RequestException, HTTPError):
            for _ in range(count):
                opened.append(
                    self._session_for(server).head(
                        url,
                        timeout=_WARM_TIMEOUT_SECONDS,
                        verify=_authorities(server),
                        allow_redirects=False,
                        stream=True,
                    )
                )
        for response in opened:
            with suppress(requests.RequestException, HTTPError):
                response.content  # noqa: B018  # read to its end, which gives the connection back

    def _session_for(self, server: FhirServer) -> requests.Session:
        return self._private if server.private_address else self._public

    def _follow(self, link: str, kind: str, access: Access, pages: list[Resource]) -> None:
        url, left = f"{access.base.rstrip('/')}/", MAX_BYTES
        while link:
            _check_enough(pages)
            url = _joined(url, link, access)
            body = self._body(url, access, left)
            page = self._page(body, kind)
            pages.append(page)
            left -= len(body)
            link = next_link(page)

    def _page(self, body: bytes, kind: str) -> Resource:
        try:
            body.decode()  # what the decoder skips it does not check
            slot = self._decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise FetchFailed(GapKind.NOT_JSON) from error
        if slot.resourceType == "OperationOutcome":
            raise FetchFailed(GapKind.OPERATION_OUTCOME)
        if slot.resourceType != kind:
            raise FetchFailed(GapKind.NOT_ASKED_FOR)
        return slot

    def _body(self, url: str, access: Access, most: int) -> bytes:
        """The body of a 200; a dropped connection is tried once more, an error answer is not."""
        session = self._session_for(access.server)
        for attempt in (1, 2):
            try:
                return b"".join(self._chunks(session, url, access, most))
            except (requests.Timeout, ReadTimeoutError) as error:
                raise FetchFailed(GapKind.TOO_LATE) from error
            except (requests.RequestException, HTTPError) as error:
                dropped = isinstance(error, (requests.ConnectionError, ProtocolError))
                if not dropped or attempt == 2 or access.deadline <= time.monotonic():
                    raise FetchFailed(GapKind.UNREACHABLE) from error
        raise AssertionError("unreachable")

    def _chunks(self, session: requests.Session, url: str, access: Access, most: int) -> Iterator[bytes]:
        left = access.deadline - time.monotonic()
        if left <= 0:
            raise FetchFailed(GapKind.TOO_LATE)
        headers = {"Accept": "application/fhir+json"}
        if access.token:
            headers["Authorization"] = f"Bearer {access.token}"
        verify = _authorities(access.server)
        with session.get(
            url, headers=headers, timeout=left, verify=verify, allow_redirects=False, stream=True
        ) as response:
            if response.status_code != requests.codes.ok:
                raise FetchFailed(GapKind.REFUSED, str(response.status_code))
            # read1, since iter_content waits for a whole chunk, which a server may send byte by byte
            while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
                most -= len(chunk)
                if most < 0:
                    raise FetchFailed(GapKind.TOO_LONG)
                if time.monotonic() > access.deadline:
                    raise FetchFailed(GapKind.TOO_LATE)
                yield chunk


def _authorities(server: FhirServer) -> str | bool:
    return str(server.ca_file) if server.ca_file else True


def _check_enough(pages: list[Resource]) -> None:
    """Stop before a further page where there are many.

    Raises:
        FetchFailed: when there are as many as may be read.
    """
    if len(pages) >= MAX_PAGES:
        raise FetchFailed(GapKind.FIRST_PAGES, str(MAX_PAGES))
    if (count := sum(len(list_of(page.entry, Entry)) for page in pages)) >= MAX_RESOURCES:
        raise FetchFailed(GapKind.FIRST_RESOURCES, str(count))


def _joined(url: str, link: str, access: Access) -> str:
    """Where a link leads, if that is on the server."""
    try:
        joined = urljoin(url, link)
    except ValueError:
        joined = ""
    if allowed_server(joined, (access.server,)) is None:
        raise FetchFailed(GapKind.LEAVES_SERVER)
    return joined


def _session(adapter: requests.adapters.HTTPAdapter) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
