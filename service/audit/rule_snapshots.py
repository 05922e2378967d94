"""Rule snapshots: everything that decides an answer but the request, kept so that it can be given again.

An answer rests on the texts of the policies, the mappings, the wording and the
site's file, on four settings, and on the program. Their digest is recorded
with every evaluation, as its edition; the texts themselves go to the database
once, as they may change or be gone by the time somebody asks.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct
from sqlalchemy.engine import Engine

from service.audit.tables import store_editions
from service.review.rule_files import AnswerSettings, RuleFiles, in_folder

_SUFFIX = ".edition"

_log = logging.getLogger("criteria_cards.audit")


class DamagedSnapshot(Exception):
    """The files on record are not what was put there."""


class RuleSnapshot(Struct, frozen=True):
    """The program's version, the settings that stand in answers, and the text of every file by its name."""

    program: str
    settings: AnswerSettings
    files: dict[str, str]


_encode = msgspec.json.Encoder(order="sorted").encode
_decode: Callable[[bytes], RuleSnapshot] = msgspec.json.Decoder(RuleSnapshot).decode


def snapshot_of(files: RuleFiles, settings: AnswerSettings) -> RuleSnapshot:
    """The snapshot of this program with these files and settings."""
    texts = {name: path.read_bytes().decode() for name, path in files.named()}
    return RuleSnapshot(version("criteria-cards"), settings, texts)


class RuleSnapshots:
    """The snapshots of one process: in a folder of the spool until the database has them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: dict[str, bytes] = {}

    def keep(self, snapshot: RuleSnapshot) -> str:
        """Keep a snapshot where that is possible; its digest, which is the name of the edition."""
        content = _encode(snapshot)
        digest = _digest(content)
        self._own[digest] = content
        try:
            _write(self._folder / f"{digest}{_SUFFIX}", content)
        except OSError as error:  # it goes to the database all the same, if this process lives that long
            _log.warning("an edition is not in the spool: %s", type(error).__name__)
        return digest

    def store(self, engine: Engine) -> None:
        """Put into the database what it lacks of this process's snapshots, and of those that others left.

        Raises:
            SQLAlchemyError: when the database does not take them.
        """
        left = dict(self._left())
        found = {path.stem: content for path, content in left.items()} | self._own
        with engine.begin() as connection:
            store_editions(connection, {digest: content.decode() for digest, content in found.items()})
        for path in left:
            with suppress(OSError):  # then it is stored again some day, which changes nothing
                path.unlink()

    def _left(self) -> Iterator[tuple[Path, bytes]]:
        """The files in the folder that can be read and are whole."""
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with suppress(OSError):  # another process has just stored it, or it is not ours to read
                content = path.read_bytes()
                if _digest(content) == path.stem:
                    yield path, content


@contextmanager
def unpacked(digest: str, content: str) -> Iterator[tuple[RuleSnapshot, RuleFiles]]:
    """The snapshot of an edition in the database, and its files in a folder that goes with the block.

    Raises:
        DamagedSnapshot: when it is not the one of that digest, or names a file outside the folder.
    """
    encoded = content.encode()
    if _digest(encoded) != digest:
        raise DamagedSnapshot("they are not what was recorded")
    try:
        snapshot = _decode(encoded)
    except msgspec.ValidationError as error:
        raise DamagedSnapshot("they were recorded in another form") from error
    with TemporaryDirectory(prefix="criteria-cards-") as name:
        folder = Path(name)
        for file, text in snapshot.files.items():
            _lay_out(folder, PurePosixPath(file), text)
        yield snapshot, in_folder(folder)


def _lay_out(folder: Path, file: PurePosixPath, text: str) -> None:
    if file.is_absolute() or ".." in file.parts or "\0" in file.name:
        raise DamagedSnapshot("they name a file outside their folder")
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; workers that write the same one do not mind each other."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        with open(os.open(temporary, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
