"""Asks an EHR's FHIR server, within a deadline and with caps on everything it may send.

The token goes to the listed server and to no other place: redirects are not
followed, and a next link that leaves the server is refused.
"""

from __future__ import annotations

import asyncio
import re
import time
import weakref
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urljoin

import msgspec
from msgspec import Struct, field

from criteria.gaps import GapKind
from mappings.fhir.bundles import next_link
from mappings.fhir.resources import Entry, Resource, list_of
from service.ehr.allowed_urls import allowed_server
from service.ehr.event_loop import EventLoop
from service.ehr.exchange import Answer, Exchanges, FetchFailed, Request
from service.ehr.fhir_server import FhirServer
from service.ehr.shares import Shares

MAX_PAGES = 20
MAX_RESOURCES = 5000
MAX_BYTES = 10 * 1024 * 1024
_LARGE_BYTES = 256 * 1024
"""A page above this is decoded on a thread of its own, since all servers wait meanwhile."""
_SORT = re.compile(r"&_sort=[^&]*")
_WARM_TIMEOUT_SECONDS = 2.0

_decode = msgspec.json.Decoder(Resource).decode


class Access(NamedTuple):
    """One request's way to the FHIR server: where, with which token, until when (monotonic seconds)."""

    base: str
    server: FhirServer
    token: str
    deadline: float


class Search(Struct):
    """A query to ask, or the next link of a page that was sent; what it brought, when it ended, and how."""

    query: str
    is_next: bool
    began: float = 0.0
    ended: float = 0.0
    pages: list[Resource] = field(default_factory=list)
    failed: FetchFailed | None = None

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.began


class FhirClient:
    """Reads and searches over kept connections; safe to share between threads."""

    def __init__(self, tell_busy: Callable[[int], None] = lambda _: None) -> None:
        self._loop = EventLoop()
        self._exchanges = Exchanges()
        self._shares = Shares(tell_busy)
        weakref.finalize(self, self._loop.end, self._exchanges.close)

    @property
    def late_servers(self) -> int:
        """How many servers answer nobody in time."""
        return self._shares.late_servers

    def ask(self, searches: Iterable[Search], access: Access) -> None:
        """Make some searches at once, and wait until each has ended, which it does by the deadline."""
        self._loop.run(self._all(searches, access))

    def send(self, request: Request, access: Access) -> Answer:
        """Send one request that may change something, and give its answer; its URL is a place below the base.

        Raises:
            FetchFailed: when there is no answer, or the place is not on the server.
        """
        return self._loop.run(self._send(request, access))

    def warm(self, server: FhirServer, count: int) -> None:
        """Have so many connections open; what the server answers is of no interest."""
        url = f"{str(server.base).rstrip('/')}/metadata"
        self._loop.run(self._exchanges.warm(url, server, count, _WARM_TIMEOUT_SECONDS))

    async def _send(self, request: Request, access: Access) -> Answer:
        base = access.base.rstrip("/")
        url = _joined(base, f"{base}/{request.url}" if request.url else base, access)
        async with self._shares.one(access.server, access.deadline):
            placed = request._replace(url=url)
            return await self._exchanges.answer(
                placed, access.token, access.server, access.deadline, MAX_BYTES
            )

    async def _all(self, searches: Iterable[Search], access: Access) -> None:
        if self._shares.is_tried(access.server):
            for each in searches:
                each.failed = FetchFailed(GapKind.TOO_LATE)
            return
        await asyncio.gather(*(self._ask(each, access) for each in searches))

    async def _ask(self, search: Search, access: Access) -> None:
        search.began = time.monotonic()
        try:
            await self._sorted_or_not(search, access)
        except FetchFailed as error:
            search.failed = error
        finally:
            search.ended = time.monotonic()

    async def _sorted_or_not(self, search: Search, access: Access) -> None:
        """A search is asked unsorted where the server knows no such order."""
        query = search.query
        kind = "Bundle" if search.is_next or "?" in query else query.partition("/")[0]
        try:
            await self._follow(query, kind, access, search.pages)
        except FetchFailed as error:
            unsorted = query if search.is_next else _SORT.sub("", query)
            if not error.is_bad_request or unsorted == query or search.pages:
                raise
            await self._follow(unsorted, kind, access, search.pages)

    async def _follow(self, link: str, kind: str, access: Access, pages: list[Resource]) -> None:
        url, left = f"{access.base.rstrip('/')}/", MAX_BYTES
        while link:
            _check_enough(pages)
            url = _joined(url, link, access)
            async with self._shares.one(access.server, access.deadline):
                body = await self._exchanges.body(url, access.token, access.server, access.deadline, left)
            page = (
                await asyncio.to_thread(_page, body, kind) if len(body) > _LARGE_BYTES else _page(body, kind)
            )
            pages.append(page)
            left -= len(body)
            link = next_link(page)


def _page(body: bytes, kind: str) -> Resource:
    try:
        body.decode()  # what the decoder skips it does not check
        slot = _decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise FetchFailed(GapKind.NOT_JSON) from error
    if slot.resourceType == "OperationOutcome":
        raise FetchFailed(GapKind.OPERATION_OUTCOME)
    if slot.resourceType != kind:
        raise FetchFailed(GapKind.NOT_ASKED_FOR)
    return slot


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
