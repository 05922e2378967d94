"""$questionnaire-package: which forms come, in what Bundle, and what is said where none comes."""

from __future__ import annotations

from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.service.dtr.asking import (
    COVERAGE,
    FORM,
    PACKAGE,
    asked,
    draft_in,
    fresh,
    issues,
    of_kind,
    ordered,
    packages,
    post,
)
from tests.support.application import app
from tests.support.fhir import BASE, Json, patient
from tests.support.hook_calls import adult, diagnosis, draft, plan_for

OPEN = (patient(), diagnosis())


def forms_of(response: Any) -> list[str]:
    return [of_kind(each, "Questionnaire")[0]["id"] for each in packages(response)]


@pytest.mark.parametrize("path", [PACKAGE, "/fhir/$questionnaire-package"])
def test_both_spellings_of_the_path_are_served(path: str) -> None:
    assert forms_of(post(ordered(*OPEN), path)) == ["sc-medicaid-h2017-prs-admission"]


def test_a_package_is_closed_begins_with_the_form_and_is_valid() -> None:
    response = post(ordered(*OPEN))
    (package,) = packages(response)
    get_fhir_model_class("Parameters").model_validate(response.get_json())
    kinds = [entry["resource"]["resourceType"] for entry in package["entry"]]
    assert (package["type"], kinds[:2]) == ("collection", ["Questionnaire", "QuestionnaireResponse"])
    assert set(kinds[2:]) == {"ValueSet"}
    assert all(each["expansion"]["contains"] for each in of_kind(package, "ValueSet"))
    assert len({entry["fullUrl"] for entry in package["entry"]}) == len(kinds)


def test_the_draft_says_what_it_is_for() -> None:
    (package,) = packages(post(ordered(*OPEN)))
    (form,) = of_kind(package, "Questionnaire")
    begun = draft_in(package)
    assert begun["status"] == "in-progress"
    assert begun["questionnaire"] == f"{form['url']}|{form['version']}"
    assert begun["subject"] == {"reference": "Patient/p1"}
    assert not begun.keys() & {"basedOn", "partOf", "author"}
    about = {each["url"].rpartition("/")[2]: each for each in begun["extension"]}
    assert about["qr-coverage"]["valueReference"] == {"reference": "Coverage/c1"}
    assert about["qr-context"]["valueReference"] == {"reference": "ServiceRequest/draft-H2017"}
    assert about["intendedUse"]["valueCodeableConcept"]["coding"][0]["code"] == "retain-doc"


PHASES = {
    "an admission without a record": ((), ["sc-medicaid-h2017-prs-admission"]),
    "an admission where no plan names the service": (OPEN, ["sc-medicaid-h2017-prs-admission"]),
    "a continued stay where one does": (
        (*OPEN, plan_for("H2017")),
        ["sc-medicaid-h2017-prs-continued-stay"],
    ),
}


@pytest.mark.parametrize(("record", "forms"), PHASES.values(), ids=list(PHASES))
def test_the_phase_is_the_records(record: tuple[Json, ...], forms: list[str]) -> None:
    assert forms_of(post(ordered(*record))) == forms


def test_each_service_among_the_orders_has_its_form_and_each_form_comes_once() -> None:
    twice = asked(
        ("order", draft("H2017")), ("order", draft("H0024")), ("order", draft("H2017")), record=OPEN
    )
    found = forms_of(post(twice))
    assert sorted(found) == ["sc-medicaid-h2017-prs-admission", "va-medicaid-h0024-peer-support-admission"]


def test_of_the_forms_of_some_orders_a_name_asks_for_its_own_alone() -> None:
    orders = ("order", draft("H2017")), ("order", draft("H0024"))
    assert forms_of(post(asked(*orders, ("questionnaire", FORM), record=OPEN))) == [
        "sc-medicaid-h2017-prs-admission"
    ]
    unknown = post(asked(*orders, ("questionnaire", f"{FORM}-of-nobody"), record=OPEN))
    assert forms_of(unknown) == []


def test_a_form_is_had_by_name_whatever_the_record_settles() -> None:
    version = of_kind(packages(post(asked(("questionnaire", FORM))))[0], "Questionnaire")[0]["version"]
    assert forms_of(post(asked(("questionnaire", f"{FORM}|{version}"), record=fresh(*adult())))) == [
        "sc-medicaid-h2017-prs-admission"
    ]


NO_FORM = {
    "an order that is not ours": (asked(("order", draft("99213")), record=OPEN), "not-found"),
    "criteria that the record settles": (ordered(*fresh(*adult())), "informational"),
    "a patient for whom the service is not": (ordered(patient("2015-01-01"), code="H0024"), "informational"),
}


@pytest.mark.parametrize(("request_body", "code"), NO_FORM.values(), ids=list(NO_FORM))
def test_where_nothing_is_needed_no_form_comes_and_the_reason_does(request_body: Json, code: str) -> None:
    response = post(request_body)
    assert packages(response) == []
    assert issues(response) == [("information", code)]


UNKNOWN = {
    "one that there is not": f"{BASE}/Questionnaire/of-nothing",
    "one in another version": f"{FORM}|0.0.1",
    "one of somebody else": "https://payer.example/Questionnaire/sc-medicaid-h2017-prs-admission",
}


@pytest.mark.parametrize("canonical", UNKNOWN.values(), ids=list(UNKNOWN))
def test_an_unknown_form_among_several_is_a_warning_and_the_rest_comes(canonical: str) -> None:
    peer = f"{BASE}/Questionnaire/va-medicaid-h0024-peer-support-admission"
    response = post(asked(("questionnaire", canonical), ("questionnaire", peer), record=OPEN))
    assert forms_of(response) == ["va-medicaid-h0024-peer-support-admission"]
    assert issues(response) == [("warning", "not-found")]


@pytest.mark.parametrize(("since", "count"), [("2020-01-01T00:00:00Z", 1), ("2100-01-01T00:00:00Z", 0)])
def test_a_form_comes_again_where_it_has_changed_since(since: str, count: int) -> None:
    response = post(asked(("questionnaire", FORM), ("changedsince", since), record=OPEN))
    assert len(packages(response)) == count
    assert len(issues(response)) == 1 - count


def test_a_record_that_cannot_be_read_is_said_and_fills_in_nothing() -> None:
    response = post(asked(("order", draft())))
    assert issues(response) == [("information", "informational")]
    assert draft_in(packages(response)[0])["item"] == [{"linkId": "about"}]


REFUSED: dict[str, tuple[Any, int, str]] = {
    "something else": ({"resourceType": "Bundle"}, 400, "resourceType"),
    "a list": ([], 400, "Parameters"),
    "no coverage": ({"resourceType": "Parameters", "parameter": []}, 400, "coverage"),
    "two coverages": (asked(("coverage", COVERAGE), ("questionnaire", FORM)), 400, "coverage"),
    "a coverage of nobody": (
        asked(("questionnaire", FORM), coverage=COVERAGE | {"beneficiary": {"display": "her"}}),
        400,
        "beneficiary",
    ),
    "a coverage without an id": (
        asked(("questionnaire", FORM), coverage=COVERAGE | {"id": None}),
        400,
        "coverage",
    ),
    "a coverage that was cancelled": (
        asked(("questionnaire", FORM), coverage=COVERAGE | {"status": "cancelled"}),
        422,
        "coverage",
    ),
    "neither order nor form nor context": (asked(), 400, "Parameters.parameter"),
    "a context that is no card's": (
        asked(("context", "0b3f6a52-3d0e-4c1f-9a27-5f1f6f7f2b10")),
        422,
        "context",
    ),
    "a context that is no uuid": (asked(("context", "7f0c")), 422, "context"),
    "two contexts": (asked(("context", "a"), ("context", "b")), 400, "context"),
    "a form that is no canonical": (asked(("questionnaire", {"resourceType": "X"})), 400, "questionnaire"),
    "an instant without an offset": (
        asked(("questionnaire", FORM), ("changedsince", "2026-01-01T00:00:00")),
        400,
        "changedsince",
    ),
    "a day in place of an instant": (
        asked(("questionnaire", FORM), ("changedsince", "yesterday")),
        400,
        "changedsince",
    ),
    "an order of another patient": (asked(("order", draft(of="other"))), 422, "order"),
    "a record that is no Bundle": (asked(("order", draft()), ("record", patient())), 400, "record"),
    "a record without its patient": (asked(("order", draft()), record=(diagnosis(),)), 412, "patient"),
    "a record of another patient": (
        asked(("order", draft()), record=(patient(id="other"),)),
        400,
        "patient",
    ),
}


@pytest.mark.parametrize(("body", "status", "field"), REFUSED.values(), ids=list(REFUSED))
def test_a_request_is_refused_by_the_name_of_the_parameter(body: Any, status: int, field: str) -> None:
    response = post(body)
    assert response.status_code == status, response.get_data(as_text=True)
    outcome = response.get_json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert field in "".join(outcome["issue"][0].get("expression", []))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'"x"', b"[" * 100_000], ids=str)
def test_what_is_no_json_of_ours_is_refused(body: bytes) -> None:
    response = app().test_client().post(PACKAGE, data=body, content_type="application/json")
    assert response.status_code == 400


def test_a_form_client_needs_its_token() -> None:
    assert post(ordered(*OPEN), require_token=True).status_code == 401
