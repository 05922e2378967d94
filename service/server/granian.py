"""Starts the production server and its workers, with the settings that keep it answering.

- Stalled uploads: a thread for each connection, so that they keep nobody waiting; they are
  ended after some seconds (service/server/bodies.py).
- Bodies that nest without end: refused, since its threads have the stack for it.
- Slow headers: ended after seconds, and sooner where there are many (service/server/unfinished.py).
  Connections that nobody uses: ended by the server.
- Crashed workers: started anew. Where they go on crashing all of it ends, with status 1, for a
  supervisor to start it again (service/server/crashes.py).
- Leaking workers: replaced once they are too large, after the requests they work on.
- Changed files: SIGHUP reads policies, mappings, sites and clients anew, all or none, and replaces the
  workers one by one (service/server/reload.py). Settings are those of the start.
- Stopping: requests that are on their way or worked on are answered (service/server/stopping.py); what
  remains is killed.
- A main process that was killed: its workers end by themselves, and free the port.
"""

from __future__ import annotations

import errno
import gc
import ipaddress
import logging
import multiprocessing
import os
import shutil
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from service.installation import Installation, load_installation
from service.server.bodies import BodyReceiver
from service.server.crashes import LastingServer
from service.server.reload import Installed
from service.server.stopping import Stopping
from service.server.unfinished import MAX_CONNECTIONS, UnfinishedRequests
from service.server.worker import STACK_BYTES, exit_when_parent_dies, start
from service.settings import Settings, WrongSetting, unknown_variables, variable
from service.telemetry.logs import JsonLines, configure_logs
from service.telemetry.metrics import FOLDER

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from granian.server.common import AbstractServer

_IDLE_TIMEOUT_MILLISECONDS = 65_000
_MAX_HEADER_BYTES = 64 * 1024
STOP_TIMEOUT_SECONDS = 25
_RESPAWN_INTERVAL_SECONDS = 1.0
_MEMORY_CHECK_INTERVAL_SECONDS = 30
_ADVICE = ("Configuration allows spawning", "Websockets are not", "Workers respawn is configured, but")

_log = logging.getLogger("criteria_cards.server")


class Size(NamedTuple):
    """How much of the machine is used."""

    workers: int
    threads: int
    largest_mib: int


def serve(host: str, port: int, size: Size, installation: Installation) -> None:
    """Serve what is installed until a signal says otherwise.

    Raises:
        OSError: when nobody could be answered at this address.
        WrongSetting: when everybody could, and the operator did not say so.
    """
    address = _free_address(host, port)
    is_open = not (installation.settings.require_token or ipaddress.ip_address(address).is_loopback)
    if is_open and not installation.settings.allow_open_address:
        flag = variable("allow_open_address")
        raise WrongSetting(
            "require_token", f"without tokens whoever reaches {address} may call; {flag}=true allows that"
        )
    _refuse_open_pages(address, installation.settings)
    configure_logs()
    for said in unknown_variables(os.environ):
        _log.warning("%s", said)
    if is_open:
        _log.warning("whoever reaches %s, port %s, may call: no token is required", address, port)
    _share_counts(installation.settings.data, port)
    os.environ["RUST_MIN_STACK"] = str(STACK_BYTES)  # of the server's threads
    os.register_at_fork(after_in_child=_end_by_signals)
    inherited = _inherited(installation)
    gc.collect()
    gc.freeze()  # workers share what they do not write to, and a collection writes to everything
    loader = partial(_load, port, size.threads, os.getpid(), inherited)
    server = _server(address, port, size)
    if inherited:
        server.on_reload(inherited.read_anew)
    server.serve(target_loader=loader, wrap_loader=False)


def _refuse_open_pages(address: str, settings: Settings) -> None:
    """See that worksheets and a console which ask for no sign-in are this machine's own, or meant for all.

    Raises:
        WrongSetting: when not.
    """
    if settings.allow_open_address or ipaddress.ip_address(address).is_loopback:
        return
    flag = variable("allow_open_address")
    if settings.open_worksheet:
        problem = f"whoever reaches {address} may open worksheets; {flag}=true allows that"
        raise WrongSetting("open_worksheet", problem)
    if settings.console == "open":
        raise WrongSetting("console", f"whoever reaches {address} may use it; {flag}=true allows that")


def _server(address: str, port: int, size: Size) -> AbstractServer[Any]:
    return LastingServer(
        "service.server.wsgi:app",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=_IDLE_TIMEOUT_MILLISECONDS, max_buffer_size=_MAX_HEADER_BYTES
        ),
        workers=size.workers,
        blocking_threads=MAX_CONNECTIONS,
        backpressure=MAX_CONNECTIONS,
        respawn_failed_workers=True,
        respawn_interval=_RESPAWN_INTERVAL_SECONDS,
        workers_max_rss=size.largest_mib,
        rss_sample_interval=_MEMORY_CHECK_INTERVAL_SECONDS,
        rss_samples=2,
        workers_kill_timeout=STOP_TIMEOUT_SECONDS,
        log_access=False,
        log_level=LogLevels.info,
        log_dictconfig=_log_lines(),
    )


def _free_address(host: str, port: int) -> str:
    """The numeric address of a host, where nobody listens at the port; IPv4 before IPv6.

    The server itself would share the port with whoever has it.

    Raises:
        OSError: when there is no such host, or its port cannot be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections may still be ending
            probe.bind(address)
    except OSError as error:
        raise OSError(error.errno, error.strerror, f"{host}, port {port}") from error
    except UnicodeError as error:  # a name with an empty or endless part is not even looked up
        raise OSError(errno.EINVAL, "this is no host name", host) from error
    return str(address[0])


def _inherited(installation: Installation) -> Installed | None:
    """What workers inherit by the fork; nothing where the system does not fork, and each reads for itself."""
    if sys.platform != "linux":  # macOS starts a program anew, since a fork is not safe there
        return None
    multiprocessing.set_start_method("fork", force=True)  # the default until Python 3.13
    return Installed(installation)


def _end_by_signals() -> None:
    """Until a worker is ready and ends gracefully, a signal ends it at once; it would inherit a deaf ear."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)


def _load(port: int, at_once: int, main: int, inherited: Installed | None) -> WSGIApplication:
    """The application, in a worker."""
    stopping = Stopping(port)
    stopping.start()
    exit_when_parent_dies(main, STOP_TIMEOUT_SECONDS)
    installation = inherited.installation if inherited else load_installation(Settings())
    bodies = BodyReceiver(start(installation), installation.settings.upload_seconds, at_once)
    bodies.start()
    UnfinishedRequests(port, bodies.at_work).start()
    stopping.requests = bodies
    return bodies


class _OwnWords(logging.Filter):
    """The words of the server's main process are as harmless as ours; its advice is taken already."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.name = _log.name
        return not record.getMessage().startswith(_ADVICE)


def _log_lines() -> dict[str, Any]:
    """How the main process logs; a worker sets up its own logs (service/telemetry/logs.py)."""
    return {
        "filters": {"own": {"()": _OwnWords}},
        "formatters": {"lines": {"()": JsonLines}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["own"]},
        },
        "loggers": {"_granian": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
    }


def _share_counts(data: Path, port: int) -> None:
    """Have the workers count in files of one folder, beginning at zero; else each counts for itself."""
    folder = data / "metrics" / str(port)  # two services with one data folder count apart
    try:
        shutil.rmtree(folder, ignore_errors=True)
        for each in (data, folder.parent):  # one by one: what `parents` makes may be open to others
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError as error:
        _log.warning("no folder for counts: %s", type(error).__name__)
        return
    os.environ[FOLDER] = str(folder.resolve())
