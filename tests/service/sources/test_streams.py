"""What is read of files, and how it is grouped by patient."""

from __future__ import annotations

import gzip
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cli.termination import ended_orderly
from service.sources.private_folder import private_folder
from service.sources.staging import Problem, Stage
from service.sources.streams import NoResource, entries_of, files_of
from tests.support.fhir import Json, reference

PATIENT: Json = {"resourceType": "Patient", "id": "p1"}
OTHER: Json = {"resourceType": "Patient", "id": "p2"}


def row(identity: str, of: str = "Patient/p1", **more: object) -> Json:
    return {"resourceType": "Observation", "id": identity, "subject": reference(of), **more}


def lines(*resources: Json) -> str:
    return "".join(json.dumps(each) + "\n" for each in resources)


def bundle(*resources: Json, **urls: str) -> Json:
    entries = [
        {"resource": each} | ({"fullUrl": urls[each["id"]]} if each["id"] in urls else {})
        for each in resources
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with private_folder(tmp_path) as folder:
        stage = Stage(folder)
        yield stage
        stage.close()


def by_patient(stage: Stage, source: Path) -> dict[str, list[str]]:
    """The ids of what each patient has."""
    stage.load(files_of(source))
    return {
        each.patient: [json.loads(entry)["resource"]["id"] for entry in each.entries]
        for each in stage.grouped()
    }


CALL = {"hook": "patient-view", "context": {"patientId": "p1"}}
WHOLE = {"p1": ["a", "p1"]}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("all.ndjson", lines(PATIENT, row("a")), id="lines"),
        pytest.param("all.jsonl", "\n" + lines(PATIENT, row("a")), id="lines after an empty one"),
        pytest.param("all.json", lines(PATIENT, row("a")), id="lines in a file that is named as a document"),
        pytest.param("all.json", json.dumps(bundle(PATIENT, row("a"))), id="a Bundle"),
        pytest.param(
            "all.json", json.dumps(bundle(PATIENT, row("a")), indent=1), id="a Bundle on many lines"
        ),
        pytest.param("all.ndjson", lines(bundle(PATIENT, row("a"))), id="a Bundle on a line"),
        pytest.param(
            "all.json", json.dumps(bundle(PATIENT, row("a", "urn:uuid:1"), p1="urn:uuid:1")), id="by fullUrl"
        ),
        pytest.param(
            "call.json",
            json.dumps(CALL | {"prefetch": {"patient": PATIENT, "rows": bundle(row("a")), "no": None}}),
            id="a hook request",
        ),
        pytest.param(
            "calls.ndjson", lines(CALL | {"prefetch": {"patient": PATIENT, "row": row("a")}}), id="on a line"
        ),
        pytest.param(
            "all.ndjson", lines(PATIENT, row("a", "https://ehr.example/fhir/Patient/p1")), id="by a URL"
        ),
        pytest.param("all.ndjson", lines(PATIENT, row("a", "Patient/p1/_history/2")), id="by a version"),
    ],
)
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
def test_every_kind_of_file_holds_the_same(
    tmp_path: Path, stage: Stage, name: str, text: str, is_packed: bool
) -> None:
    source = tmp_path / (f"{name}.gz" if is_packed else name)
    source.write_bytes(gzip.compress(text.encode()) if is_packed else text.encode())
    assert by_patient(stage, source) == WHOLE
    assert stage.unreadable == 0


def test_an_export_with_a_file_for_each_type_is_grouped_by_patient(tmp_path: Path, stage: Stage) -> None:
    folder = tmp_path / "export"
    (folder / "more").mkdir(parents=True)
    (folder / "Patient.ndjson").write_text(lines(OTHER, PATIENT), encoding="utf-8")
    (folder / "more" / "Observation.0.ndjson").write_text(
        lines(row("b", "Patient/p2"), row("a")), encoding="utf-8"
    )
    (folder / "manifest.json").write_text('{"transactionTime": "2026-01-01", "output": []}', encoding="utf-8")
    (folder / "log.txt").write_text("no FHIR", encoding="utf-8")
    assert by_patient(stage, folder) == {"p1": ["a", "p1"], "p2": ["b", "p2"]}
    assert (stage.resources(), stage.unreadable) == ({"Observation": 2, "Patient": 2}, 0)


def test_what_is_of_nobody_reaches_those_whose_resources_refer_to_it(tmp_path: Path, stage: Stage) -> None:
    """By a performer, from there by the role that names the practitioner, and on to its organization."""
    shared = (
        {"resourceType": "Practitioner", "id": "dr"},
        {"resourceType": "Practitioner", "id": "nobody"},
        {
            "resourceType": "PractitionerRole",
            "id": "role",
            "practitioner": reference("Practitioner/dr"),
            "organization": reference("Organization/org"),
        },
        {"resourceType": "Organization", "id": "org"},
        {"resourceType": "Questionnaire", "id": "form", "url": "https://ehr.example/form"},
    )
    answered: Json = {
        "resourceType": "QuestionnaireResponse",
        "id": "b",
        "subject": reference("Patient/p2"),
        "questionnaire": "https://ehr.example/form|3",
    }
    source = tmp_path / "all.ndjson"
    seen = row("a", performer=[reference("Practitioner/dr")])
    source.write_text(lines(PATIENT, OTHER, seen, answered, *shared), encoding="utf-8")
    assert by_patient(stage, source) == {
        "p1": ["a", "org", "p1", "dr", "role"],
        "p2": ["p2", "form", "b"],
    }
    assert stage.of_nobody() == {"Practitioner": 1}
    assert sum(stage.resources().values()) == 9


@pytest.mark.parametrize(
    ("references", "server"),
    [
        pytest.param(["https://a.example/r4/Patient/p1"] * 2, "https://a.example/r4", id="one server"),
        pytest.param(["https://a.example/Patient/p1", "https://b.example/Patient/p1"], "", id="two servers"),
        pytest.param(["Patient/p1"], "", id="no server"),
    ],
)
def test_the_server_is_told_by_references_where_they_name_one(
    tmp_path: Path, stage: Stage, references: list[str], server: str
) -> None:
    source = tmp_path / "all.ndjson"
    source.write_text(lines(PATIENT, *(row(f"{i}", of) for i, of in enumerate(references))), encoding="utf-8")
    stage.load(files_of(source))
    assert stage.server() == server


def test_what_cannot_be_read_costs_only_itself_and_is_named(tmp_path: Path, stage: Stage) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    good = json.dumps(PATIENT).encode()
    odd = [b"no JSON", b"", good, b'{"a": 1}', b"[1]", b'{"resourceType": 5}', b'{"id": "\xff"}']
    (folder / "a.ndjson").write_bytes(b"\n".join(odd))
    (folder / "b.ndjson.gz").write_bytes(gzip.compress(good)[:-12])
    (folder / "c.json").write_bytes(b'{"resourceType": "Bundle"')
    assert by_patient(stage, folder) == {"p1": ["p1"]}
    assert stage.unreadable == 7
    named = {(each.file, each.line) for each in stage.problems}
    assert named == {("a.ndjson", line) for line in (1, 4, 5, 6, 7)} | {("b.ndjson.gz", 0), ("c.json", 0)}
    assert Problem("a.ndjson", 1) in stage.problems


@pytest.mark.parametrize("text", ["5", "{}", '{"hook": "patient-view"}', "{", '{"output": []}'])
def test_a_document_that_is_neither_a_resource_nor_a_request_is_refused(text: str) -> None:
    with pytest.raises(NoResource):
        list(entries_of(text.encode()))


def test_a_folder_without_such_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text("no FHIR", encoding="utf-8")
    with pytest.raises(FileNotFoundError, match=r"no file of FHIR JSON \(\.ndjson, \.jsonl, \.json"):
        files_of(tmp_path)


def test_the_private_folder_is_nobody_elses_and_gone_after_an_end_by_sigterm(tmp_path: Path) -> None:
    modes = []

    def told_to_end() -> None:
        with ended_orderly(), private_folder(tmp_path) as folder:
            modes.append(folder.stat().st_mode & 0o777)
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(SystemExit) as ended:
        told_to_end()
    assert (modes, ended.value.code) == ([0o700], 128 + signal.SIGTERM)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_one_uses_is_not(tmp_path: Path) -> None:
    with private_folder(tmp_path) as used:
        left = tmp_path / f"{used.name}-left"
        left.mkdir()
        (left / "lock").touch()
        with private_folder(tmp_path):
            assert not left.exists()
            assert used.exists()
