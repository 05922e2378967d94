"""The first address: a page for browsers, with links that lead somewhere; for programs nothing, as ever."""

from __future__ import annotations

import pytest

from tests.support.application import app
from tests.support.posting import Page

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("is_open", [True, False], ids=["worksheets open", "worksheets from charts alone"])
def test_a_browser_finds_what_there_is(is_open: bool) -> None:
    client = app(open_worksheet=is_open).test_client()
    response = client.get("/", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    links = [link for link in Page(response.text).links if link.startswith("/")]
    assert ("/worksheet" in links) is is_open
    assert {client.get(link, headers=BROWSER).status_code for link in links} == {200}


@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_a_program_is_told_as_before_that_there_is_nothing(accept: str) -> None:
    response = app().test_client().get("/", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (404, "application/json")
    assert response.get_json()["resourceType"] == "OperationOutcome"
