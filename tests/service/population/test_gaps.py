"""The gap report: what is found, ranked by whom it would settle, with what it would change computed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from mappings.unmapped.row import UnmappedKind
from service.population.find_gaps import Asked, find_gaps, find_proposals
from service.population.gap_report import GapFound, GapReport
from service.population.ledger import Ledger
from service.population.never_sent import MIN_PATIENTS
from service.population.site_spec import SiteSpec
from service.population.workers import BATCH
from service.review.rule_files import INSTALLED, AnswerSettings
from tests.service.population.clinic import COMPOSITE, FLOWSHEET, LEAST, child, export, site
from tests.support.fhir import BASE

ON = date(2026, 3, 1)


def spec_of(path: Path | None) -> SiteSpec:
    return SiteSpec(INSTALLED._replace(site=path), AnswerSettings(BASE, "http://x", "America/New_York"))


def report_of(source: Path, file: Path | None = None, before: GapReport | None = None) -> GapReport:
    return find_gaps(Asked(source, spec_of(file), ON), Ledger(), before)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> GapReport:
    folder = tmp_path_factory.mktemp("clinic")
    return report_of(export(folder / "export"), site(folder))


def gap(report: GapReport, code: str) -> GapFound:
    return next(each for each in report.gaps if each.what.endswith(f"{FLOWSHEET}|{code}"))


def test_all_resources_and_patients_are_counted(report: GapReport) -> None:
    assert (report.resources, report.patients, report.unreadable) == (15, 3, 0)


def test_a_code_with_the_words_of_a_score_would_settle_each_patient_who_has_it(report: GapReport) -> None:
    composite = gap(report, COMPOSITE)
    assert (composite.kind, composite.fact) == (UnmappedKind.NEAR, "calocus-composite")
    assert (composite.rows, composite.patients, composite.would_settle) == (3, 3, 3)
    [whole] = [each for each in composite.proposals[0].effects if each.criterion == "I"]
    assert (whole.applies, whole.settled, whole.would_settle, whole.to_not_met) == (3, 0, 3, 1)


def test_what_would_turn_to_not_met_is_told_with_its_resource(report: GapReport) -> None:
    """Of composites of 21, 19 and 12 one is below the policy's 17; its criterion and its part are not met."""
    composite = gap(report, COMPOSITE)
    assert composite.proposals[0].not_met_examples == ("Observation/c3-81077",)
    assert composite.to_not_met == 2
    assert report.to_not_met == 2


def test_gaps_stand_by_the_patients_whom_they_would_settle(report: GapReport) -> None:
    settles = [each.criteria for each in report.gaps]
    assert settles == sorted(settles, reverse=True)
    assert gap(report, COMPOSITE).criteria == 6  # of three children the criterion and its part
    assert gap(report, "1").would_settle == 0
    assert gap(report, "1").kind is UnmappedKind.UNKNOWN_CODE


def test_a_fact_that_a_proposal_feeds_is_not_told_as_missing_too(report: GapReport) -> None:
    missing = {each.fact for each in report.gaps if each.kind is UnmappedKind.NOT_IN_RECORD}
    assert "calocus-composite" not in missing
    assert "lpha-recommends" in missing


def test_of_all_that_is_proposed_together_the_shares_before_and_after_are_told(report: GapReport) -> None:
    [tool] = [each for each in report.settled if (each.rule_set, each.criterion) == ("admission-child", "I")]
    assert (tool.applies, tool.settled, tool.would_settle) == (3, 0, 3)


def test_what_lines_would_settle_is_what_they_settle_once_they_are_pasted(
    report: GapReport, tmp_path: Path
) -> None:
    lines = [gap(report, code).proposals[0].lines.removeprefix("codes:\n") for code in (COMPOSITE, LEAST)]
    after = report_of(export(tmp_path / "export"), site(tmp_path, "".join(("codes:\n", *lines))))
    now = {(each.rule_set, each.criterion): (each.settled, each.applies) for each in after.settled}
    told = {(each.rule_set, each.criterion): (each.would_settle, each.would_apply) for each in report.settled}
    assert now == told


def test_one_who_has_died_and_one_without_a_patient_are_counted_and_not_reviewed(tmp_path: Path) -> None:
    [first, *others] = child("c1", 21)
    source = tmp_path / "all.ndjson"
    gone = [first | {"deceasedDateTime": "2026-01-05"}, *others]
    source.write_text(
        "".join(json.dumps(each) + "\n" for each in (*gone, *child("c2", 9)[1:])), encoding="utf-8"
    )
    found = report_of(source)
    assert (found.patients, found.reviewed, found.gaps) == (2, 0, ())


def test_an_export_with_absolute_references_is_read(tmp_path: Path) -> None:
    written = "".join(json.dumps(each) + "\n" for each in child("c1", 21))
    source = tmp_path / "all.ndjson"
    source.write_text(written.replace("Patient/c1", "https://ehr.example/r4/Patient/c1"), encoding="utf-8")
    assert gap(report_of(source), COMPOSITE).would_settle == 1


def test_a_text_of_one_patient_is_not_told_and_one_of_two_is(tmp_path: Path) -> None:
    def noted(of: str) -> list[dict[str, object]]:
        note = child(of, 21)[4] | {"id": f"{of}-note", "code": {"text": "Jonquil said so"}}
        return [*child(of, 21), note]

    source = tmp_path / "all.ndjson"
    source.write_text("".join(json.dumps(each) + "\n" for each in noted("c1")), encoding="utf-8")
    alone = report_of(source)
    assert alone.untold == 1
    assert b"Jonquil" not in msgspec.json.encode(alone)
    source.write_text(
        "".join(json.dumps(each) + "\n" for each in (*noted("c1"), *noted("c2"))), encoding="utf-8"
    )
    both = report_of(source)
    assert both.untold == 0
    assert any("Jonquil said so" in each.what for each in both.gaps)


def test_lines_that_were_pasted_close_their_gap(report: GapReport, tmp_path: Path) -> None:
    lines = gap(report, COMPOSITE).proposals[0].lines
    after = report_of(export(tmp_path / "export"), site(tmp_path, lines), before=report)
    assert any(COMPOSITE in each for each in after.gone)
    assert after.new == ()
    assert {each.what for each in after.gaps if each.what.endswith(LEAST)} == {gap(report, LEAST).what}


def test_a_report_holds_nothing_of_a_patient_but_references_and_counts(tmp_path: Path) -> None:
    secret = "Jonquil Hartsfield said this"  # a text of one patient
    [first, *others] = child("c1", 21)
    stated = others[1] | {"id": "free", "valueString": secret, "valueInteger": None}
    stated = {key: value for key, value in stated.items() if value is not None}
    named = first | {"name": [{"family": "Hartsfield"}]}
    path = tmp_path / "record.ndjson"
    path.write_text("".join(json.dumps(each) + "\n" for each in (named, *others, stated)), encoding="utf-8")
    assert b"Hartsfield" not in msgspec.json.encode(report_of(path))


def test_lines_that_are_no_resource_cost_only_themselves(tmp_path: Path) -> None:
    folder = export(tmp_path / "export")
    (folder / "Odd.ndjson").write_text('{"resourceType": "Observation"\n5\n{"a": 1}\n', encoding="utf-8")
    report = report_of(folder)
    assert (report.patients, report.unreadable) == (3, 3)
    assert report.problems == ("Odd.ndjson:1", "Odd.ndjson:2", "Odd.ndjson:3")


def test_a_hook_request_is_a_source_with_its_draft_order() -> None:
    request = Path(__file__).parents[3] / "docs" / "local-codes" / "order.json"
    facts = {each.fact for each in find_proposals(Asked(request, spec_of(None), ON))}
    assert {"H2017", "severity-daily-living", "impairment-attributable", "lpha-recommends"} <= facts


def test_every_patient_of_many_is_counted_once(tmp_path: Path) -> None:
    """More of them than a process is given at a time, and more rows than the database hands over at once."""
    path = tmp_path / "many.ndjson"
    with path.open("w", encoding="utf-8") as file:
        for number in range(2 * BATCH + 1):
            for each in child(f"p{number}", 20):
                file.write(json.dumps(each) + "\n")
            for further in range(50):
                weight = child(f"p{number}", 20)[-1]
                file.write(json.dumps(weight | {"id": f"w{number}-{further}"}) + "\n")
    report = report_of(path)
    assert report.resources == 55 * (2 * BATCH + 1)
    assert gap(report, COMPOSITE).patients == gap(report, COMPOSITE).would_settle == 2 * BATCH + 1
    assert gap(report, "1").rows == 51 * (2 * BATCH + 1)


@pytest.mark.parametrize(
    ("patients", "lacking"),
    [
        pytest.param(MIN_PATIENTS - 1, set(), id="of a few nothing is said"),
        pytest.param(
            MIN_PATIENTS, {"CarePlan", "QuestionnaireResponse", "ServiceRequest"}, id="of several it is"
        ),
    ],
)
def test_types_that_never_came_are_told_with_whose_criteria_rest_on_them(
    tmp_path: Path, patients: int, lacking: set[str]
) -> None:
    source = tmp_path / "all.ndjson"
    written = (json.dumps(each) + "\n" for number in range(patients) for each in child(f"p{number}", 20))
    source.write_text("".join(written), encoding="utf-8")
    found = [each for each in report_of(source).gaps if each.kind is UnmappedKind.NEVER_SENT]
    assert {each.what for each in found} == lacking
    assert all(each.patients == patients for each in found)
