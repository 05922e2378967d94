"""The forms of the shipped policies as a clinician meets them, committed for review.

`python -m tests.goldens.forms` writes them anew. One stands beside its
Questionnaire, as an EHR loads it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.goldens.case import FIXTURES
from tests.goldens.pages import as_json, difference
from tests.mappings.forms.shipped import FORMS, PEER, extension, items, questionnaire
from tests.support.fhir import Json
from tests.support.say import say

FOLDER = FIXTURES / "forms"
IN_FULL = f"{PEER}-admission"
_ENTRIES = {"integer": "________", "date": "____-__-__"}


def texts() -> Mapping[str, str]:
    """What the files should hold, by their names."""
    pages = {f"{form}.md": form_page(questionnaire(form)) for form in FORMS}
    return {**pages, f"{IN_FULL}.json": as_json(questionnaire(IN_FULL))}


def differences(folder: Path = FOLDER) -> list[str]:
    """How the committed files differ from what they should be, and files that there should not be."""
    wanted = texts()
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*")}
    names = [*wanted, *(name for name in found if name not in wanted)]
    compared = (difference(name, found.get(name, ""), wanted.get(name, "")) for name in names)
    return [each for each in compared if each]


def form_page(whole: Json) -> str:
    """A Questionnaire to read: what is asked, of whom, in which answers."""
    parts = extension(whole, "estimated-completion-time")["extension"]
    takes = parts[-1]["valueCode"].replace("-", " ")
    head = [f"# {whole['title']}", "", f"*{whole['url']}|{whole['version']}, {takes}*"]
    named = {each["linkId"]: each for each in items(whole)}
    return "\n".join([*head, *_lines(whole, named, 2)]) + "\n"


def _lines(element: Json, named: Mapping[str, Json], depth: int) -> Iterator[str]:
    for item in element["item"]:
        told = _condition(item, named)
        if item["type"] == "group":
            yield from (
                "",
                f"{'#' * min(depth, 6)} {item.get('prefix', '')} {item['text']}".replace("#  ", "# "),
            )
            yield from ("", told) if told else ()
            yield from _lines(item, named, depth + 1)
        else:
            yield from ("", f"{item['text']}{f' {told}' if told else ''}")
            yield from ("", _answers(item)) if item["type"] != "display" else ()


def _answers(item: Json) -> str:
    options = [f"( ) {each['valueCoding']['display']}" for each in item.get("answerOption", ())]
    return "  ".join(options) or _ENTRIES[item["type"]]


def _condition(item: Json, named: Mapping[str, Json]) -> str:
    """Of whom something is asked, or after which answer."""
    conditions = item.get("enableWhen", ())
    about = [named[each["question"]]["text"] for each in conditions]
    said = [_said(each) for each in conditions]
    return f"*({dict.fromkeys(about).popitem()[0]} {', '.join(said)})*" if conditions else ""


def _said(condition: Json) -> str:
    if condition["operator"] == "exists":
        return "answered" if condition["answerBoolean"] else "not answered"
    return str(condition["answerCoding"]["display"])


def main() -> int:
    """Write what differs."""
    wanted = texts()
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            say(f"{name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
