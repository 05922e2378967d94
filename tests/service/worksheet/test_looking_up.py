"""Looking up what stands: by identifier, or by code where a server knows no such search."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from service.ehr.fhir_client import FhirClient
from service.ehr.standing import Sought, look_up
from service.ehr.write_results import Why
from tests.service.worksheet.sheets import access, observation, response
from tests.support.bundles import searchset
from tests.support.chart import Chart
from tests.support.fhir import OWN, PATIENT, Json
from tests.support.fhir_server import FhirDouble, answering, hanging

FACTS = [f"fact-{number}" for number in range(21)]


@pytest.fixture(scope="module")
def client() -> FhirClient:
    return FhirClient()


def stored(fact: str, identity: str, **elements: object) -> Json:
    """An Observation that stands."""
    return {**observation(fact, "LA33-6"), "id": identity, **elements}


def sought(resource: Json, code: str = "") -> Sought:
    """How a resource is looked for."""
    stated = resource["identifier"]
    first = stated[0] if isinstance(stated, list) else stated
    return Sought(resource["resourceType"], f"{first['system']}|{first['value']}", code)


def test_many_are_looked_up_ten_at_a_time(client: FhirClient) -> None:
    resources = [stored(fact, f"o{number}") for number, fact in enumerate(FACTS)]
    with Chart(*resources) as chart:
        looked = look_up(client, [sought(each) for each in resources], PATIENT, access(chart.url))
        assert {each.reference for each in looked.found.values()} == {f"Observation/o{n}" for n in range(21)}
        queries = [parse_qs(urlsplit(path).query) for _, path in chart.asked]
        assert sorted(query["identifier"][0].count(",") + 1 for query in queries) == [1, 10, 10]
        assert all(query["patient"] == [PATIENT] for query in queries)


def test_version_and_withdrawal_are_told(client: FhirClient) -> None:
    there, gone = stored("a", "o1"), stored("b", "o2", status="entered-in-error")
    with Chart(there, gone) as chart:
        chart.file(there)
        looked = look_up(client, [sought(there), sought(gone)], PATIENT, access(chart.url))
        told = {each.reference: (each.version, each.is_withdrawn) for each in looked.found.values()}
        assert told == {"Observation/o1": ("2", False), "Observation/o2": ("1", True)}


def test_what_was_not_asked_for_is_passed_over(client: FhirClient) -> None:
    wanted, other = stored("a", "o1"), stored("b", "o2")
    odd = [other, {**other, "identifier": "none"}, {**other, "identifier": None}, {**wanted, "id": 3}]
    with FhirDouble() as server:
        server.replies["Observation"] = answering(searchset(*odd))
        looked = look_up(client, [sought(wanted)], PATIENT, access(server.url))
        assert (looked.found, looked.lacking) == ({}, None)


def test_a_server_that_refuses_such_a_search_is_asked_by_code(client: FhirClient) -> None:
    there, form = stored("a", "o1"), {**response({"a": "LA33-6"}), "id": "q1"}
    with Chart(there, form, stored("b", "o2"), searches_by_identifier=False) as chart:
        wanted = [sought(form), sought(there, f"{OWN}|a"), sought(stored("c", "o3"), f"{OWN}|c")]
        looked = look_up(client, wanted, PATIENT, access(chart.url))
        references = {each.reference for each in looked.found.values()}
        assert references == {"Observation/o1", "QuestionnaireResponse/q1"}
        assert looked.unsearchable == {"Observation", "QuestionnaireResponse"}
        queries = [parse_qs(urlsplit(path).query) for _, path in chart.asked if "identifier" not in path]
        codes = sorted(query.get("code", [""])[0] for query in queries)
        assert codes == ["", f"{OWN}|a,{OWN}|c"]


@pytest.mark.parametrize(
    ("status", "why"),
    [(401, Why.SIGNED_OUT), (429, Why.BUSY), (500, Why.FAILED), (503, Why.BUSY), (504, Why.NO_ANSWER)],
)
def test_what_could_not_be_looked_up_now_is_lacking(client: FhirClient, status: int, why: Why) -> None:
    with FhirDouble() as server:
        server.replies["Observation"] = answering(b"", status)
        looked = look_up(client, [sought(stored("a", "o1"))], PATIENT, access(server.url))
        assert looked.lacking is not None
        assert (looked.lacking.why, looked.lacking.status) == (why, status)


@pytest.mark.parametrize("status", [403, 404, 405, 422, 501])
def test_what_may_never_be_looked_up_is_left_to_the_conditions(client: FhirClient, status: int) -> None:
    with FhirDouble() as server:
        server.replies["Observation"] = answering(b"", status)
        looked = look_up(client, [sought(stored("a", "o1"))], PATIENT, access(server.url))
        assert (looked.found, looked.lacking) == ({}, None)


def test_a_search_without_an_answer_in_time_is_lacking(client: FhirClient) -> None:
    with FhirDouble() as server:
        server.replies["Observation"] = hanging
        looked = look_up(client, [sought(stored("a", "o1"))], PATIENT, access(server.url, 0.2))
        assert looked.lacking is not None
        assert looked.lacking.why is Why.NO_ANSWER


def test_what_failed_is_not_missed_where_all_was_found(client: FhirClient) -> None:
    there = stored("a", "o1")
    with FhirDouble() as server:
        server.replies["Observation"] = answering(searchset(there, next_url="https://elsewhere.example/fhir"))
        looked = look_up(client, [sought(there)], PATIENT, access(server.url))
        assert (len(looked.found), looked.lacking) == (1, None)
