"""A worksheet whose chart cannot be read: a page says why, keeps what was answered, and leads back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.service.web.worksheets import ME, PRS, chart_of, opened, service
from tests.support.chart import Chart
from tests.support.fhir_server import FhirDouble, answering
from tests.support.posting import Visitor

CHILD = "child-admission"
FAMILY = {"family_agrees": "yes", "family_agrees__by": "me"}
TITLE = "The chart could not be read"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("data"), budget_ms=1000)


@pytest.fixture
def chart() -> Iterator[Chart]:
    with chart_of(CHILD) as one:
        yield one


@pytest.mark.parametrize(
    ("status", "answered", "said"),
    [
        pytest.param(503, 502, "cannot give this patient's data now", id="busy"),
        pytest.param(500, 502, "cannot give this patient's data now", id="failing"),
        pytest.param(401, 412, "Your chart session has ended", id="signed out"),
        pytest.param(403, 412, "does not let your account read this patient", id="forbidden"),
        pytest.param(404, 412, "does not know this patient", id="not found"),
        pytest.param(410, 412, "does not know this patient", id="gone"),
        pytest.param(200, 502, "answer could not be read", id="no FHIR"),
    ],
)
def test_why_the_patient_could_not_be_had_is_said(app: Flask, status: int, answered: int, said: str) -> None:
    client = app.test_client()
    with FhirDouble() as double:
        double.replies = {"Patient": answering(b"no", status)}
        wanted = {"kind": "open-server", "base": double.url, "id": "p1", "user": ME, "policy": PRS}
        visitor = Visitor(client, client.post("/worksheet", data=wanted).headers["Location"])
    assert visitor.response.status_code == answered
    assert TITLE in visitor.page.text
    assert said in visitor.page.text
    assert {visitor.address, "/worksheet"} <= set(visitor.page.links)


def test_a_chart_that_went_away_is_tried_again_and_what_was_answered_is_there(
    app: Flask, chart: Chart
) -> None:
    visitor = opened(app, chart, CHILD)
    visitor.states(**FAMILY)
    chart.is_away = True
    page = visitor.open(f"?policy={PRS}&phase=admission")
    assert visitor.response.status_code == 502
    assert "The chart did not answer." in page.text
    (again,) = [link for link in page.links if link.startswith(visitor.address)]
    assert again == f"{visitor.address}?policy={PRS}&phase=admission"
    chart.is_away = False
    assert "With your answer: 8 of 9 met" in visitor.open(again.removeprefix(visitor.address)).text


@pytest.mark.parametrize("further", ["/summary", "/summary.pdf"])
def test_a_summary_says_it_too(app: Flask, chart: Chart, further: str) -> None:
    visitor = opened(app, chart, CHILD)
    chart.is_away = True
    assert TITLE.encode() in visitor.get(further)
