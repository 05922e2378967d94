"""Pages of policies that are opened from a worksheet: they lead back there, and open nothing in its place."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.support.application import app
from tests.support.posting import Page

H2017 = "/policies/sc-medicaid-h2017-prs"
LAUNCH = "w" * 43


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app().test_client()


def came(launch: str = LAUNCH, phase: str = "admission") -> str:
    return f"?from={launch}&phase={phase}"


@pytest.mark.parametrize("path", ["/policies", H2017, f"{H2017}/continued-stay-adult"])
def test_from_a_worksheet_every_page_of_policies_leads_back_there(path: str, client: FlaskClient) -> None:
    page = Page(client.get(path + came()).text)
    about = "" if path == "/policies" else "policy=sc-medicaid-h2017-prs&"
    assert f"/worksheet/{LAUNCH}?{about}phase=admission" in page.links
    inside = [link for link in page.links if link.startswith("/policies") and "." not in link]
    assert inside
    assert all(came() in link for link in inside)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", id="read by itself"),
        pytest.param(came("//elsewhere.example"), id="no worksheet is named so"),
        pytest.param(came(phase="%22%3E"), id="no phase is named so"),
    ],
)
def test_else_there_is_no_way_back(query: str, client: FlaskClient) -> None:
    page = Page(client.get(H2017 + query).text)
    assert "Back to the worksheet" not in page.text
    assert not any("worksheet" in link or "from=" in link for link in page.links)


def test_what_cannot_stand_in_a_frame_opens_beside_the_worksheet(client: FlaskClient) -> None:
    html = client.get(H2017 + came()).get_data(as_text=True)
    beside = re.findall(r'href="([^"]+)" target="_blank" rel="noopener"', html)
    assert beside == [f"{H2017}.txt", f"{H2017}.json"]
