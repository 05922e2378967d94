"""The command `criteria-cards`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

Run = Callable[[argparse.Namespace], int]

DIFFERS = 1
FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    options = parser().parse_args(arguments)
    run: Run = options.run
    return run(options)


def parser() -> argparse.ArgumentParser:
    """The commands and their options; `run` is what carries one out."""
    parser = argparse.ArgumentParser(prog="criteria-cards", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the CDS services")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_from(1, 65535), default=5000)
    serve.add_argument("--workers", type=_from(1, 256), default=1, help="processes; about one per core")
    serve.add_argument(
        "--threads", type=_from(1, 512), default=32, help="requests a process works on at a time"
    )
    serve.add_argument(
        "--largest", type=_from(128, 2**20), default=512, metavar="MIB", help="replace a process above this"
    )
    serve.set_defaults(run=_serve)
    migrate = commands.add_parser("migrate", help="bring the database's schema up to date")
    migrate.set_defaults(run=_migrate)
    report = commands.add_parser("report", help="print what a period's cards came to")
    day: dict[str, Any] = {"type": _day, "metavar": "YYYY-MM-DD"}
    report.add_argument("--since", **day, help="the first day; when left out, 30 days are counted")
    report.add_argument("--until", **day, help="the last day; today when left out")
    report.add_argument("--site", default="", help="one site; all when left out")
    report.add_argument("--json", action="store_true", help="the same numbers as JSON")
    report.set_defaults(run=_report)
    replay = commands.add_parser("replay", help="evaluate a saved request again and compare with the record")
    replay.add_argument("request", type=Path, metavar="REQUEST.json")
    replay.add_argument(
        "--card",
        default="",
        metavar="UUID",
        help="a card it was answered with, where the file was reformatted",
    )
    replay.add_argument(
        "--installed", action="store_true", help="by the rules installed here rather than those of then"
    )
    replay.set_defaults(run=_replay)
    coverage = commands.add_parser("coverage", help="print docs/coverage.md")
    coverage.set_defaults(run=_coverage)
    return parser


def _from(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"expected a number from {least} to {most}")

    return number


def _day(text: str) -> date:
    """A day of this program's time; those at the ends of the calendar have no day before or after."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2999:
        raise argparse.ArgumentTypeError("expected a day such as 2026-03-01")
    return day


def _explained(run: Run) -> Run:
    """A command that says in one line why it cannot be carried out."""

    @wraps(run)
    def explained(options: argparse.Namespace) -> int:
        from pydantic import ValidationError
        from pydantic_settings import SettingsError
        from sqlalchemy.exc import DBAPIError, SQLAlchemyError

        from criteria.strict_yaml import FileError
        from service.audit.schema import SchemaProblem

        try:
            return run(options)
        except ValidationError as error:
            problem = "; ".join(f"{each['loc'][0]}: {each['msg']}" for each in error.errors())
        except DBAPIError as error:
            problem = f"the database: {error.orig}"
        except (FileError, SchemaProblem, SettingsError, SQLAlchemyError) as error:
            problem = str(error)
        except OSError as error:
            problem = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        except Exception as error:  # its message may hold a patient's data
            problem = f"this failed unexpectedly ({type(error).__name__})"
        sys.stderr.write(f"criteria-cards: {problem.strip().partition(chr(10))[0]}\n")
        return FAILED

    return explained


@_explained
def _serve(options: argparse.Namespace) -> int:
    from service.installation import load_installation
    from service.server.granian import Size, serve
    from service.settings import Settings

    size = Size(options.workers, options.threads, options.largest)
    serve(options.host, options.port, size, load_installation(Settings()))
    return 0


@_explained
def _migrate(options: argparse.Namespace) -> int:
    from service.audit.schema import migrate
    from service.settings import Settings

    with _connected(Settings().database) as engine:
        migrate(engine)
    return 0


@_explained
def _report(options: argparse.Namespace) -> int:
    from service.audit.report import Period, as_json, as_text, report, sites
    from service.audit.schema import check
    from service.clock import today
    from service.settings import Settings

    settings = Settings()
    zone = ZoneInfo(settings.time_zone)
    until = options.until or today(zone)
    since = options.since or until - timedelta(days=29)
    if since > until:
        sys.stderr.write("criteria-cards: --since is after --until\n")
        return FAILED
    with _connected(settings.database) as engine:
        check(engine)
        if options.site and options.site not in (known := sites(engine)):
            named = ", ".join(known) or "no site"
            sys.stderr.write(f"no call of this site is on record; there are calls of: {named}\n")
        numbers = report(engine, Period(since, until, zone, options.site))
    sys.stdout.write(as_json(numbers) if options.json else as_text(numbers))
    return 0


@_explained
def _replay(options: argparse.Namespace) -> int:
    from service.audit.replay import Installed, replay
    from service.audit.schema import check
    from service.installation import load_installation
    from service.settings import Settings
    from service.web.app import CdsService

    settings = Settings(require_token=False)
    body = options.request.read_bytes()
    service = CdsService(load_installation(settings)) if options.installed else None
    installed = Installed(service.site_called, settings.validate_evidence) if service else None
    with _connected(settings.database) as engine:
        check(engine)
        replayed = replay(engine, body, installed, options.card)
    sys.stdout.write("\n".join(replayed.lines) + "\n")
    if replayed.same is None:
        return FAILED
    return 0 if replayed.same else DIFFERS


@contextmanager
def _connected(url: str) -> Iterator[Engine]:
    from service.audit.tables import connect

    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _coverage(options: argparse.Namespace) -> int:
    from service.cli.coverage import coverage

    sys.stdout.write(coverage())
    return 0


if __name__ == "__main__":
    sys.exit(main())
