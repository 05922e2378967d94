"""A chart: a small FHIR server of our own that takes writes, and fails or lies as a test tells it.

Faults are taken one by one, each by the next write that reaches it. It holds what it wrote
whether or not anybody was told.
"""

from __future__ import annotations

import json
import re
import threading
from collections import deque
from copy import deepcopy
from urllib.parse import parse_qs, urlsplit

from tests.support.bundles import operation_outcome, searchset
from tests.support.chart_connections import Answered, Connections, Fault
from tests.support.fhir import SERVER, Json


class Refusal(Exception):
    """Something that the chart does not write."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Chart:
    """Holds resources in versions; the flags say what it cannot or does not do."""

    def __init__(
        self,
        *resources: Json,
        knows_transactions: bool = True,
        heeds_conditions: bool = True,
        searches_by_identifier: bool = True,
        ignores_identifiers_of: str = "",
        tells_locations: bool = True,
        tells_versions: bool = True,
    ) -> None:
        self.knows_transactions = knows_transactions
        self.heeds_conditions = heeds_conditions
        self.searches_by_identifier = searches_by_identifier
        self.ignores_identifiers_of = ignores_identifiers_of
        self.tells_locations = tells_locations
        self.tells_versions = tells_versions
        self.is_away = False
        self.faults: deque[Fault] = deque()
        self.asked: list[tuple[str, str]] = []
        self.tokens: set[str] = set()
        self.closing = threading.Event()
        self._held: dict[str, Json] = {}
        self._lock = threading.RLock()
        self._last = 0
        for each in resources:
            self.file(each)
        self._server = Connections(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Chart:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/fhir"

    def held(self, kind: str) -> list[Json]:
        """What it holds of a type, but what was entered in error."""
        with self._lock:
            return [
                deepcopy(each)
                for each in self._held.values()
                if each["resourceType"] == kind and each.get("status") != "entered-in-error"
            ]

    def one(self, reference: str) -> Json:
        """A resource it holds."""
        with self._lock:
            return deepcopy(self._held[reference])

    def file(self, resource: Json) -> None:
        """Somebody else files a resource, or a further version of it."""
        with self._lock:
            self._put(f"{resource['resourceType']}/{resource['id']}", resource)

    def writes(self) -> list[str]:
        """The writes that reached it, by method and last step of the path."""
        return [f"{how} {path.rpartition('/')[2]}" for how, path in self.asked if how != "GET"]

    def next_fault(self, method: str) -> Fault:
        """What the next request meets; a chart that is away drops every one."""
        if self.is_away:
            return lambda connection, done: None
        return self.faults.popleft() if method != "GET" and self.faults else lambda connection, done: done()

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answered:
        """The honest answer, within what the chart can do."""
        parts = urlsplit(path)
        target = parts.path.removeprefix("/fhir").strip("/")
        with self._lock:
            try:
                if method == "GET":
                    return self._get(target, parse_qs(parts.query))
                resource = json.loads(body)
                if not target:
                    return self._transaction(resource)
                condition = headers.get("If-None-Exist") or headers.get("If-Match", "")
                return self._write(method, target, condition, resource)
            except Refusal as refusal:
                return Answered(refusal.status, operation_outcome("processing"))

    def _get(self, target: str, query: dict[str, list[str]]) -> Answered:
        if "/" in target:
            if target not in self._held:
                raise Refusal(404)
            return Answered(
                200, self._held[target] if self.tells_versions else self._held[target] | {"meta": {}}
            )
        if "identifier" in query and not self.searches_by_identifier:
            raise Refusal(400)
        found = [each for each in self._held.values() if each["resourceType"] == target]
        if "identifier" in query and target != self.ignores_identifiers_of:
            found = [each for each in found if _is_one_of(each, query["identifier"][0])]
        page = searchset(*found)
        for entry in page.get("entry", ()):
            entry["fullUrl"] = entry["fullUrl"].replace(SERVER, self.url)
        if self.ignores_identifiers_of:
            said = "" if target == self.ignores_identifiers_of else f"&identifier={query.get('identifier')}"
            page["link"] = [{"relation": "self", "url": f"{self.url}/{target}?patient=p1{said}"}]
        return Answered(200, page)

    def _transaction(self, bundle: Json) -> Answered:
        if not self.knows_transactions:
            raise Refusal(404)
        before, last = dict(self._held), self._last
        try:
            entries = [self._entry(each) for each in _resolved(self, bundle["entry"])]
        except Refusal:
            self._held, self._last = before, last
            raise
        return Answered(200, {"resourceType": "Bundle", "type": "transaction-response", "entry": entries})

    def _entry(self, entry: Json) -> Json:
        request = entry["request"]
        condition = request.get("ifNoneExist") or request.get("ifMatch", "")
        answer = self._write(request["method"], request["url"], condition, entry["resource"])
        headers = dict(answer.headers)
        told = {
            "status": f"{answer.status} OK",
            "location": headers.get("Location"),
            "etag": headers.get("ETag"),
        }
        return {"response": {name: value for name, value in told.items() if value}}

    def _write(self, method: str, target: str, condition: str, resource: Json) -> Answered:
        if method == "PUT":
            current = self._held.get(target)
            if current is None:
                raise Refusal(404)
            if condition != f'W/"{current["meta"]["versionId"]}"':
                raise Refusal(412)
            return self._told(200, target, self._put(target, resource))
        if condition and target == self.ignores_identifiers_of:
            raise Refusal(400)
        there = self.existing(target, condition) if self.heeds_conditions else None
        if there:
            return self._told(200, there, self._held[there])
        self._last += 1
        place = f"{target}/n{self._last}"
        return self._told(201, place, self._put(place, {**resource, "id": f"n{self._last}"}))

    def existing(self, kind: str, condition: str) -> str:
        """The resource that meets an `ifNoneExist`, if there is one."""
        wanted = condition.removeprefix("identifier=")
        met = (
            p for p, each in self._held.items() if each["resourceType"] == kind and _is_one_of(each, wanted)
        )
        return next(met, "")

    def _put(self, place: str, resource: Json) -> Json:
        before = self._held.get(place, {}).get("meta", {}).get("versionId", "0")
        version = str(int(before) + 1)
        self._held[place] = {**deepcopy(resource), "meta": {**resource.get("meta", {}), "versionId": version}}
        return self._held[place]

    def _told(self, status: int, place: str, resource: Json) -> Answered:
        version = resource["meta"]["versionId"]
        if not self.tells_locations:
            return Answered(status)
        location = f"{self.url}/{place}/_history/{version}"
        return Answered(status, b"", (("Location", location), ("ETag", f'W/"{version}"')))


def _is_one_of(resource: Json, wanted: str) -> bool:
    stated = resource.get("identifier", [])
    identifiers = stated if isinstance(stated, list) else [stated]
    return any(f"{each.get('system')}|{each.get('value')}" in wanted.split(",") for each in identifiers)


def _resolved(chart: Chart, entries: list[Json]) -> list[Json]:
    """Entries with references among them as they will stand; numbers are given in the order of entries."""
    places, following = {}, chart._last
    for each in entries:
        request = each["request"]
        there = request["url"] if request["method"] == "PUT" else ""
        if request["method"] == "POST" and chart.heeds_conditions:
            there = chart.existing(request["url"], request.get("ifNoneExist", ""))
        if not there:
            following += 1
            there = f"{request['url']}/n{following}"
        places[each["fullUrl"]] = there
    text = json.dumps(entries)
    bare = re.sub(
        r'"reference": "(urn:uuid:[^"]+)"', lambda found: f'"reference": "{places[found[1]]}"', text
    )
    resolved: list[Json] = json.loads(bare)
    return resolved
