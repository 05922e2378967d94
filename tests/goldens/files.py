"""The golden files of a case: what they should hold, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.goldens.case import FIXTURES, HOOKS, Case
from tests.goldens.pages import as_json, cards_page, difference
from tests.goldens.service import GoldenService, without_uuids

GENERATED = "generated"
"""Beside the folders of the hooks; git ignores it."""


class GoldenFiles(NamedTuple):
    """The three files of a case: their paths below `fixtures`, or their texts."""

    request: str
    response: str
    cards: str


def paths(name: str, case: Case) -> GoldenFiles:
    """Where the files of a case stand; requests that nobody sends by hand are not committed."""
    folder = f"{case.hook}/{name}"
    request = folder if case.sent_by_hand else f"{GENERATED}/{folder}"
    return GoldenFiles(f"{request}/request.json", f"{folder}/response.json", f"{folder}/cards.md")


def texts(name: str, case: Case, service: GoldenService) -> GoldenFiles:
    """What the files of a case should hold."""
    request = service.request(name, case)
    response = without_uuids(service.answer(case, request))
    return GoldenFiles(as_json(request), as_json(response), cards_page(case, response))


def differences(name: str, case: Case, wanted: GoldenFiles, folder: Path = FIXTURES) -> Iterator[str]:
    """How each committed file of a case differs from what it should be."""
    for path, text in zip(paths(name, case), wanted, strict=True):
        if _is_committed(path) and (found := difference(path, _text(folder / path), text)):
            yield found


def write(name: str, case: Case, wanted: GoldenFiles, folder: Path = FIXTURES) -> bool:
    """Write what differs; whether anything that is committed did."""
    files = zip(paths(name, case), wanted, strict=True)
    changed = {path: text for path, text in files if _text(folder / path) != text}
    for path, text in changed.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return any(map(_is_committed, changed))


def orphans(cases: Mapping[str, Case], folder: Path = FIXTURES) -> list[Path]:
    """Files in the folders of the hooks that belong to no case."""
    known = {folder / path for name, case in cases.items() for path in paths(name, case)}
    places = [folder / top / hook for top in ("", GENERATED) for hook in HOOKS]
    found = {path for place in places for path in place.rglob("*") if path.is_file()}
    return sorted(found - known)


def remove(path: Path) -> None:
    """Delete a golden file that belongs to no case, and its folder once that is empty."""
    path.unlink()
    if not any(path.parent.iterdir()):
        path.parent.rmdir()


def _is_committed(path: str) -> bool:
    return not path.startswith(f"{GENERATED}/")


def _text(path: Path) -> str:
    """The text of a golden file; empty when there is none."""
    return path.read_text(encoding="utf-8") if path.exists() else ""
