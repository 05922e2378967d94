"""The worksheet of shipped patients in a real browser: opened, answered, summed up, with no violation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browsing import Browsing
from tests.support.pages.axe import violations
from tests.support.pages.bridge import OURS, bridge, service
from tests.support.pdf import texts

H2017 = "sc-medicaid-h2017-prs"
SHIPPED = (
    ("child-admission", "admission"),
    ("adult-admission", "admission"),
    ("adult-continued-stay", "continued-stay"),
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("service"))


@pytest.fixture
def person(app: Flask, browser: Browsing) -> Iterator[Page]:
    """Somebody who has been nowhere yet, and who leaves where they are asked whether to."""
    with browser.context() as context:
        bridge(context, app)
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        yield page


def opened(page: Page, patient: str, phase: str) -> Page:
    page.goto(f"{OURS}/worksheet?policy={H2017}&phase={phase}")
    page.locator(f"label:has(input[value='{patient}'])").click()
    page.get_by_role("button", name="Open").first.click()
    page.wait_for_url("**/worksheet/*")
    return page


@pytest.mark.parametrize(("patient", "phase"), SHIPPED, ids=[patient for patient, _ in SHIPPED])
def test_no_page_of_a_shipped_patient_has_a_violation(patient: str, phase: str, person: Page) -> None:
    page = opened(person, patient, phase)
    assert violations(page) == []
    page.get_by_role("button", name="Show what would be written").click()
    assert violations(page) == []
    page.get_by_role("link", name="Print or PDF").click()
    assert violations(page) == []


def test_the_chooser_has_no_violation(person: Page) -> None:
    for path in ("/worksheet", f"/worksheet?policy={H2017}&phase=admission"):
        person.goto(f"{OURS}{path}")
        assert violations(person) == []


def test_states_move_with_an_answer_and_what_lacks_is_told_at_its_field(person: Page) -> None:
    page = opened(person, "child-admission", "admission")
    expect(page.locator("#printed")).not_to_contain_text("before saving")
    page.locator("label:has([name='family-agrees'][value='yes'])").click()
    page.locator("label:has([name='family-agrees.by'])", has_text="told me").first.click()
    expect(page.locator("#would")).to_contain_text("8 of 9 met, 1 open")
    expect(page.locator("[id='change-F']")).to_contain_text("F is met")
    expect(page.locator("#printed")).to_contain_text("before saving")
    page.get_by_role("button", name="Show what would be written").click()
    expect(page.locator("#told")).to_be_focused()
    assert page.title().startswith("Problem")
    page.locator("#told a").first.click()
    assert page.locator("#f-attest").get_attribute("aria-invalid") == "true"
    page.locator("#f-attest").check()
    page.get_by_role("button", name="Show what would be written").click()
    expect(page.locator("#told")).to_contain_text("Family, caregiver or guardian agrees to participate: Yes")


def test_an_answer_can_be_left_out_again_with_script_and_without(app: Flask, browser: Browsing) -> None:
    for script in (True, False):
        with browser.context(script=script) as context:
            bridge(context, app)
            page = opened(context.new_page(), "child-admission", "admission")
            page.locator("label:has([name='family-agrees'][value='yes'])").click()
            page.locator("button[name='clear'][value='family-agrees']").click()
            page.wait_for_url("**/states*")
            expect(page.locator("[name='family-agrees']:checked")).to_have_count(0)
            expect(page.locator("#would")).to_be_empty()


def test_a_summary_holds_what_is_saved_alone(person: Page) -> None:
    page = opened(person, "child-admission", "admission")
    page.locator("label:has([name='family-agrees'][value='yes'])").click()
    expect(page.locator("#unsaved [data-unsaved]")).to_have_count(1)
    page.get_by_role("link", name="Print or PDF").click()
    expect(page.locator("h1")).to_contain_text("Summary of criteria")
    expect(page.locator("main")).to_contain_text("7 of 9 met, 2 open")
    expect(page.locator("main")).to_contain_text("Answers that are not saved yet are not in this summary.")
    address = page.get_by_role("link", name="As a PDF").evaluate("each => each.href")
    pdf = page.evaluate("async to => [...new Uint8Array(await (await fetch(to)).arrayBuffer())]", address)
    assert "7 of 9 met, 2 open" in "\n".join(texts(bytes(pdf)))
