"""One patient out of a source: a hook request as it is, or a patient's resources as entries of a Bundle."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Raw, Struct

from mappings.fhir.resources import Entry
from service.sources.private_folder import private_folder
from service.sources.staging import Grouped, Problem, Stage
from service.sources.streams import files_of

_decode_entry = msgspec.json.Decoder(Entry).decode


class WrongSource(ValueError):
    """A source that cannot be read, or of which it is not clear whose record is meant."""


class HandedRecord(NamedTuple):
    """The resources of one patient, and what of the source could not be read."""

    patient: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


class _Head(Struct, gc=False):
    hook: str
    context: Raw


def hook_request(path: Path) -> bytes | None:
    """The body of a file that holds a hook request; None where it holds something else.

    Raises:
        OSError: when it cannot be read.
    """
    if not path.is_file():
        return None
    body = path.read_bytes()
    try:
        msgspec.json.decode(body, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return body


def one_record(source: Path, patient: str = "") -> HandedRecord:
    """The record of a patient by id; where none is named, of the only patient that there is.

    Raises:
        WrongSource: when there is no such patient, or more than one and none was named.
        OSError: when the source is not there or holds no files of FHIR JSON.
    """
    files = files_of(source)
    with private_folder() as folder:
        stage = Stage(folder)
        try:
            stage.load(files)
            found = _chosen(stage.grouped(), patient)
            problems = tuple(stage.problems)
        finally:
            stage.close()
    if found is None:
        raise WrongSource(_nobody(source, patient, problems))
    return HandedRecord(found.patient, tuple(map(_decode_entry, found.entries)), problems)


def _chosen(groups: Iterable[Grouped], patient: str) -> Grouped | None:
    """The patient of that id, or the only one; to be read no further than is needed to tell."""
    first: Grouped | None = None
    for group in groups:
        if patient:
            if group.patient == patient:
                return group
        elif first is not None:
            raise WrongSource(
                f"it holds more than one patient, such as {first.patient}: name one with --patient"
            )
        else:
            first = group
    return None if patient else first


def _nobody(source: Path, patient: str, problems: tuple[Problem, ...]) -> str:
    if problems:
        first = problems[0]
        return (
            f"{first.file}:{first.line}: this is no JSON, or no FHIR resource"
            if first.line
            else (f"{first.file}: this is no FHIR resource and no hook request")
        )
    return f"{source} holds no patient {patient}" if patient else f"{source} holds no resource of a patient"
