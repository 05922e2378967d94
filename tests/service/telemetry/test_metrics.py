"""What is counted: everything that was asked, over all workers, and nothing of any patient."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.ehr.write_results import Refused, Why
from service.hooks.stages import Stages
from service.telemetry.metrics import FOLDER, Metrics
from service.worksheet.saved import Saved, SavedEntry, State
from tests.service.application import CALL, FEEDBACK, SIGN, VIEW, application, request
from tests.support.running.service import Served, served
from tests.support.running.waiting import until

CANARY = "Zyx7Canary"
INPUTS = "https://criteria-cards.example/fhir/CodeSystem/criteria-input"

Samples = dict[tuple[str, ...], float]


def samples(text: str, name: str) -> Samples:
    """The values of a metric by those of its labels, in the order of their names."""
    return {
        tuple(value for label, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == f"criteria_cards_{name}"
    }


def test_requests_are_counted_by_service_and_status(tmp_path: Path) -> None:
    client = application(tmp_path)
    for path, body in ((CALL, request()), (CALL, {}), (SIGN, request(hook="order-sign")), (FEEDBACK, {})):
        client.post(path, json=body)
    client.get("/cds-services")
    client.get(f"/{CANARY}")
    client.post(f"/cds-services/{CANARY}", json={})
    assert samples(client.get("/metrics").text, "requests_total") == {
        ("call", "criteria-order-select", "200"): 1,
        ("call", "criteria-order-select", "400"): 1,
        ("call", "criteria-order-sign", "200"): 1,
        ("feedback", "criteria-order-select", "400"): 1,
        ("discovery", "", "200"): 1,
        ("none", "", "404"): 1,
        ("call", "", "404"): 1,
    }


def test_saves_are_counted_and_their_entries_by_what_became_of_them() -> None:
    metrics = Metrics()
    written = SavedEntry("form", "QuestionnaireResponse", State.WRITTEN, "QuestionnaireResponse/1", "1")
    refused = SavedEntry("a-fact", "Observation", State.NOT_WRITTEN, refused=Refused(Why.BUSY, 503))
    for _ in range(2):
        metrics.saved(Saved((written, refused)))
    text = metrics.text(0, 0)[0].decode()
    assert samples(text, "worksheets_saved_total") == {("some",): 2}
    assert samples(text, "writes_total") == {
        ("written", "QuestionnaireResponse"): 2,
        ("busy", "Observation"): 2,
    }


def test_stages_are_measured_and_make_up_the_whole(tmp_path: Path) -> None:
    client = application(tmp_path)
    client.post(CALL, json=request())
    text = client.get("/metrics").text
    count, total = samples(text, "seconds_count"), samples(text, "seconds_sum")
    stages = {(CALL.rpartition("/")[2], stage) for stage in (*Stages._fields, "whole")}
    assert {key: count[key] for key in stages} == dict.fromkeys(stages, 1)
    whole = total["criteria-order-select", "whole"]
    assert 0 < sum(total["criteria-order-select", stage] for stage in Stages._fields) <= whole


def test_the_durations_of_the_services_begin_at_zero() -> None:
    metrics = Metrics()
    metrics.begin(["a-service"])
    count = samples(metrics.text(0, 0)[0].decode(), "seconds_count")
    assert count == {("a-service", stage): 0 for stage in (*Stages._fields, "whole", "feedback")}


def test_outcomes_are_counted_by_policy_and_rule_set(tmp_path: Path) -> None:
    client = application(tmp_path)
    client.post(CALL, json=request())
    client.post(VIEW, json=request("h0024-continued-stay-met", "patient-view"))
    counted = samples(client.get("/metrics").text, "outcomes_total")
    assert counted["met", "sc-medicaid-h2017-prs", "admission-adult"] == 1
    assert counted["met", "va-medicaid-h0024-peer-support", "continued-stay"] == 1
    assert counted["unknown", "va-medicaid-h0024-peer-support", "discharge"] == 1, "it rides on that card"


def test_gaps_and_fetches_are_counted_by_phrases_of_ours(tmp_path: Path) -> None:
    client = application(tmp_path, budget_ms=5000)
    body = request()
    body["prefetch"] = {"patient": body["prefetch"]["patient"], CANARY: CANARY}
    client.post(CALL, json=body)
    client.post(CALL, json=body | {"fhirServer": "http://127.0.0.1:1/fhir"})
    text = client.get("/metrics").text
    gaps = samples(text, "gaps_total")
    assert gaps["the EHR did not send this",] == 10
    assert gaps["this is neither a resource nor a Bundle",] == 2
    assert samples(text, "fetches_total") == {("the server could not be reached",): 10}


def test_refused_tokens_are_counted_by_check(tmp_path: Path) -> None:
    (tmp_path / "clients.yaml").write_text("clients: []\n", encoding="utf-8")
    client = application(tmp_path, require_token=True, clients=tmp_path / "clients.yaml")
    for token in ("", f"Bearer {CANARY}", "Bearer e30.e30.e30", f"Basic {CANARY}"):
        assert client.post(CALL, json={}, headers={"Authorization": token}).status_code == 401
    assert samples(client.get("/metrics").text, "token_refusals_total") == {
        ("there is no bearer token",): 2,
        ("DecodeError",): 1,
        ("malformed",): 1,
    }


def test_nothing_of_a_request_becomes_a_label(tmp_path: Path) -> None:
    client = application(tmp_path)
    for case in ("dirty-record", "h2017-adult-admission-met"):
        told = request(case)
        body = json.dumps(told).replace(told["context"]["patientId"], CANARY)
        body = body.replace(told["context"]["userId"], f"Practitioner/{CANARY}")
        client.post(CALL, data=body, content_type="application/json")
        client.post(f"{CALL}/{CANARY}?{CANARY}", data=body, headers={"X-Request-Id": CANARY})
    text = client.get("/metrics").text
    assert CANARY not in text
    assert "criteria_cards_gaps_total{" in text


def test_gaps_are_counted_by_their_kind_without_their_detail(tmp_path: Path) -> None:
    client = application(tmp_path)
    body = request()
    for number, name in enumerate((CANARY, f"{CANARY}-2")):
        code = {"system": INPUTS, "code": name}
        body["prefetch"][name] = {
            "resourceType": "Observation",
            "id": f"o{number}",
            "status": "final",
            "code": {"coding": [code]},
        }
    assert client.post(CALL, json=body).status_code == 200
    counted = samples(client.get("/metrics").text, "gaps_total")
    assert counted["criteria-input has no code * to answer under",] == 2


def test_where_there_is_no_room_for_shared_counts_a_process_counts_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "nowhere"))
    metrics = Metrics()
    metrics.dropped()
    text, _ = metrics.text(7, 2)
    assert samples(text.decode(), "dropped_events_total") == {(): 1}
    assert samples(text.decode(), "spool_bytes") == {(): 7}
    assert samples(text.decode(), "refused_events") == {(): 2}
    assert FOLDER not in os.environ


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("counted"), arguments=("--workers", "2")) as service:
        yield service


def test_the_workers_count_together_and_go_on_counting_when_they_are_replaced(two_workers: Served) -> None:
    body = json.dumps(request()).encode()
    before = set(two_workers.workers)
    for _ in range(20):
        assert two_workers.post(CALL, body).status == 200
    assert answered(two_workers) == 20
    two_workers.process.send_signal(signal.SIGHUP)
    until(lambda: len(new := set(two_workers.workers)) == 2 and not new & before, "the workers are others")
    assert two_workers.post(CALL, body).status == 200
    assert answered(two_workers) == 21


def answered(service: Served) -> float:
    text = service.get("/metrics").body.decode()
    return samples(text, "requests_total")["call", "criteria-order-select", "200"]
