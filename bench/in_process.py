"""What a call costs without a server: the CPU of a tree's application, in a process of its own."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from bench import targets
from bench.bodies import Body
from bench.check import check
from bench.measure import block_size
from bench.report import Figure, compared
from bench.trees import OURS, Tree
from tests.support.running.client import Answer

_SCRIPT = Path(__file__).with_name("caller.py")


class Caller:
    """A tree's application in a process that answers when it is told to (bench/caller.py)."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, log: IO[str]) -> None:
        self._process = process
        self._folder = folder
        self._log = log

    def check(self, body: Body) -> None:
        """Refuse a tree that answers the body wrongly.

        Raises:
            WrongAnswer: naming the body and what is wrong with its answer.
        """
        check(Answer(200, self._told("answer", 1, body).encode()), body.name)

    def cpu_ms(self, what: str, body: Body) -> float:
        """CPU milliseconds of one `call` or `decode`, as the mean of a block."""
        return float(self._told(what, block_size(body.content), body)) * 1000

    def _told(self, what: str, count: int, body: Body) -> str:
        file = self._folder / f"{body.name}.json"
        if not file.exists():
            file.write_bytes(body.content)
        told, said = self._process.stdin, self._process.stdout
        if told is None or said is None or self._process.poll() is not None:
            raise self._failed()
        told.write(f"{what} {count} {file}\n")
        told.flush()
        if not (line := said.readline()):
            raise self._failed()
        return line

    def _failed(self) -> RuntimeError:
        self._log.seek(0)
        return RuntimeError(f"the application did not answer:\n{self._log.read()[-2000:]}")


@contextmanager
def caller(tree: Tree, seed: int = 0) -> Iterator[Caller]:
    """A caller of a tree, whose sets have the order that the seed gives them."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as log:
        settings = {"CRITERIA_CARDS_DATA": f"{folder}/data", "PYTHONHASHSEED": str(seed)}
        process = subprocess.Popen(  # noqa: S603  # our own script with fixed arguments
            [tree.python, "-P", str(_SCRIPT)],
            env=tree.environment(settings),
            cwd=tree.root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        with process:
            try:
                yield Caller(process, Path(folder), log)
            finally:
                process.kill()


def against_decode(bodies: Sequence[Body], rounds: int) -> Iterator[Figure]:
    """One call beside the typed decode of the same bytes, in one process, in turns."""
    with caller(OURS) as ours:
        for body in bodies:
            ours.check(body)
            pairs = [
                (ours.cpu_ms("call", body), ours.cpu_ms("decode", body)) for _ in range(rounds + 1)
            ]  # the first pair warms up
            what = f"CPU, {body.name}, one call in process (base: typed decode)"
            called, decoded = zip(*pairs[1:], strict=True)
            yield compared(what, called, decoded, targets.CALL_TO_DECODE.get(body.name))


def against_tree(other: Tree, bodies: Sequence[Body], starts: int, rounds: int) -> Iterator[Figure]:
    """The calls of two trees in turns; processes are started anew, since no two are laid out alike."""
    pairs: dict[str, list[tuple[float, float]]] = {body.name: [] for body in bodies}
    for seed in range(starts):
        with ExitStack() as stack:
            theirs, ours = (stack.enter_context(caller(tree, seed)) for tree in (other, OURS))
            for body in bodies:
                theirs.check(body)
                ours.check(body)
                pairs[body.name] += list(_in_turns(ours, theirs, body, rounds))
    for body in bodies:
        measured, base = zip(*pairs[body.name], strict=True)
        yield compared(f"CPU, {body.name}, one call in process", measured, base, targets.TO_TREE_BEFORE)


def _in_turns(ours: Caller, theirs: Caller, body: Body, rounds: int) -> Iterator[tuple[float, float]]:
    """Milliseconds of ours and theirs in each round, where now the one and now the other begins."""
    for turn in range(rounds + 1):
        order = (ours, theirs) if turn % 2 else (theirs, ours)
        times = {each: each.cpu_ms("call", body) for each in order}
        if turn:  # the first round warms up
            yield times[ours], times[theirs]
