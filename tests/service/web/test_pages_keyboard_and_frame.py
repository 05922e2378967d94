"""The worksheet by keyboard, and in the frame of an EHR."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Response
from playwright.sync_api import Route, expect

from service.web.worksheet_pages import states_part
from tests.support.browsing import Browsing
from tests.support.pages.answering import PROBLEM, SHEET, YES, Posts, opened
from tests.support.pages.site import CHART, OURS, TEMPLATES, fulfil, path_of, serve
from tests.support.pages.untouched import ANSWERING

MAX_STOPS = 80


@pytest.mark.parametrize(
    ("url", "first"),
    [
        pytest.param(SHEET, "Skip to the content", id="from the top"),
        pytest.param(
            PROBLEM, "F: Morgan Vale answered No while you wer", id="from what stands against saving"
        ),
    ],
)
@pytest.mark.parametrize(("width", "height"), [(600, 800), (320, 640), (1280, 400)])
def test_by_keyboard_each_stop_has_a_ring_and_is_covered_by_nothing(
    url: str, first: str, width: int, height: int, browser: Browsing
) -> None:
    stops: list[dict[str, Any]] = []
    with browser.context(width, height) as context:
        page = opened(context, Posts(), url)
        while not stops or stops[-1]["name"] != "Save to the chart":
            page.keyboard.press("Tab")
            stops.append(page.evaluate(_STOP))
            assert len(stops) < MAX_STOPS
    assert stops[0]["name"] == first
    assert [stop["name"] for stop in stops if not stop["ring"]] == []
    assert [stop["name"] for stop in stops if stop["covered"]] == []


_STOP = """() => {
  const each = document.activeElement;
  const label = each.closest("label") || each;
  const box = label.getBoundingClientRect();
  const [x, y] = [Math.min(box.width / 2, 40), Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(box.x + x, box.y + y);
  const ringed = [each, label].some(one => getComputedStyle(one).outlineStyle !== "none");
  return {
    name: (each.textContent.trim() || each.getAttribute("aria-label") || each.name).slice(0, 40),
    ring: ringed,
    covered: !(top && (label.contains(top) || top.contains(label))),
  };
}"""


@pytest.mark.parametrize(
    ("sandbox", "moves"),
    [
        pytest.param("allow-scripts allow-forms allow-same-origin", True, id="a frame"),
        pytest.param("allow-forms", False, id="a frame without script"),
        pytest.param("allow-scripts allow-forms", False, id="a frame without an origin"),
    ],
)
def test_in_the_frame_of_an_ehr_it_works_without_leaving_it(
    sandbox: str, moves: bool, browser: Browsing
) -> None:
    frame = (
        f'<title>chart</title><iframe sandbox="{sandbox}" width="600" height="800" src="{SHEET}"></iframe>'
    )

    def answer(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": CHART}  # as a stand-in for none, which Playwright would add
        fulfil(route, Response(states_part(TEMPLATES, ANSWERING), mimetype="text/html", headers=headers))

    with browser.context() as context:
        serve(context, answer)
        context.route(f"{CHART}/**", lambda route: route.fulfill(body=frame, content_type="text/html"))
        page = context.new_page()
        page.goto(f"{CHART}/")
        sheet = page.frame_locator("iframe")
        sheet.locator(f"label:has({YES})").click()
        if moves:
            expect(sheet.locator("#would")).to_contain_text("8 of 9 met")
        else:
            sheet.locator("#show-states").click()
            expect(sheet.locator("#would")).to_contain_text("8 of 9 met")
        assert len(context.pages) == 1
        assert page.url == f"{CHART}/"


def test_another_origin_may_not_show_it_in_a_frame(browser: Browsing) -> None:
    said: list[str] = []
    with browser.context() as context:
        serve(context)
        frame = f'<title>other</title><iframe src="{SHEET}"></iframe>'
        context.route(
            "http://other.example/**", lambda route: route.fulfill(body=frame, content_type="text/html")
        )
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto("http://other.example/")
        assert page.frame_locator("iframe").locator("#sheet").count() == 0
    assert any("frame-ancestors" in each for each in said)


def test_the_bar_says_that_saving_is_off_and_has_no_button_for_it(browser: Browsing) -> None:
    off = f"{OURS}{path_of('worksheet: saving is off')}"
    with browser.context() as context:
        page = opened(context, Posts(), off)
        expect(page.get_by_role("region", name="Save")).to_contain_text(
            "Saving is off. The chart shows another patient."
        )
        expect(page.get_by_role("button", name="Save to the chart")).to_have_count(0)
