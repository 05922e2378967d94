"""The golden files of `fixtures/order-select`: what they should hold, and whether they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import rmtree

from tests.goldens.case import Case
from tests.goldens.pages import as_json, cards_page, difference
from tests.goldens.request import request_of
from tests.goldens.service import GoldenService, without_uuids

GOLDENS = Path(__file__).parents[2] / "fixtures" / "order-select"
REQUEST, RESPONSE, CARDS = "request.json", "response.json", "cards.md"


def golden_files(name: str, case: Case, service: GoldenService) -> dict[str, str]:
    """The text of each golden file of a case, by file name."""
    request = request_of(name, case, service.templates)
    response = without_uuids(service.answer(request))
    return {REQUEST: as_json(request), RESPONSE: as_json(response), CARDS: cards_page(case, response)}


def committed(name: str, file: str, folder: Path = GOLDENS) -> str:
    """The text of a golden file; empty when there is none."""
    path = folder / name / file
    return path.read_text(encoding="utf-8") if path.exists() else ""


def differences(name: str, files: Mapping[str, str], folder: Path = GOLDENS) -> Iterator[str]:
    """How each golden file of a case differs from what it should be."""
    for file, text in files.items():
        if found := difference(f"{name}/{file}", committed(name, file, folder), text):
            yield found


def write(name: str, files: Mapping[str, str], folder: Path = GOLDENS) -> bool:
    """Write what differs; whether anything did."""
    changed = [file for file, text in files.items() if committed(name, file, folder) != text]
    (folder / name).mkdir(parents=True, exist_ok=True)
    for file in changed:
        (folder / name / file).write_text(files[file], encoding="utf-8")
    return bool(changed)


def orphans(names: Mapping[str, Case], folder: Path = GOLDENS) -> list[Path]:
    """Folders and files here that belong to no case."""
    known = {REQUEST, RESPONSE, CARDS}
    inside = (path for name in names for path in (folder / name).glob("*") if path.name not in known)
    return sorted([path for path in folder.glob("*") if path.name not in names] + list(inside))


def remove(path: Path) -> None:
    """Delete a golden folder or file that belongs to no case."""
    if path.is_dir():
        rmtree(path)
    else:
        path.unlink()
