"""The command `criteria-cards`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="criteria-cards", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the CDS services")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=5000)
    serve.add_argument("--workers", type=int, default=1, help="processes; about one per core")
    serve.add_argument("--threads", type=int, default=4, help="requests a process works on at a time")
    serve.set_defaults(run=_serve)
    coverage = commands.add_parser("coverage", help="print docs/coverage.md")
    coverage.set_defaults(run=_coverage)
    options = parser.parse_args(arguments)
    run: object = options.run
    return run(options) if callable(run) else 2


def _serve(options: argparse.Namespace) -> int:
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "service.wsgi:app",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        log_access=False,
    ).serve()
    return 0


def _coverage(options: argparse.Namespace) -> int:
    from service.coverage import coverage

    sys.stdout.write(coverage())
    return 0


if __name__ == "__main__":
    sys.exit(main())
