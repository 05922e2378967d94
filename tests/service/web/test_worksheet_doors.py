"""The doors to a worksheet without SMART: which policy, whose chart, who signs; and where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from criteria.load import POLICIES
from tests.service.web.worksheets import ME, PRS, chart_of, opened, service
from tests.support.chart import Chart
from tests.support.posting import Page, Visitor

PEER = "va-medicaid-h0024-peer-support"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("data"))


@pytest.fixture
def chart() -> Iterator[Chart]:
    with chart_of("child-admission") as one:
        yield one


def page_of(app: Flask, query: str = "") -> Page:
    """The page that asks whose worksheet it shall be."""
    response = app.test_client().get(f"/worksheet{query}")
    assert response.status_code == 200
    return Page(response.text)


def test_first_it_asks_which_policy(app: Flask) -> None:
    links = [each for each in page_of(app).links if each.startswith("/worksheet?")]
    installed = sorted(each.parent.name for each in POLICIES.glob("*/policy.yaml"))
    assert {PRS, PEER} < set(installed)
    assert links == [f"/worksheet?policy={each}" for each in installed]


def test_then_of_whom_and_no_patient_stands_in_an_address(app: Flask) -> None:
    page = page_of(app, f"?policy={PRS}&phase=admission")
    assert set(page.offered["patient"]) == {"adult-admission", "adult-continued-stay", "child-admission"}
    assert (page.field("policy"), page.field("phase")) == (PRS, "admission")
    response = app.test_client().post(
        "/worksheet", data={"kind": "shipped", "patient": "child-admission", "policy": PRS}
    )
    assert re.fullmatch(r"/worksheet/[A-Za-z0-9_-]{43}", response.headers["Location"])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param({"base": "https://ehr.example/fhir"}, "no FHIR server of this machine", id="server"),
        pytest.param({"base": "what?"}, "no FHIR server of this machine", id="no URL"),
        pytest.param({"id": "a/b"}, "the patient's id as the server has it", id="patient"),
        pytest.param({"user": "Dr. Okafor"}, "Enter who signs as Practitioner/id", id="who signs"),
        pytest.param({"kind": "shipped", "patient": "nobody"}, "the patient's id", id="shipped patient"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    app: Flask, chart: Chart, changed: dict[str, str], told: str
) -> None:
    typed = {"kind": "open-server", "base": chart.url, "id": "child-admission", "user": ME, "policy": PRS}
    response = app.test_client().post("/worksheet", data=typed | changed)
    assert response.status_code == 422
    page = Page(response.text)
    assert told in page.text
    assert page.field("user") == changed.get("user", ME)


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 303), ("same-site", 403), ("cross-site", 403), ("none", 303)]
)
def test_no_page_of_another_origin_opens_a_worksheet(
    app: Flask, chart: Chart, site: str, status: int
) -> None:
    typed = {"kind": "open-server", "base": chart.url, "id": "child-admission", "user": ME, "policy": PRS}
    response = app.test_client().post("/worksheet", data=typed, headers={"Sec-Fetch-Site": site})
    assert response.status_code == status
    assert ("Set-Cookie" in response.headers) is (status == 303)


def test_where_a_link_names_no_policy_the_worksheet_asks_for_it(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, "child-admission", policy="")
    assert f"{visitor.address}?policy={PRS}" in visitor.page.links
    assert "7 of 9 met, 2 open" in visitor.open(f"?policy={PRS}").text
    assert "With your answer: 8 of 9 met" in visitor.states(family_agrees="yes", family_agrees__by="me").text


@pytest.mark.parametrize("phase", ["", "admission", "discharge", "nonsense"])
def test_the_record_tells_the_phase_where_the_link_is_wrong(app: Flask, phase: str) -> None:
    with chart_of("adult-continued-stay") as one:
        page = opened(app, one, "adult-continued-stay", phase=phase).page
    assert "H2017 PRS adult continued stay" in page.text


def test_a_shipped_patient_has_no_chart_and_shows_what_would_be_written(app: Flask) -> None:
    client = app.test_client()
    chosen = {"kind": "shipped", "patient": "child-admission", "policy": PRS}
    visitor = Visitor(client, client.post("/worksheet", data=chosen).headers["Location"])
    page = visitor.save(family_agrees="yes", family_agrees__by="me")
    assert "What would be written" in page.text
    assert "This patient has no chart, so that nothing was written." in page.text


def test_signing_out_ends_it(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, "child-admission")
    assert "Signed out" in visitor.post("sign-out").text
    visitor.open()
    assert visitor.response.status_code == 403


@pytest.mark.parametrize("where", ["states", "save", "take-up", "file", "sign-out"])
def test_a_restored_tab_finds_back_to_the_worksheet(app: Flask, chart: Chart, where: str) -> None:
    visitor = opened(app, chart, "child-admission")
    visitor.open(f"/{where}")
    assert (visitor.response.status_code, visitor.response.headers["Location"]) == (303, visitor.address)


@pytest.mark.parametrize("path", ["/worksheet/none/save", f"/worksheet/{'w' * 43}/nothing"])
def test_no_other_address_leads_there(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in (404, 405)


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_it_is_not_allowed_there_is_no_door(
    tmp_path_factory: pytest.TempPathFactory, method: str
) -> None:
    closed = service(tmp_path_factory.mktemp("closed"), open_worksheet=False)
    response = getattr(closed.test_client(), method)("/worksheet", data={"kind": "shipped"})
    assert response.status_code == 404
    assert "opened from a chart" in response.text


def test_a_page_is_kept_by_nobody_and_framed_by_nobody(app: Flask, chart: Chart) -> None:
    headers = opened(app, chart, "child-admission").response.headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "form-action 'self'" in headers["Content-Security-Policy"]


def test_a_form_longer_than_any_body_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    small = service(tmp_path_factory.mktemp("small"), max_body_bytes=8192)
    response = small.test_client().post("/worksheet", data={"kind": "shipped", "patient": "x" * 9000})
    assert response.status_code == 413


@pytest.mark.parametrize(("fields", "status"), [(5000, 422), (5001, 413)])
def test_a_form_of_more_fields_than_any_worksheet_has_is_refused(
    app: Flask, fields: int, status: int
) -> None:
    body = "&".join(["kind=shipped", *(f"field{number}=" for number in range(1, fields))])
    response = app.test_client().post(
        "/worksheet", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == status


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"ask": "Z", "correct": "../etc", "clear": "\u0000"}, id="criteria that there are not"),
        pytest.param({"family-agrees": "<script>", "calocus-composite": "\u221e"}, id="odd values"),
        pytest.param(
            {"draft": "no uuid", "record": "%%%", "phase": "x", "policy": "y"}, id="odd hidden fields"
        ),
        pytest.param({"family-agrees": "y" * 100_000}, id="a value without end"),
    ],
)
def test_whatever_is_posted_is_answered_by_the_sheet(app: Flask, chart: Chart, typed: dict[str, str]) -> None:
    visitor = opened(app, chart, "child-admission")
    data = dict(visitor.page.fields) | typed
    for where in ("states", "save"):
        response = visitor.raw(where, data)
        assert response.status_code in (200, 422)
        assert "<script>" not in response.text
