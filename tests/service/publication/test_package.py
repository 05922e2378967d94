"""The FHIR package: what is served, in files under an index, and the same bytes for the same edition."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from service.cli.main import main
from service.publication.package import archive, package_files, write_package
from tests.service.publication.test_publication import MADE, publication

PUBLISHED = publication("example-every-key")


def test_the_package_holds_every_resource_that_is_served() -> None:
    files = package_files(PUBLISHED)
    found = [json.loads(content) for name, content in files.items() if "-" in Path(name).stem]
    served = [each.body for each in PUBLISHED.everything()]
    assert sorted(found, key=str) == sorted(served, key=str)


def test_the_index_lists_every_file_by_its_canonical() -> None:
    files = package_files(PUBLISHED)
    index = json.loads(files["package/.index.json"])
    assert index["index-version"] == 2
    assert {f"package/{each['filename']}" for each in index["files"]} == set(files) - {
        "package/.index.json",
        "package/package.json",
    }
    by_name = {each["filename"]: each for each in index["files"]}
    assert by_name["CodeSystem-answer.json"] == {
        "filename": "CodeSystem-answer.json",
        "resourceType": "CodeSystem",
        "id": "answer",
        "url": "https://north.example/fhir/CodeSystem/answer",
        "version": "0.1.0",
    }


def test_the_manifest_says_which_fhir_it_is() -> None:
    manifest = json.loads(package_files(PUBLISHED)["package/package.json"])
    assert (manifest["name"], manifest["fhirVersions"]) == ("criteria-cards.forms", ["4.0.1"])
    assert manifest["canonical"] == "https://north.example/fhir"
    assert manifest["date"] == "20260301090000"


def test_the_archive_holds_the_same_files_and_is_the_same_each_time() -> None:
    files = package_files(PUBLISHED)
    packed = archive(files, MADE)
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        inside = {each.name: (content.read() if (content := tar.extractfile(each)) else b"") for each in tar}
    assert inside == files
    assert packed == archive(package_files(publication("example-every-key")), MADE)


def test_a_package_is_written_into_a_folder_that_may_not_be_there_yet(tmp_path: Path) -> None:
    written = write_package(PUBLISHED, tmp_path / "new" / "folder")
    assert written[-1].name == "criteria-cards.forms-0.1.0.tgz"
    assert {each.relative_to(tmp_path / "new" / "folder").as_posix() for each in written[:-1]} == set(
        package_files(PUBLISHED)
    )


def test_what_an_earlier_package_left_goes_and_nothing_else(tmp_path: Path) -> None:
    write_package(publication("example-every-key"), tmp_path)
    (tmp_path / "package" / "notes.json").write_text("{}", encoding="utf-8")
    written = write_package(publication("example-private"), tmp_path)
    left = {path for path in tmp_path.rglob("*") if path.is_file()} - set(written)
    assert [path.name for path in left] == ["notes.json"]


def test_the_files_of_another_package_stay(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "package.json").write_text('{"name": "another", "version": "1"}', encoding="utf-8")
    (package / ".index.json").write_text('{"files": [{"filename": "other.json"}]}', encoding="utf-8")
    (package / "other.json").write_text("{}", encoding="utf-8")
    write_package(PUBLISHED, tmp_path)
    assert (package / "other.json").exists()


def test_the_command_writes_the_package_of_the_services_own_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRITERIA_CARDS_SITE", "example-every-key")
    monkeypatch.setenv("CRITERIA_CARDS_CANONICAL_BASE", "https://north.example/fhir")
    assert main(["export", str(tmp_path)]) == 0
    assert "criteria-cards.forms-0.1.0.tgz" in capsys.readouterr().out
    written = json.loads((tmp_path / "package" / "ConceptMap-example-every-key-orders.json").read_text())
    assert written["url"] == "https://north.example/fhir/ConceptMap/example-every-key-orders"


def test_a_folder_that_cannot_be_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a-file").write_text("", encoding="utf-8")
    assert main(["export", str(tmp_path / "a-file")]) == 2
    assert "is a file" in capsys.readouterr().err
