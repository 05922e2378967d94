"""What calls at once lack of a FHIR server that is slow but sound, alone and beside a neighbour in trouble.

Each EHR is registered with a server of its own, in this process; its replies
cost next to nothing but the time that they are told to take.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench.gathering import BUDGET_MS, Gathering, asked, gathered
from bench.servers import Server, service
from tests.support.ehr import PUBLIC, Ehr, clients_file, registered
from tests.support.fhir_server import Exchange, FhirDouble, Reply, after, dripping, hanging
from tests.support.hook_calls import KEYS, adult

_AT_ONCE = 8
_ROUNDS = 5
_DELAY_SECONDS = 0.2
_OURS, _THEIRS = (Ehr(name, f"https://{name}.example") for name in ("bench", "neighbour"))


def _dead(exchange: Exchange) -> None:
    exchange.drop()


_TROUBLE: Mapping[str, Reply | None] = {
    "": None,
    ", beside eight calls to a server that hangs": hanging,
    ", beside eight to one that drips": dripping,
    ", beside eight to one that drops every connection": _dead,
}


def beside_neighbours() -> Iterator[Gathering]:
    """Eight calls at once to a server of 200 ms a search, with and without a neighbour in trouble."""
    with FhirDouble(*adult()) as ours, FhirDouble(*adult()) as theirs, _registered(ours, theirs) as server:
        ours.replies = dict.fromkeys(("Patient", *KEYS.values()), after(_DELAY_SECONDS, ours.search))
        for trouble, reply in _TROUBLE.items():
            theirs.replies = dict.fromkeys(("Patient", *KEYS.values()), reply) if reply else {}
            calls = [each for _ in range(_ROUNDS) for each in _round(server, ours, theirs if reply else None)]
            what = f"{_AT_ONCE} calls at once, {_DELAY_SECONDS * 1000:.0f} ms a search{trouble}"
            yield gathered(what, calls, 0)


def _round(server: Server, ours: FhirDouble, theirs: FhirDouble | None) -> list[tuple[float, list[str]]]:
    with ThreadPoolExecutor(2 * _AT_ONCE) as pool:
        if theirs:
            for _ in range(_AT_ONCE):
                pool.submit(asked, server, theirs.url, _THEIRS)
        measured = [pool.submit(asked, server, ours.url, _OURS) for _ in range(_AT_ONCE)]
        return [each.result() for each in measured]


@contextmanager
def _registered(ours: FhirDouble, theirs: FhirDouble) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        entries = [
            registered(ehr, folder, budget_ms=BUDGET_MS, fhir_servers=[{"base": at, "private_address": True}])
            for ehr, at in ((_OURS, ours.url), (_THEIRS, theirs.url))
        ]
        settings = {
            "CRITERIA_CARDS_CLIENTS": str(clients_file(folder, *entries)),
            "CRITERIA_CARDS_REQUIRE_TOKEN": "true",
            "CRITERIA_CARDS_PUBLIC_URL": PUBLIC,
        }
        with service(settings) as server:
            yield server
