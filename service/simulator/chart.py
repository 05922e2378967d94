"""A chart that prefetch templates are resolved against: a set of resources, or a FHIR server.

Both answer a relative FHIR request such as `Patient/1` or `Condition?patient=1`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import msgspec
import requests
from msgspec import Struct

from service.samples.fhir import SERVER, Json
from service.samples.search import read, searched

MAX_PAGES = 20
TIMEOUT_SECONDS = 30
PAGE_SIZE = 1000
_OFFSET = "_offset"
_NO_FILTERS = ("_count", "_format", "_total", _OFFSET)
_JSON = "application/fhir+json"


class ChartAnswer(Struct, frozen=True):
    """The answer to one FHIR request: a resource or a searchset; None where there is none, or no answer.

    What a server refuses is answered by an OperationOutcome. `problem` says in words what went wrong, and
    `status` is 0 where nobody answered.
    """

    resource: Json | None
    status: int
    ms: float = 0.0
    problem: str = ""


class Chart(Protocol):
    """Whatever answers relative FHIR requests; `base` is the URL that its resources are below."""

    base: str

    def answer(self, query: str) -> ChartAnswer:
        """The answer to a relative FHIR request, a searchset whole over its pages."""


class ResourceChart:
    """A set of resources as a FHIR server of their own."""

    def __init__(self, resources: Sequence[Json], base: str = SERVER) -> None:
        self.resources = resources
        self.base = base

    def answer(self, query: str) -> ChartAnswer:
        """What the resources answer."""
        return page_of(self.resources, query, self.base)


class ServerChart:
    """A FHIR server that runs; its token goes to no other origin."""

    def __init__(self, base: str, token: str = "") -> None:
        self.base = base.rstrip("/")
        self._session = requests.Session()
        self._session.headers["Accept"] = _JSON
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def answer(self, query: str) -> ChartAnswer:
        """What the server answers; the pages of a search are put together, twenty of them at most."""
        began = time.perf_counter()
        first = self._page(f"{self.base}/{query}")
        if first.resource is not None and not first.problem:
            self._follow(first.resource)
        ms = (time.perf_counter() - began) * 1000
        return ChartAnswer(first.resource, first.status, ms, first.problem)

    def _follow(self, bundle: Json) -> None:
        """Add the entries of the pages that follow; a next link stays where a page cannot be had."""
        pages = 1
        while (link := next_link(bundle)) and pages < MAX_PAGES:
            url = urljoin(f"{self.base}/", link)
            answer = self._page(url) if _same_origin(url, self.base) else None
            if answer is None or answer.resource is None or answer.problem:
                return
            pages += 1
            bundle.setdefault("entry", []).extend(answer.resource.get("entry", ()))
            links = [each for each in bundle["link"] if each.get("relation") != "next"]
            following = next_link(answer.resource)
            bundle["link"] = [*links, *([{"relation": "next", "url": following}] if following else ())]
        if not bundle.get("link"):
            bundle.pop("link", None)

    def _page(self, url: str) -> ChartAnswer:
        try:
            response = self._session.get(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        except requests.RequestException as error:
            return ChartAnswer(None, 0, problem=f"the FHIR server cannot be reached: {type(error).__name__}")
        if response.status_code in (404, 410) and "?" not in url:
            return ChartAnswer(None, response.status_code)
        if response.status_code != 200:
            problem = f"the FHIR server answered {response.status_code}"
            return ChartAnswer(outcome(problem), response.status_code, problem=problem)
        return _resource_in(response.content)


def page_of(resources: Sequence[Json], query: str, base: str) -> ChartAnswer:
    """The answer of a FHIR server that holds these resources: a resource, or one page of a search.

    Search parameters that are not known are ignored, and said to be (FHIR R4, 3.1.1.2); `_count` and
    `_offset` say which page.
    """
    path, question, text = query.partition("?")
    if not question:
        resource = read(resources, path)
        return ChartAnswer(resource, 200 if resource else 404)
    parameters = parse_qsl(text)
    wanted = [each for each in parameters if each[0] not in _NO_FILTERS]
    found, unknown = searched(resources, path, wanted)
    start = _number(dict(parameters).get(_OFFSET, ""), 0)
    end = start + _number(dict(parameters).get("_count", ""), PAGE_SIZE)
    following = ""
    if end < len(found):
        rest = [each for each in parameters if each[0] != _OFFSET]
        following = f"{base}/{path}?{urlencode([*rest, (_OFFSET, str(end))])}"
    problem = f"ignored: {', '.join(unknown)}" if unknown else ""
    return ChartAnswer(searchset(found[start:end], base, len(found), following), 200, problem=problem)


def searchset(page: Sequence[Json], base: str, total: int, following: str = "") -> Json:
    """One page of a search."""
    bundle: Json = {"resourceType": "Bundle", "type": "searchset", "total": total}
    if following:
        bundle["link"] = [{"relation": "next", "url": following}]
    entries = [
        {
            "fullUrl": f"{base}/{each['resourceType']}/{quote(str(each.get('id', '')))}",
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in page
    ]
    return bundle | {"entry": entries} if entries else bundle


def outcome(problem: str, code: str = "exception") -> Json:
    """An OperationOutcome with one error."""
    issue = {"severity": "error", "code": code, "diagnostics": problem}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def next_link(bundle: Json) -> str:
    """The link to the page after this one; empty where there is none."""
    links = (each for each in bundle.get("link", ()) if each.get("relation") == "next")
    return next((str(each.get("url", "")) for each in links), "")


def _resource_in(content: bytes) -> ChartAnswer:
    try:
        resource = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return ChartAnswer(None, 200, problem="the FHIR server answered what is no JSON")
    if not isinstance(resource, dict) or "resourceType" not in resource:
        return ChartAnswer(None, 200, problem="the FHIR server answered what is no resource")
    return ChartAnswer(resource, 200)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise


def _same_origin(url: str, base: str) -> bool:
    return urlsplit(url)[:2] == urlsplit(base)[:2]
