"""Asks an EHR's FHIR server, within a deadline and with caps on everything it may send.

The token goes to the listed server and to no other place: redirects are not
followed, and a next link that leaves the server is refused.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple
from urllib.parse import urljoin

import msgspec
import requests

from mappings.resources import Link, Slot, each, text
from service.clients import FhirServer
from service.outbound import PublicOnlyAdapter, listed_server

MOST_PAGES = 5
MOST_BYTES = 10 * 1024 * 1024
_CHUNK = 64 * 1024
_POOL = 32


class FetchFailed(Exception):
    """The server did not give what was asked; the reason holds nothing of its answer."""


class Access(NamedTuple):
    """One request's way to the FHIR server: where, with which token, and until when (monotonic seconds)."""

    base: str
    server: FhirServer
    token: str
    deadline: float


class FhirClient:
    """Reads and searches over kept connections; safe to share between threads."""

    def __init__(self) -> None:
        self._public = _session(PublicOnlyAdapter(pool_maxsize=_POOL))
        self._private = _session(requests.adapters.HTTPAdapter(pool_maxsize=_POOL))
        self._decode = msgspec.json.Decoder(Slot).decode

    def fetch(self, query: str, access: Access) -> tuple[list[Slot], str]:
        """The resource or the pages that a query gives, and why they are not all of them, if they are not.

        Raises:
            FetchFailed: when not even the first could be had.
        """
        return self.follow(f"{access.base.rstrip('/')}/{query}", access, [])

    def follow(self, url: str, access: Access, pages: list[Slot]) -> tuple[list[Slot], str]:
        """As `fetch`, from a URL the server itself gave, after the pages there are."""
        known = len(pages)
        following: str | None = url
        while following is not None:
            if len(pages) >= known + MOST_PAGES:
                return pages, f"only the first {MOST_PAGES} pages were read"
            try:
                page = self._get(following, access)
            except FetchFailed as error:
                if not pages:
                    raise
                return pages, str(error)
            pages.append(page)
            following = next_link(page, following)
        return pages, ""

    def _get(self, url: str, access: Access) -> Slot:
        if listed_server(url, (access.server,)) is None:
            raise FetchFailed("the server's next link leaves the server")
        body = self._body(url, access)
        try:
            slot = self._decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise FetchFailed("the server's answer is not FHIR JSON") from error
        if slot.resourceType == "OperationOutcome":
            raise FetchFailed("the server could not answer this search")
        return slot

    def _body(self, url: str, access: Access) -> bytes:
        """The body of a 200; a dropped connection is tried once more, an error answer is not."""
        session = self._private if access.server.private_address else self._public
        for attempt in (1, 2):
            try:
                return b"".join(self._chunks(session, url, access))
            except requests.Timeout as error:
                raise FetchFailed("the server did not answer in time") from error
            except requests.RequestException as error:
                if attempt == 2 or access.deadline <= time.monotonic():
                    raise FetchFailed("the server could not be reached") from error
        raise AssertionError("unreachable")

    def _chunks(self, session: requests.Session, url: str, access: Access) -> Iterator[bytes]:
        left = access.deadline - time.monotonic()
        if left <= 0:
            raise FetchFailed("there was no time left to ask")
        headers = {"Accept": "application/fhir+json"}
        if access.token:
            headers["Authorization"] = f"Bearer {access.token}"
        received = 0
        with session.get(url, headers=headers, timeout=left, allow_redirects=False, stream=True) as response:
            if response.status_code != requests.codes.ok:
                raise FetchFailed(f"the server answered {response.status_code}")
            for chunk in response.iter_content(_CHUNK):
                received += len(chunk)
                if received > MOST_BYTES:
                    raise FetchFailed("the server's answer is too long")
                if time.monotonic() > access.deadline:
                    raise FetchFailed("the server did not answer in time")
                yield chunk


def next_link(page: Slot, url: str) -> str | None:
    """The absolute URL of the page after this one, if there is one."""
    for link in each(page.link, Link):
        if link.relation == "next" and text(link.url):
            return urljoin(url, text(link.url))
    return None


def _session(adapter: requests.adapters.HTTPAdapter) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
