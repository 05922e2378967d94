"""Shares of what a process may have under way: however many a server takes, there is room for another."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from criteria.gaps import GapKind
from service.ehr.exchange import FetchFailed
from service.ehr.fhir_server import FhirServer
from service.ehr.shares import MAX_EXCHANGES, Shares

A, B, C = (FhirServer.model_validate({"base": f"https://{name}.example/fhir"}) for name in "abc")
HALF = MAX_EXCHANGES // 2


def at_once() -> float:
    return asyncio.get_running_loop().time()


def in_a_while() -> float:
    return asyncio.get_running_loop().time() + 20


async def taken(shares: Shares, server: FhirServer, stack: AsyncExitStack) -> int:
    """Begin as many exchanges with a server as there is room for; how many."""
    count = 0
    while True:
        try:
            await stack.enter_async_context(shares.one(server, at_once()))
        except FetchFailed:
            return count
        count += 1


def test_each_further_server_gets_half_of_what_is_left() -> None:
    async def run() -> list[int]:
        busy: list[int] = []
        async with AsyncExitStack() as stack:
            shares = Shares(busy.append)
            found = [await taken(shares, server, stack) for server in (A, B, C)]
        assert max(busy) == sum(found)
        assert busy[-1] == 0
        return found

    assert asyncio.run(run()) == [HALF, HALF // 2, HALF // 4]


def test_one_that_waits_begins_when_another_ends() -> None:
    async def run() -> None:
        shares = Shares(lambda _: None)
        async with AsyncExitStack() as stack:
            last = shares.one(A, at_once())
            await last.__aenter__()
            assert await taken(shares, A, stack) == HALF - 1
            waiting = asyncio.create_task(shares.one(A, in_a_while()).__aenter__())
            await asyncio.sleep(0)
            assert not waiting.done()
            await last.__aexit__(None, None, None)
            await waiting

    asyncio.run(run())


@pytest.mark.parametrize("kind", [GapKind.REFUSED, GapKind.NOT_JSON, GapKind.UNREACHABLE])
def test_a_server_that_answers_wrongly_is_not_late(kind: GapKind) -> None:
    async def run() -> int:
        shares = Shares(lambda _: None)
        for _ in range(100):
            with pytest.raises(FetchFailed):
                async with shares.one(A, in_a_while()):
                    raise FetchFailed(kind)
        return shares.late_servers

    assert asyncio.run(run()) == 0


def test_who_did_not_wait_says_nothing_of_a_server() -> None:
    async def run() -> int:
        shares = Shares(lambda _: None)
        for _ in range(100):
            with pytest.raises(FetchFailed):
                async with shares.one(A, in_a_while()):
                    raise FetchFailed(GapKind.TOO_LATE)
        return shares.late_servers

    assert asyncio.run(run()) == 0
