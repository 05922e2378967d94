"""The pages of the worksheet as HTML: nothing that a strict client refuses, ids once, all text as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec.structs import replace

from service.web.html import form_page
from service.web.worksheet_pages import sheet_page, states_part
from service.worksheet.view.page import SheetView
from service.worksheet.view.parts import Said
from tests.support.pages.sheets import SHEETS
from tests.support.pages.site import PAGES, TEMPLATES
from tests.support.pages.untouched import ANSWERING, UNTOUCHED


class Elements(HTMLParser):
    """What of a page is counted: ids, anchors, labels, names to post, and what is refused."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.referred: list[str] = []
        self.chosen: list[str] = []
        self.headings: list[str] = []
        self.refused: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.anchors += [given["href"][1:]] if given.get("href", "").startswith("#") else []
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.referred += given.get(name, "").split()
        self.chosen += [given["value"]] if "checked" in given else []
        self.headings += [tag] if re.fullmatch("h[1-6]", tag) else []
        self.refused += [tag] if tag in ("style", "iframe", "object", "embed") else []
        self.refused += [tag] if tag == "script" and "src" not in given else []
        self.refused += [name for name in given if name == "style" or re.match("on|hx-", name)]


@pytest.mark.parametrize("html", PAGES.values(), ids=list(PAGES))
def test_a_page_holds_nothing_that_a_strict_client_refuses(html: str) -> None:
    assert Elements(html).refused == []


@pytest.mark.parametrize("html", PAGES.values(), ids=list(PAGES))
def test_each_id_stands_once_and_whatever_is_referred_to_is_there(html: str) -> None:
    found = Elements(html)
    assert sorted(found.ids) == sorted(set(found.ids))
    assert {*found.anchors, *found.referred} <= set(found.ids)


@pytest.mark.parametrize("html", PAGES.values(), ids=list(PAGES))
def test_a_page_has_one_main_heading_and_skips_no_level(html: str) -> None:
    levels = [int(each[1]) for each in Elements(html).headings]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_chosen_beforehand() -> None:
    assert Elements(sheet_page(TEMPLATES, UNTOUCHED)).chosen == []


@pytest.mark.parametrize("view", SHEETS.values(), ids=list(SHEETS))
def test_states_by_themselves_are_those_of_the_whole_page(view: SheetView) -> None:
    part = states_part(TEMPLATES, view)
    whole = sheet_page(TEMPLATES, view)
    swapped = re.findall(r'id="([^"]+)" data-swap', part)
    assert swapped == sorted(set(swapped), key=swapped.index)
    assert set(swapped) == set(re.findall(r'id="([^"]+)" data-swap', whole))
    for state in re.findall(r'<span class="vh">[^<]+</span>', part):
        assert state in whole


def test_words_of_a_record_are_text_whatever_they_hold() -> None:
    evil = "</form><script>alert(1)</script>\"' onfocus=x"
    html = sheet_page(
        TEMPLATES,
        replace(ANSWERING, heading=evil, decide=Said(evil, evil, evil), title=evil, foot=evil),
    )
    assert "alert(1)</script>" not in html
    assert Elements(html).refused == []
    assert html.count("</form>") == 1


@pytest.mark.parametrize("word", ["approved", "denied", "eligible", "undocumented"])
@pytest.mark.parametrize("html", PAGES.values(), ids=list(PAGES))
def test_no_page_decides_for_the_payer(word: str, html: str) -> None:
    assert word not in html.lower()


@pytest.mark.parametrize(
    ("framed_by", "ancestors"),
    [
        pytest.param([], "'none'", id="no EHR may frame it"),
        pytest.param(["https://ehr.example"], "https://ehr.example", id="one EHR"),
        pytest.param(
            ["https://a.example", "https://b.example"], "https://a.example https://b.example", id="two"
        ),
    ],
)
def test_a_page_with_a_form_may_be_framed_by_whom_it_is_told(framed_by: list[str], ancestors: str) -> None:
    policy = form_page("<p>", framed_by=framed_by).headers["Content-Security-Policy"]
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        f"frame-ancestors {ancestors}",
    ]
