"""Resources grouped by patient: read into DuckDB, sorted there within bounded memory, and streamed out.

DuckDB writes what is over its limit to a private folder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from msgspec import Struct

from service.sources import staging_sql as sql
from service.sources.streams import Entry, Files, NoResource, entries_of, no_resources_in, read_whole

MEMORY_LIMIT = "400MB"
"""Of DuckDB; what is more goes to the private folder."""
MAX_NAMED = 20
"""How many lines and files that could not be read are named; all are counted."""
_ROWS = 2_000


class Problem(Struct, frozen=True):
    """A line of a file that is no JSON or no resource; of the whole file where the line is 0."""

    file: str
    line: int


class Grouped(Struct, frozen=True):
    """One patient's resources as entries of a Bundle; `number` is the patient's place in the order."""

    number: int
    patient: str
    entries: tuple[bytes, ...]


class Stage:
    """All resources of a source, by patient; it lives no longer than the private folder."""

    def __init__(self, folder: Path, threads: int = 1, memory: str = MEMORY_LIMIT) -> None:
        self._unpacked = folder / "unpacked.ndjson"
        self._database = duckdb.connect(
            config={
                "memory_limit": memory,
                "threads": threads,
                "temp_directory": str(folder / "spill"),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        self._database.execute(sql.ENTRIES)
        self.unreadable = 0
        self.problems: list[Problem] = []

    def load(self, files: Files, read: Callable[[Path], None] = lambda _: None) -> None:
        """Read the files, and group what they hold; `read` is told of each file that was read."""
        for path in files.lines:
            self._load_lines(path)
            read(path)
        for path in files.documents:
            self._load_document(path)
            read(path)
        self._share()
        self._database.execute(sql.PERSONS)

    def resources(self) -> dict[str, int]:
        """How many resources there are, by type."""
        return self._counts(sql.BY_KIND)

    def of_nobody(self) -> dict[str, int]:
        """How many resources are of no patient and reached none, by type."""
        return self._counts(sql.OF_NOBODY)

    def patients(self) -> int:
        """How many patients there are resources of."""
        found = self._database.execute(sql.COUNT_PERSONS).fetchone()
        return int(found[0]) if found else 0

    def server(self) -> str:
        """The server that the resources' references to patients name, where they name a single one."""
        found = self._database.execute(sql.BASES).fetchall()
        return str(found[0][0]) if len(found) == 1 else ""

    def grouped(self, numbers: Collection[int] | None = None) -> Iterator[Grouped]:
        """The patients by their ids, or some of them by their numbers; one such walk at a time."""
        chosen: list[Any] = [numbers is None, sorted(numbers or ())]
        rows = self._database.execute(sql.ORDERED, chosen)
        for (number, patient), group in groupby(_rows(rows), key=itemgetter(0, 1)):
            yield Grouped(number, patient, tuple(_entry(url, text) for _, _, url, text in group))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _load_lines(self, path: Path) -> None:
        try:
            self._database.execute(sql.LOAD_LINES, [str(path)])
        except duckdb.Error:  # no gzip, or one that ends too early
            self._refused(path, (0,), 1)
            return
        nested = self._database.execute(sql.TAKE_NESTED).fetchall()
        self._load_unpacked(path, (text.encode() for (text,) in nested))
        if refused := len(self._database.execute(sql.TAKE_REFUSED).fetchall()):
            self._refused(path, no_resources_in(path, MAX_NAMED), refused)

    def _load_document(self, path: Path) -> None:
        try:
            document = read_whole(path)
        except (OSError, EOFError):
            self._refused(path, (0,), 1)
        else:
            self._load_unpacked(path, (document,))

    def _load_unpacked(self, path: Path, documents: Iterable[bytes]) -> None:
        """Take what documents nest; it goes through a file, the one fast way into DuckDB."""
        written = 0
        with self._unpacked.open("wb") as file:
            for document in documents:
                try:
                    lines = [_line(each) for each in entries_of(document)]
                except NoResource:
                    self._refused(path, (0,), 1)
                    continue
                file.writelines(lines)
                written += len(lines)
        if written:
            self._database.execute(sql.LOAD_UNPACKED, [str(self._unpacked)])
        self._unpacked.unlink()

    def _refused(self, path: Path, lines: Iterable[int], count: int) -> None:
        self.unreadable += count
        named = [Problem(path.name, line) for line in lines]
        self.problems = [*self.problems, *named][:MAX_NAMED]

    def _share(self) -> None:
        """Give what is of nobody to the patients whose resources refer to it."""
        self._database.execute(sql.SHARED)
        kinds = [kind for (kind,) in self._database.execute(sql.KINDS_SHARED).fetchall()]
        if not kinds:
            return
        self._database.execute(sql.NAMES)
        self._database.execute(sql.mentions(kinds))
        for _ in range(sql.MAX_STEPS):
            self._database.execute(sql.STEP)
        self._database.execute(sql.SHARE)

    def _counts(self, query: str) -> dict[str, int]:
        return dict(self._database.execute(query).fetchall())


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, str, str, str]]:
    while rows := found.fetchmany(_ROWS):
        yield from rows


def _line(entry: Entry) -> bytes:
    """An entry as a line of the file that DuckDB reads; its resource as text, so that it stays as it came."""
    text = bytes(entry.resource).decode(errors="replace")
    values = {
        "kind": entry.kind,
        "id": entry.identity,
        "patient": entry.patient,
        "url": entry.url,
        "text": text,
    }
    return msgspec.json.encode(values) + b"\n"


def _entry(url: str, resource: str) -> bytes:
    stated = b'"fullUrl":' + msgspec.json.encode(url) + b"," if url else b""
    return b"{" + stated + b'"resource":' + resource.encode() + b"}"
