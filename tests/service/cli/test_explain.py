"""`criteria-cards explain`: every kind of source, in words and as JSON, and what is said of a wrong one."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.cli.main import main
from tests.support.fhir import (
    Json,
    condition,
    icd,
    patient,
    reference,
    score,
    yes,
)
from tests.support.fhir_server import FhirDouble
from tests.support.hook_calls import adult

ROOT = Path(__file__).parents[3]
ON = ("--on", "2026-03-01")
H2017, H0024 = "sc-medicaid-h2017-prs", "va-medicaid-h0024-peer-support"
LOCAL = ROOT / "docs" / "local-codes" / "order.json"


def record() -> list[Json]:
    """A record of a few resources, one of them without meaning here."""
    stranger = yes("team-agrees", identity="phq") | {
        "code": {"coding": [{"system": "http://loinc.org", "code": "44261-6", "display": "PHQ-9 total"}]}
    }
    return [patient(), condition(icd("F31.9"), identity="bipolar"), yes("lpha-recommends"), stranger]


def as_bundle(folder: Path) -> Path:
    path = folder / "bundle.json"
    entries = [{"resource": each} for each in record()]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    return path


def as_ndjson(folder: Path) -> Path:
    path = folder / "record.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in record()))
    return path


def as_gzip(folder: Path) -> Path:
    path = folder / "record.ndjson.gz"
    path.write_bytes(gzip.compress(as_ndjson(folder).read_bytes()))
    as_ndjson(folder).unlink()
    return path


def as_folder(folder: Path) -> Path:
    for number, each in enumerate(record()):
        (folder / f"{number}.json").write_text(json.dumps(each))
    return folder


def as_export(folder: Path) -> Path:
    for each in record():
        with (folder / f"{each['resourceType']}.ndjson").open("a") as file:
            file.write(json.dumps(each) + "\n")
    return folder


def explained(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["explain", *arguments, *ON, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("written", [as_bundle, as_ndjson, as_gzip, as_folder, as_export])
def test_every_kind_of_source_is_read_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: Callable[[Path], Path]
) -> None:
    told = explained(capsys, str(written(tmp_path)))
    of_policy = {each["policy"]: each for each in told["determinations"]}
    rehabilitation, peer_support = (of_policy[each] for each in (H2017, H0024))
    assert (rehabilitation["ruleSet"], peer_support["ruleSet"]) == ("admission-adult", "admission")
    [unknown] = told["meaningless"]
    assert (unknown["code"], unknown["display"], unknown["count"]) == ("44261-6", "PHQ-9 total", 1)
    [recommended] = [each for each in rehabilitation["criteria"] if each["id"] == "G"]
    assert recommended["state"] == "met"


def test_standard_input_is_a_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(as_bundle(tmp_path).read_bytes())))
    assert explained(capsys, "-")["determinations"]


def test_a_patient_of_a_fhir_server_is_read_there(capsys: pytest.CaptureFixture[str]) -> None:
    with FhirDouble(*adult()) as server:
        told = explained(capsys, "--fhir-server", server.url, "--patient", "p1")
    assert {each["status"] for each in told["searches"]} == {"read"}
    assert told["determinations"]


def test_of_several_patients_one_has_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = as_ndjson(tmp_path)
    other = yes("lpha-recommends", identity="other", subject=reference("Patient/p2"))
    path.write_text(path.read_text() + json.dumps(patient(identity="p2")) + "\n" + json.dumps(other) + "\n")
    assert main(["explain", str(path)]) == 2
    assert "name one with --patient" in capsys.readouterr().err
    assert explained(capsys, str(path), "--patient", "p1")["patient"] == "p1"


def test_an_order_under_a_local_code_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(capsys, str(LOCAL))
    assert told["determinations"] == []
    assert told["silence"].endswith("what is ordered is https://ehr.example/orderable|2780001")


def test_what_a_record_of_local_codes_holds_is_named_with_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = explained(capsys, str(LOCAL), "--policy", "sc-medicaid-h2017-prs")
    assert told["determinations"][0]["tally"] == {
        "total": 7,
        "met": 0,
        "notMet": 0,
        "stillOpen": 7,
        "unread": 0,
    }
    named = {(each["code"], each["display"]) for each in told["meaningless"]}
    assert ("5001", "Daily living, 1-5") in named
    assert ("", "Cause of impairment") in named


def test_the_reason_for_which_an_item_does_not_count_stands_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A CALOCUS level is no composite; an older answer gives way to a newer one."""
    child = patient(birthDate="2014-05-01")
    older = score("calocus-composite", 25, identity="older", on="2026-01-05")
    newer = score("calocus-composite", 19, identity="newer", on="2026-02-10")
    path = tmp_path / "record.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in (child, older, newer)))
    told = explained(capsys, str(path), "--policy", "sc-medicaid-h2017-prs")
    [tool] = [each for each in told["determinations"][0]["criteria"] if each["id"] == "I"]
    [fact] = [fact for part in tool["parts"] for fact in part["facts"] if fact["name"] == "calocus-composite"]
    assert fact["value"] == "19"
    assert [(each["verdict"], each["reference"]) for each in fact["considered"]] == [
        ("used", "Observation/newer"),
        ("set-aside", "Observation/older"),
    ]
    assert fact["considered"][1]["why"] == "a newer answer is on file, Observation/newer of 2026-02-10"


def test_the_words_for_a_reader_hold_no_escape_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(LOCAL), "--policy", "sc-medicaid-h2017-prs", *ON]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    for said in (
        "PRS adult admission (sc-medicaid-h2017-prs): 0 of 7 met, 0 not met, 7 open",
        "G Recommended by an LPHA: open: not on file",
        "Arrived, and means nothing here",
        "H2017 PRS adult admission: 0 of 7 met.",
    ):
        assert said in out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("no json", "record.json: this is no FHIR resource and no hook request", id="no JSON"),
        pytest.param("[]", "record.json: this is no FHIR resource and no hook request", id="a list"),
        pytest.param('{"hook": "x", "context": {}}', "hookInstance", id="half a hook request"),
        pytest.param(
            '{"resourceType": "Practitioner", "id": "a"}', "holds no resource of a patient", id="nobody's"
        ),
    ],
)
def test_a_wrong_source_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    path = tmp_path / "record.json"
    path.write_text(content)
    assert main(["explain", str(path)]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "give a SOURCE", id="nothing to explain"),
        pytest.param(["nowhere.json"], "nowhere.json", id="a file that is not there"),
        pytest.param(
            ["--fhir-server", "http://127.0.0.1:9"], "--fhir-server needs --patient", id="nobody named"
        ),
        pytest.param(
            [str(LOCAL), "--policy", "x"],
            "none of the policies of the site: md-",
            id="no such policy",
        ),
        pytest.param([str(LOCAL), "--site", "x"], "there is no site 'x'", id="no such site"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["explain", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_the_names_of_those_whose_answers_were_set_aside_are_hidden_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called = [{"reference": f"Practitioner/{each}", "display": f"Dr. {each}"} for each in ("Older", "Newer")]
    older = yes("lpha-evaluation", "2026-01-01", identity="older", performer=[called[0]])
    newer = yes("lpha-evaluation", "2026-01-03", identity="newer", performer=[called[1]])
    path = tmp_path / "record.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in (patient(), older, newer)))
    hidden = json.dumps(explained(capsys, str(path)))
    assert "Observation/older" in hidden
    assert ("Dr. Older" in hidden, "Dr. Newer" in hidden) == (False, False)
    shown = json.dumps(explained(capsys, str(path), "--show-names"))
    assert ("Dr. Older" in shown, "Dr. Newer" in shown) == (True, True)


def test_the_names_in_the_order_that_a_card_suggests_again_are_hidden_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = json.loads(_suggesting().read_text())
    order = call["context"]["draftOrders"]["entry"][0]["resource"]
    order["requester"] = {"reference": "Practitioner/lpha", "display": "Dr. Requester"}
    path = tmp_path / "request.json"
    path.write_text(json.dumps(call))
    assert "Dr. Requester" in json.dumps(explained(capsys, str(path), "--show-names"))
    assert "Dr. Requester" not in json.dumps(explained(capsys, str(path)))


def _suggesting() -> Path:
    """A saved request whose card suggests a reason for its order."""
    found = (ROOT / "fixtures" / "order-select").glob("*/request.json")
    return next(
        each for each in sorted(found) if "reason-reference" in (each.parent / "response.json").read_text()
    )
