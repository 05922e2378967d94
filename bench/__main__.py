"""`python -m bench`: start the service as production does; print what a request costs, and how many."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.bodies import Body, bodies
from bench.check import WrongAnswer
from bench.gathering import gatherings
from bench.in_process import against_decode, against_tree
from bench.measure import Wrong
from bench.neighbours import beside_neighbours
from bench.one_client import one_client, two_trees
from bench.outage import outages
from bench.pure_review import pure_review
from bench.report import Run, as_json, as_table, machine, spread
from bench.throughput import SIZES, Pace, throughput
from bench.trees import Tree, tree_at


class Scope(NamedTuple):
    """How much is measured."""

    rounds: int
    starts: int
    pace: Pace


_WHOLE = Scope(25, 3, Pace(5, 0.6))
_QUICK = Scope(3, 1, Pace(1, 0.4))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status is 1 only when a service answers wrongly or does not start."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: the figures scatter more")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--against", type=Path, metavar="TREE", help="measure nothing but this tree beside another checkout"
    )
    options = parser.parse_args(arguments)
    scope = _QUICK if options.quick else _WHOLE
    try:
        run = _paired(tree_at(options.against), scope) if options.against else _alone(scope)
    except (WrongAnswer, Wrong, RuntimeError, OSError) as error:
        sys.stderr.write(f"bench: {error}\n")
        return 1
    sys.stdout.write((as_json(run) if options.json else as_table(run)) + "\n")
    return 0


def _alone(scope: Scope) -> Run:
    """This tree against both floors, its own decode, the naive build and trouble."""
    begun = time.monotonic()
    requests = bodies()
    small = [body for body in requests if body.name in SIZES]
    figures = [
        *against_decode(_targeted(requests), scope.rounds),
        *pure_review(scope.rounds),
        *one_client(requests, scope.rounds, scope.starts),
    ]
    cells = tuple(throughput(small, scope.pace))
    troubles = tuple(outages(small[0], scope.pace))
    asked = (*gatherings(scope.starts), *beside_neighbours())
    figures += spread(cells)
    return Run("floor", scope.rounds, _since(begun), machine(), tuple(figures), cells, troubles, asked)


def _paired(other: Tree, scope: Scope) -> Run:
    """This tree beside another one."""
    begun = time.monotonic()
    requests = _targeted(bodies())
    figures = (
        *against_tree(other, requests, scope.starts, scope.rounds),
        *two_trees(other, requests, scope.rounds),
    )
    return Run(f"tree {other.root.name}", scope.rounds, _since(begun), machine(), figures)


def _targeted(requests: Sequence[Body]) -> list[Body]:
    """All sizes but the largest, which only shows that the cost grows no faster than the body."""
    return list(requests[:-1])


def _since(begun: float) -> float:
    return round(time.monotonic() - begun, 1)


if __name__ == "__main__":
    sys.exit(main())
