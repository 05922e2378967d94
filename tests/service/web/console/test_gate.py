"""Who may come in to the console, and whose forms it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.service.application import application

BROWSER = {"Accept": "text/html"}


def console(folder: Path, **changes: Any) -> FlaskClient:
    return application(folder, **{"console": "open", **changes})


def test_where_it_is_off_there_is_none_of_it(tmp_path: Path) -> None:
    home = console(tmp_path, console="off").get("/", headers=BROWSER)
    assert home.status_code == 200
    assert "Home" not in home.text


def test_where_it_is_open_a_browser_finds_it_at_the_first_address(tmp_path: Path) -> None:
    home = console(tmp_path).get("/", headers=BROWSER)
    assert (home.status_code, home.mimetype) == (200, "text/html")
    assert 'aria-current="page">Home' in home.text


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_a_program_finds_nothing_at_the_first_address(accept: str, tmp_path: Path) -> None:
    answer = console(tmp_path).get("/", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("localhost:5000", 200, id="this machine by its name"),
        pytest.param("127.0.0.1:5000", 200, id="this machine by its number"),
        pytest.param("[::1]:5000", 200, id="this machine by its other number"),
        pytest.param("cards.example", 200, id="the public address"),
        pytest.param("rebound.example", 421, id="a name that somebody had point here"),
    ],
)
def test_an_open_console_answers_by_its_own_name_alone(host: str, status: int, tmp_path: Path) -> None:
    client = console(tmp_path, public_url="https://cards.example")
    assert client.get("/", headers={**BROWSER, "Host": host}).status_code == status


def test_a_console_that_is_open_to_a_network_answers_by_any_name(tmp_path: Path) -> None:
    client = console(tmp_path, allow_open_address=True)
    assert client.get("/", headers={**BROWSER, "Host": "rebound.example"}).status_code == 200


def test_its_pages_load_nothing_but_their_own_and_stand_in_no_frame(tmp_path: Path) -> None:
    policy = console(tmp_path).get("/", headers=BROWSER).headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


def test_a_policys_page_has_the_bar_for_visitors_alone(tmp_path: Path) -> None:
    page = "/policies/sc-medicaid-h2017-prs/admission-child"
    bars = [
        'aria-label="Pages"' in client.get(address, headers=BROWSER).text
        for client in (console(tmp_path), console(tmp_path, console="off"))
        for address in (page, f"{page}?from={'a' * 43}&phase=admission", "/policies")
    ]
    assert bars == [True, False, True, False, False, False]
