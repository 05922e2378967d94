"""A publication as a FHIR package (NPM): the files of a folder, and the same as one archive.

The archive's files bear the date of the publication and no owner, so that the
same edition makes the same bytes.
"""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from mappings.forms.given import Json
from service.publication.publication import Publication

NAME = "criteria-cards.forms"
_R4 = "4.0.1"
_FOLDER = "package"
_INDEXED = ("resourceType", "id", "url", "version", "kind", "type")


class _Manifest(Struct):
    name: str
    version: str


class _IndexedFile(Struct):
    filename: str


class _Index(Struct):
    files: list[_IndexedFile]


def package_files(publication: Publication) -> Mapping[str, bytes]:
    """Every file of the package, by its path."""
    resources = {
        f"{each.body['resourceType']}-{each.body['id']}.json": each.body for each in publication.everything()
    }
    index = {"index-version": 2, "files": [_indexed(name, each) for name, each in sorted(resources.items())]}
    files = {"package.json": _manifest(publication), ".index.json": index, **resources}
    return {f"{_FOLDER}/{name}": _text(files[name]) for name in sorted(files)}


def archive(files: Mapping[str, bytes], made: datetime) -> bytes:
    """The files as `package.tgz`."""
    inside = io.BytesIO()
    with tarfile.open(fileobj=inside, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(content), int(made.timestamp())
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(inside.getvalue(), mtime=int(made.timestamp()))


def write_package(publication: Publication, folder: Path) -> list[Path]:
    """Write the package into a folder, beside its archive; the paths that were written.

    What an earlier package of the same name left there goes, and nothing else.

    Raises:
        OSError: when a file cannot be written.
    """
    files = package_files(publication)
    made = datetime.fromisoformat(publication.metadata.body["date"])
    named = f"{NAME}-{publication.metadata.body['version']}.tgz"
    stale = _earlier(folder)
    written = []
    for name, content in {**files, named: archive(files, made)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    for path in stale - set(written):
        path.unlink(missing_ok=True)
    return written


def _earlier(folder: Path) -> set[Path]:
    """The files of a package of this name that stands in a folder, by its own index."""
    try:
        inside = folder / _FOLDER
        manifest = msgspec.json.decode((inside / "package.json").read_bytes(), type=_Manifest)
        index = msgspec.json.decode((inside / ".index.json").read_bytes(), type=_Index)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return set()
    if manifest.name != NAME:
        return set()
    listed = {inside / each.filename for each in index.files if "/" not in each.filename}
    return listed | {folder / f"{NAME}-{manifest.version}.tgz"}


def _manifest(publication: Publication) -> Json:
    about = publication.metadata.body
    return {
        "name": NAME,
        "version": about["version"],
        "description": "Forms, code systems, value sets, concept maps and policies as CQL of Criteria Cards",
        "author": about["publisher"],
        "license": "Apache-2.0",
        "canonical": about["url"].removesuffix("/CapabilityStatement/criteria-cards"),
        "url": about["implementation"]["url"],
        "date": datetime.fromisoformat(about["date"]).strftime("%Y%m%d%H%M%S"),
        "fhirVersions": [_R4],
        "type": "Conformance",
        "dependencies": {"hl7.fhir.r4.core": _R4},
    }


def _indexed(name: str, resource: Json) -> Json:
    return {"filename": name, **{key: resource[key] for key in _INDEXED if key in resource}}


def _text(content: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"
