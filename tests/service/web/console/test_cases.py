"""The page of a policy's cases: what each comes to, the card of one; files are read anew each time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from criteria.load import POLICIES
from service.authoring.alone import alone
from service.settings import Settings
from service.web.app import create_app

H0024 = "va-medicaid-h0024-peer-support"
PAGE = f"/console/cases/{H0024}"
READER = {"Accept": "text/html"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A policy in a folder of its author's."""
    folder = tmp_path / H0024
    shutil.copytree(POLICIES / H0024, folder)
    return folder


@pytest.fixture
def author(own: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    settings = Settings(data=tmp_path, require_token=False, console="open", site="")
    with alone(own) as rules:
        yield create_app(settings, rules=rules).test_client()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_page_lists_every_case_and_shows_the_card_of_one(author: FlaskClient) -> None:
    page = author.get(PAGE, headers=READER).text
    assert "H0024 Peer Support admission: all 3 criteria documented as met" in page
    assert page.count("?case=") == 59
    outside = author.get(f"{PAGE}?case=3", headers=READER).text
    assert "this member is outside" in outside
    assert "<dt>Birth date</dt><dd>2005-03-02</dd>" in outside


def test_a_case_that_is_changed_is_seen_when_the_page_is_loaded_again(author: FlaskClient, own: Path) -> None:
    assert "not as expected" not in author.get(PAGE, headers=READER).text
    change(own / "cases.yaml", "given: {birth-date: 2005-03-02}", "given: {birth-date: 2005-02-28}")
    page = author.get(f"{PAGE}?case=3", headers=READER).text
    assert page.count("not as expected") == 1
    assert "<dd>2005-02-28</dd>" in page


def test_mistakes_in_a_file_stand_on_the_page(author: FlaskClient, own: Path) -> None:
    change(own / "cases.yaml", "Turns 21 tomorrow", "Turned 21 today")
    answer = author.get(PAGE, headers=READER)
    assert answer.status_code == 422
    assert "another case is called &#39;Turned 21 today&#39;" in answer.text


@pytest.mark.parametrize(("number", "shown"), [("999", 200), ("-1", 200), ("x", 200)])
def test_a_number_of_no_case_shows_the_first(author: FlaskClient, number: str, shown: int) -> None:
    answer = author.get(f"{PAGE}?case={number}", headers=READER)
    assert answer.status_code == shown
    assert '<h2 id="h-case">The baseline meets everything</h2>' in answer.text


def test_a_policy_that_is_not_served_has_no_page(author: FlaskClient) -> None:
    assert author.get("/console/cases/sc-medicaid-h2017-prs", headers=READER).status_code == 404
