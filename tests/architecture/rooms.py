"""The floor plan: the order of the rooms, and what each may not know. A new room is entered here first."""

from __future__ import annotations

from typing import NamedTuple

PRODUCT = ("criteria", "mappings", "cds_cards", "service")
EVERYTHING = (*PRODUCT, "bench", "tests")

FLOORS = (
    ("tests",),
    ("bench",),
    ("tests.support",),
    ("service.cli",),
    ("service.server",),
    ("service.web",),
    ("service.console",),
    ("service.checks",),
    ("service.authoring",),
    ("service.installation",),
    ("service.telemetry",),
    ("service.smart",),
    ("service.simulator",),
    ("service.auth",),
    ("service.audit",),
    ("service.worksheet",),
    ("service.population",),
    ("service.sources",),
    ("service.samples", "service.dtr"),
    ("service.explanation",),
    ("service.hooks",),
    ("service.publication",),
    ("service.ehr", "service.review"),
    ("service.named_files",),
    ("service.settings", "service.errors", "service.clock", "service.current_request", "service.turns"),
    ("mappings.unmapped",),
    ("mappings.prefetch",),
    ("mappings.cql",),
    ("mappings.forms", "mappings.suggestions"),
    ("mappings.readers.registry",),
    ("mappings.hints",),
    ("mappings.readers",),
    ("mappings.patient_facts",),
    ("mappings.record",),
    ("mappings.codes", "mappings.search_keys"),
    ("mappings.fhir",),
    ("cds_cards",),
    ("criteria.load",),
    ("criteria.check",),
    ("criteria",),
)
"""Each room imports from the floors below and from itself; those on one floor know nothing of each other."""

MAX_LINES = 250
"""Of a module. CONTRIBUTING.md names the same number."""

CLOCK = "service.clock"
"""The one module that asks which day it is."""


class Wall(NamedTuple):
    """What some rooms keep out, and the modules of theirs that may know it nevertheless."""

    rooms: tuple[str, ...]
    keep_out: frozenset[str]
    but: tuple[str, ...] = ()


DAYS = frozenset(
    (
        *("datetime.date.today", "datetime.date.fromtimestamp"),
        *("datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow"),
        *("datetime.datetime.fromtimestamp", "time.localtime", "time.gmtime", "time.strftime", "time.ctime"),
    )
)
"""What tells a day. `datetime.now(UTC)` and `datetime.fromtimestamp(seconds, UTC)` tell a moment."""

TIMERS = frozenset(
    f"time.{name}" for name in ("monotonic", "perf_counter", "thread_time", "process_time", "sleep")
)
"""What no test may go by."""

_NETWORK = frozenset(
    (
        *("socket", "ssl", "http", "asyncio", "socketserver", "ftplib", "smtplib", "urllib.request"),
        *("requests", "urllib3", "httpx", "aiohttp", "granian", "jwt"),
    )
)
_DATABASE = frozenset(("sqlalchemy", "alembic", "psycopg", "sqlite3"))
_FILES = frozenset(
    (
        *("open", "io", "os", "pathlib", "shutil", "glob", "tempfile", "fileinput", "linecache"),
        *("fcntl", "mmap", "subprocess", "importlib.resources"),
    )
)
_FLASK = frozenset(("flask", "flask_cors", "werkzeug"))
_CLOCK = DAYS | {"time", CLOCK}
_DYNAMIC = frozenset(("importlib.import_module", "__import__", "exec", "eval"))
_PURE = ("criteria", "cds_cards", "mappings", "service.review")
_READ_AT_START = (
    *("criteria.load", "criteria.strict_yaml", "criteria.check"),
    *(
        "mappings.codes",
        "mappings.unmapped.names",
        "cds_cards.wording",
        "cds_cards.worksheet_wording",
        "service.review.rule_files",
    ),
)

WALLS = (
    Wall(_PURE, _NETWORK | _DATABASE | _FLASK | _CLOCK),
    Wall(_PURE, _FILES, but=_READ_AT_START),
    Wall(("criteria", "cds_cards"), frozenset(("fhir", "mappings"))),
    Wall(("mappings", "service"), frozenset(("fhir",)), but=("mappings.record.validate_evidence",)),
    Wall(("mappings",), frozenset(("cds_cards",))),
    Wall(("service",), _FLASK, but=("service.web", "service.server")),
    Wall(PRODUCT, _DYNAMIC, but=("service.cli.main",)),  # which imports the command that is asked for
)
