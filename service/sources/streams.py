"""Many patients out of files: hook requests, Bundles, resources, and lines of NDJSON, plain or gzipped.

A file of a Bulk Data export holds one resource a line (FHIR Bulk Data Access, 3.5); any other holds one
document. What comes out are resources, each with the id of its patient where it says so.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeVar

import msgspec
from msgspec import Raw, Struct

from mappings.fhir.resources import string_or_empty

PATIENT_REFERENCE = (
    r"^(?:(?:.*/)?Patient/|urn:uuid:)([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?$"
)
"""Of whom a reference is; in the syntax that Python and DuckDB share."""
RESOURCE_TYPE = r"^[A-Z][A-Za-z]+$"
"""The name of a type of resource, in the same syntax."""
OWNERS = ("subject", "patient", "beneficiary")
"""The elements by which a resource says whose it is, in the order in which they are asked."""
MAX_BUNDLES_DEEP = 8

_LINES = (".ndjson", ".jsonl")
_DOCUMENTS = (".json",)
_GZIP = ".gz"
_FIRST_LINE_BYTES = 1 << 20
_PATIENT = re.compile(PATIENT_REFERENCE)
_TYPE = re.compile(RESOURCE_TYPE)
_NULL = Raw(b"null")
T = TypeVar("T")


class NoResource(ValueError):
    """A document or a line that is neither a resource nor a hook request."""


class Files(NamedTuple):
    """The files of a source: those that hold a resource a line, and those that hold one document."""

    lines: tuple[Path, ...]
    documents: tuple[Path, ...]


class Entry(Struct, frozen=True, gc=False):
    """A resource as it came, with its entry's fullUrl; `patient` is an id, empty where it is of nobody."""

    patient: str
    kind: str
    identity: str
    url: str
    resource: Raw


class _Head(Struct, gc=False):
    """What tells whose a resource is."""

    resourceType: Any = None
    id: Any = None
    subject: Any = None
    patient: Any = None
    beneficiary: Any = None


class _Entry(Struct, gc=False):
    """Bundle.entry."""

    fullUrl: Any = None
    resource: Raw = _NULL


class _Bundle(Struct, gc=False):
    """A Bundle."""

    entry: list[_Entry] = []


class _Context(Struct, gc=False):
    """The context of a hook."""

    patientId: str
    draftOrders: Raw = _NULL


class _Document(Struct, gc=False):
    """Whatever a file holds: a resource, a hook request, or the manifest of an export."""

    resourceType: Any = None
    hook: Any = None
    context: Raw = _NULL
    prefetch: dict[str, Raw] | None = None
    transactionTime: Any = None
    output: Raw = _NULL


def files_of(source: Path) -> Files:
    """The files of a source: itself, or all in a folder and below, in the order of their names.

    Raises:
        FileNotFoundError: when there is none whose name ends as such files do.
    """
    found = sorted(source.rglob("*")) if source.is_dir() else [source]
    read = [path for path in found if path.is_file() and (path == source or _ending(path))]
    if not read:
        names = ", ".join((*_LINES, *_DOCUMENTS))
        raise FileNotFoundError(2, f"there is no file of FHIR JSON ({names}, plain or {_GZIP})", str(source))
    lines = tuple(path for path in read if _holds_lines(path))
    return Files(lines, tuple(path for path in read if path not in lines))


def read_whole(path: Path) -> bytes:
    """What a file holds, unpacked where its name says that it is packed.

    Raises:
        OSError: when it cannot be read or unpacked.
        EOFError: when it ends too early.
    """
    with _opened(path) as file:
        return file.read()


def _opened(path: Path) -> BinaryIO | gzip.GzipFile:
    return gzip.open(path) if path.suffix == _GZIP else path.open("rb")


def entries_of(document: bytes) -> Iterator[Entry]:
    """The resources in a hook request's prefetch, in a Bundle, or the one that a document is.

    All that a hook request brings is its patient's, its draft orders among it, and so is what a Bundle with a
    single Patient does not say to be another's. The manifest of an export brings nothing.

    Raises:
        NoResource: when it is something else, or no JSON.
    """
    head = _decoded(document, _Document)
    if head.prefetch is not None:
        context = _decoded(head.context, _Context)
        patient = context.patientId
        for under in (*head.prefetch.values(), context.draftOrders):
            if bytes(under) != b"null":
                yield from (_of(patient, each) for each in _resources(under, "", MAX_BUNDLES_DEEP))
    elif _is_type(head.resourceType):
        yield from _by_patient(list(_resources(Raw(document), "", MAX_BUNDLES_DEEP)))
    elif head.transactionTime is None or bytes(head.output) == b"null":
        raise NoResource("neither a resource nor a hook request")


def no_resources_in(path: Path, limit: int) -> Iterator[int]:
    """The numbers of the first lines of a file that are no JSON or no resource."""
    yield from islice(_no_resources(path), limit)


def _no_resources(path: Path) -> Iterator[int]:
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip() and not _is_document(line):
                yield number


def _is_document(line: bytes) -> bool:
    try:
        line.decode()
        head = _decoded(line, _Document)
    except (NoResource, UnicodeDecodeError):
        return False
    return _is_type(head.resourceType) or head.prefetch is not None


def _is_type(name: object) -> bool:
    return type(name) is str and bool(_TYPE.fullmatch(name))


def _ending(path: Path) -> str:
    """How the name ends that says what a file holds; empty where it says nothing."""
    name = path.with_suffix("") if path.suffix == _GZIP else path
    return name.suffix if name.suffix in (*_LINES, *_DOCUMENTS) else ""


def _holds_lines(path: Path) -> bool:
    """Whether a file holds a resource a line; one named `.json` does where its first line is a whole one."""
    if _ending(path) in _LINES:
        return True
    try:
        with _opened(path) as file:
            first, second = file.readline(_FIRST_LINE_BYTES), file.readline(_FIRST_LINE_BYTES)
    except (OSError, EOFError):  # which whoever reads it says
        return False
    return bool(second.strip()) and _is_document(first)


def _decoded(text: bytes | Raw, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise NoResource(str(error)) from error


def _resources(raw: Raw, url: str, deep: int) -> Iterator[tuple[str, _Head, Raw]]:
    """The resources under a place, each with its fullUrl; those of a Bundle in place of it."""
    head = _decoded(raw, _Head)
    if not _is_type(head.resourceType):
        raise NoResource("this is no resource")
    if head.resourceType != "Bundle":
        yield url, head, raw
    elif deep:
        for each in _decoded(raw, _Bundle).entry:
            if bytes(each.resource) != b"null":
                yield from _resources(each.resource, string_or_empty(each.fullUrl), deep - 1)


def _by_patient(found: list[tuple[str, _Head, Raw]]) -> Iterator[Entry]:
    patients = [(url, str(head.id)) for url, head, _ in found if head.resourceType == "Patient" and head.id]
    only = patients[0][1] if len(patients) == 1 else ""
    by_url = dict(patients)
    for each in found:
        _, head, _ = each
        yield _of(owner_of(head, by_url) or only, each)


def owner_of(resource: Any, by_url: Mapping[str, str]) -> str:
    """The id of the patient that a resource says it is of; `by_url` are ids of Patients by fullUrl."""
    if resource.resourceType == "Patient":
        return string_or_empty(resource.id)
    for name in OWNERS:
        owner = getattr(resource, name)
        reference = string_or_empty(owner.get("reference")) if type(owner) is dict else ""
        if reference:
            found = _PATIENT.fullmatch(reference)
            return by_url.get(reference) or (found[1] if found else "")
    return ""


def _of(patient: str, found: tuple[str, _Head, Raw]) -> Entry:
    url, head, raw = found
    return Entry(patient, head.resourceType, string_or_empty(head.id), url, raw)
