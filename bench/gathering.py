"""What asking a FHIR server costs a call, and what it lacks then, where some of its searches are slow.

The server is not ours (sekmet-fhir, in a process of its own, 20 resources a
page), behind a front with TLS that delays. Nothing is sent along but the order.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import trustme
from msgspec import Struct

from bench.servers import Server, service
from bench.slow_front import SlowFront, slow_front
from bench.tables import aligned, number
from tests.support.cards import DETERMINATION
from tests.support.ehr import CALL, PUBLIC, Ehr, clients_file, registered
from tests.support.fhir import LOINC, SERVER, Json, coding, concept, observation
from tests.support.hook_calls import adult, draft, order_select
from tests.support.running.client import HOST, Connection
from tests.support.sekmet import sekmet

BUDGET_MS = 350
_EHR = Ehr("bench", "https://bench.example")
_TOKEN = "a-token-of-the-bench"  # noqa: S105  # of a server that lives for a minute
_FURTHER = 25
"""Surveys that mean nothing here: with the answers more than two pages."""
_SLACK_MS = 60
_DELAY_SECONDS = 0.02
_SEARCHES: Mapping[str, str] = {
    "Condition": "conditions",
    "Observation?patient=p1&category": "observations",
    "Observation?patient=p1&code": "criteriaInputs",
    "QuestionnaireResponse": "questionnaireResponses",
    "CarePlan": "carePlans",
    "Goal": "goals",
    "ServiceRequest": "serviceRequests",
    "Encounter": "encounters",
    "Procedure": "procedures",
    "DocumentReference": "documents",
}
"""How the query of each search begins, but for the Patient's, without whom there is no card."""


class Gathering(Struct, frozen=True):
    """Calls of one kind: how long they took, and the greatest number of searches that one lacked."""

    what: str
    calls: int
    p50_ms: float
    most_ms: float
    lacking: int
    expected: int

    @property
    def verdict(self) -> str:
        """Whether no more was lacking than was slow, and no answer came after the budget."""
        is_met = self.lacking == self.expected and self.most_ms <= BUDGET_MS + _SLACK_MS
        return "met" if is_met else "missed"


def gatherings(starts: int) -> Iterator[Gathering]:
    """The first call after a start, later ones, and those of which one search hangs."""
    authority = trustme.CA()
    with tempfile.TemporaryDirectory() as made, sekmet(Path(made), _TOKEN, _record()) as behind:
        with slow_front(behind, authority) as front:
            front.delay_seconds = _DELAY_SECONDS
            first = [call for _ in range(starts) for call in _calls(Path(made), front, authority, [""])]
            yield gathered(f"the first call after a start, {_DELAY_SECONDS * 1000:.0f} ms a search", first, 0)
            later = _calls(Path(made), front, authority, [""] * 21)[1:]
            yield gathered(f"later calls, {_DELAY_SECONDS * 1000:.0f} ms a search", later, 0)
            slow = _calls(Path(made), front, authority, list(_SEARCHES))
            yield gathered("one of eleven searches hangs, each in turn", slow, 1)


def as_table(measured: Sequence[Gathering]) -> list[str]:
    """The rows for people."""
    heads = ("", "calls", "p50 ms", "most ms", "lacking", "target", "")
    return aligned([heads, *map(_row, measured)], left=(0, 6))


def _row(each: Gathering) -> tuple[str, ...]:
    times = (number(each.p50_ms), number(each.most_ms))
    return each.what, str(each.calls), *times, str(each.lacking), str(each.expected), each.verdict


def gathered(what: str, calls: Sequence[tuple[float, list[str]]], expected: int) -> Gathering:
    """A row of the calls; `expected` is how many searches the worst of them may lack."""
    times = [milliseconds for milliseconds, _ in calls]
    return Gathering(
        what, len(calls), median(times), max(times), max(len(lacking) for _, lacking in calls), expected
    )


def _calls(
    folder: Path, front: SlowFront, authority: trustme.CA, hanging: Sequence[str]
) -> list[tuple[float, list[str]]]:
    """Milliseconds and lacking searches of the first calls of a service, one for each search that hangs."""
    with _registered(folder, front, authority) as server:
        return [_call(server, front, each) for each in hanging]


@contextmanager
def _registered(folder: Path, front: SlowFront, authority: trustme.CA) -> Iterator[Server]:
    """A service at which the EHR of the bench is registered with the front as its server."""
    authority.cert_pem.write_to_path(folder / "authority.pem")
    listed = {"base": front.url, "private_address": True, "ca_file": "authority.pem"}
    clients = clients_file(folder, registered(_EHR, folder, fhir_servers=[listed], budget_ms=BUDGET_MS))
    settings = {
        "CRITERIA_CARDS_CLIENTS": str(clients),
        "CRITERIA_CARDS_REQUIRE_TOKEN": "true",
        "CRITERIA_CARDS_PUBLIC_URL": PUBLIC,
    }
    with service(settings) as server:
        yield server


def _call(server: Server, front: SlowFront, hangs: str) -> tuple[float, list[str]]:
    front.hangs = hangs
    milliseconds, lacking = asked(server, front.url, _EHR)
    if hangs and lacking != [f"prefetch/{_SEARCHES[hangs]}"]:
        lacking.append("another than the one that hangs")
    return milliseconds, lacking


def asked(server: Server, fhir_server: str, ehr: Ehr) -> tuple[float, list[str]]:
    """Milliseconds of a call of an EHR that sends nothing along, and the searches that it lacks."""
    grant = {"access_token": _TOKEN, "token_type": "Bearer", "expires_in": 60, "scope": "x", "subject": "x"}
    body = {**order_select(draft()), "fhirServer": fhir_server, "fhirAuthorization": grant}
    content = json.dumps(body).replace(SERVER, fhir_server).encode()
    head = f"POST {CALL} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: {ehr.bearer()}\r\n"
    told = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    with Connection(server.port) as connection:
        begun = time.perf_counter()
        answer = connection.ask(f"{head}{told}".encode() + content)
        milliseconds = (time.perf_counter() - begun) * 1000
    return milliseconds, _lacking(answer.status, answer.body)


def _lacking(status: int, body: bytes) -> list[str]:
    if status != 200:  # the Patient could not be had
        return ["everything"] * (len(_SEARCHES) + 1)
    (card,) = json.loads(body)["cards"]
    gaps = card["extension"][DETERMINATION].get("gaps", ())
    return [gap["reference"] for gap in gaps if gap["reference"].startswith("prefetch/")]


def _record() -> list[Json]:
    """The adult of the tests, with more surveys than fit on two pages."""
    code = concept(coding(LOINC, "44249-1"))
    further = [observation(code, {"valueInteger": n}, identity=f"further-{n}") for n in range(_FURTHER)]
    return [*adult(), *further]
