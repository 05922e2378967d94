"""`python -m tests.goldens.picture` draws docs/card.png: a golden card as the CDS Hooks sandbox shows it.

The service answers the case in process, and a real browser draws what it says, 480 px wide. The picture
carries a digest of what was drawn, by which a test tells when it is stale.
"""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt

from tests.goldens.case import PATIENTS, load_case
from tests.goldens.service import GoldenService
from tests.support.browser import NoBrowser, drawn, wanted
from tests.support.fhir import Json
from tests.support.png import with_text

CASE = "h2017-child-admission-unknown"
PICTURE = Path(__file__).parents[2] / "docs" / "card.png"
KEYWORD = "Drawn"
"""The text in the picture that holds the digest of what was drawn."""
WIDTH = 480

_COLORS = {"info": "#0079be", "warning": "#ffae42", "critical": "#c00"}
_STYLE = """
body { margin: 0; padding: 1px 0; background: #fff; color: #1c1f21; font: 14px/1.43 "Helvetica Neue", Helvetica, Arial, sans-serif; }
.card { margin: 10px; padding: 15px; background: #fcfcfc; border: 2px solid #ddd; border-left: 3px solid; border-radius: 4px; }
.summary { margin: 0 0 5px; font-size: 18px; font-weight: 700; }
.source { margin: 0 0 5px; font-size: .85em; font-style: italic; }
.source span { color: blue; }
p, ul { margin: 0 0 10px; }
ul { padding-left: 24px; }
.link { display: inline-block; padding: 4px 10px; border-radius: 3px; color: #007cc3; font-weight: 700; }
"""  # noqa: E501  # the sandbox's own measures, a rule a line


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw a case; the status is 1 where this machine has no browser."""
    parser = ArgumentParser(prog="python -m tests.goldens.picture", description=__doc__)
    parser.add_argument("case", nargs="?", default=CASE, help="the name of a case")
    parser.add_argument("--to", type=Path, default=PICTURE, help="the file to write")
    options = parser.parse_args(arguments)
    page = page_of(cards_of(options.case))
    try:
        with tempfile.TemporaryDirectory() as folder:
            picture = drawn(wanted(), page, WIDTH, Path(folder))
    except NoBrowser as error:
        sys.stderr.write(f"{options.to.name} is left as it is: {error}\n")
        return 1
    options.to.write_bytes(with_text(picture, KEYWORD, digest(page)))
    return 0


def cards_of(name: str) -> list[Json]:
    """The cards of a case, as the service answers it."""
    case, service = load_case(PATIENTS / f"{name}.yaml"), GoldenService()
    cards: list[Json] = service.answer(case, service.request(name, case))["cards"]
    return cards


def page_of(cards: Sequence[Json]) -> str:
    """The cards as a page that looks like the sandbox, where a line break of Markdown is one."""
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{''.join(map(_card, cards))}"


def digest(page: str) -> str:
    """What tells one page from another."""
    return sha256(page.encode()).hexdigest()


def _card(card: Json) -> str:
    color = _COLORS[card["indicator"]]
    detail = MarkdownIt("commonmark", {"breaks": True}).render(card["detail"])
    links = "".join(f"<div class=link>{escape(link['label'])}</div>" for link in card["links"])
    return (
        f'<div class=card style="border-left-color: {color}">'
        f'<div class=summary style="color: {color}">{escape(card["summary"])}</div>'
        f"<div class=source>Source: <span>{escape(card['source']['label'])}</span></div>"
        f"{detail}{links}</div>"
    )


if __name__ == "__main__":
    sys.exit(main())
