"""The files that pages load, under names that change with their content, so that a browser may keep them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, Response

from service.errors import UnknownService

blueprint = Blueprint("static_files", __name__)

_FOLDER = Path(__file__).parent / "static"
_MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
_DIGEST_LENGTH = 12


class StaticFile(NamedTuple):
    """A file as it is served."""

    name: str
    content: bytes
    media_type: str


@cache
def files() -> Mapping[str, StaticFile]:
    """Every file by the name that it has in its folder."""
    return {path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _MEDIA_TYPES}


@blueprint.get("/static/<name>")
def static_file(name: str) -> Response:
    """One file, by the name that holds the digest of its content."""
    for each in files().values():
        if each.name == name:
            return Response(each.content, content_type=each.media_type, headers=_KEPT)
    raise UnknownService("there is no such file")


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    digest = sha256(content).hexdigest()[:_DIGEST_LENGTH]
    return StaticFile(f"{path.stem}.{digest}{path.suffix}", content, _MEDIA_TYPES[path.suffix])
