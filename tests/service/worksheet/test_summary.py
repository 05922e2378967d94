"""The summary for a payer's packet: everything of the sheet, in the policy's order, and no decision."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime

import pytest
from fhir.resources.R4B.documentreference import DocumentReference
from msgspec.structs import replace

from criteria.facts import Evidence
from criteria.findings import Finding
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_mapping import load_site_mapping
from mappings.forms.given import Signer
from mappings.readers.registry import KINDS
from service.worksheet.filing import Filed, document_reference, identity_of
from service.worksheet.summary import shows_substance_use
from service.worksheet.summary_pdf import summary_pdf
from service.worksheet.view.page import Patient
from service.worksheet.view.summary import SummaryView
from tests.mappings.reading import POLICIES
from tests.support.fhir import BASE
from tests.support.pages.summaries import OPEN, STAY, SUBSTANCE_USE, SUMMARIES
from tests.support.pdf import texts

MADE = datetime(2026, 11, 29, 10, 12, tzinfo=UTC)
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
MAPPING = load_site_mapping(MappingFiles(), KINDS, POLICIES, BASE)
NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


def said(view: SummaryView) -> str:
    """What a PDF says, on one line."""
    return " ".join(" ".join(texts(summary_pdf(view, MADE))).split())


def test_criteria_stand_in_the_order_of_the_policy() -> None:
    assert [each.path for each in OPEN.criteria] == list("ABCDEFGHI")


@pytest.mark.parametrize("view", SUMMARIES.values(), ids=list(SUMMARIES))
def test_a_pdf_names_whom_which_policy_each_criterion_its_words_and_its_state(view: SummaryView) -> None:
    told = said(view)
    for words in (view.patient.name, view.heading, view.tally, view.policy.text, view.prepared):
        assert words in told
    for criterion in view.criteria:
        assert f"{criterion.path} {criterion.title}" in told
        assert criterion.state in told
        assert not criterion.words or " ".join(criterion.words.paragraphs) in told


def test_a_pdf_holds_evidence_and_answers_with_who_and_when() -> None:
    told = said(OPEN)
    assert "A.2 Impaired sense of danger \u2718 no Nov 19 Morgan Vale, LISW-CP Feb 17, 2027" in told
    assert "CALOCUS level of care: 4" in told
    assert "Nov 19, 2026, by Morgan Vale, LISW-CP. Does not settle it: a level is not a composite." in told
    assert "Left to the clinician: whether the agreement is to an active part." in told


def test_a_pdf_tells_baseline_and_now_in_words() -> None:
    told = said(STAY)
    assert "Daily living: baseline, May 28 severe, newest moderate: improved" in told
    assert "School or work: baseline, May 28 moderate, newest not on file: not rated" in told


@pytest.mark.parametrize("word", ["approved", "denied", "eligible"])
@pytest.mark.parametrize("view", SUMMARIES.values(), ids=list(SUMMARIES))
def test_a_pdf_decides_nothing(word: str, view: SummaryView) -> None:
    told = said(view)
    assert word not in told.lower()
    assert "no decision of the payer" in told


def test_the_notice_on_redisclosure_stands_where_substance_use_is_shown() -> None:
    assert NOTICE in said(SUBSTANCE_USE)
    assert NOTICE not in said(OPEN)


def test_each_page_has_its_number_and_the_limits() -> None:
    pages = texts(summary_pdf(OPEN, MADE))
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert "Not a payer's decision." in page
        assert f"{number} of {len(pages)}" in " ".join(page.split())


@pytest.mark.parametrize("name", ["Müller, Zoë", "Nguyễn, Thị Hạnh", "Łuczak, Żaneta", "Иванова, Анна"])
def test_names_of_many_languages_are_written(name: str) -> None:
    assert name in said(replace(OPEN, patient=Patient(name)))


def test_what_the_font_lacks_stands_as_a_mark_beside_record_number_and_birth_date() -> None:
    patient = Patient("\u738b\u5c0f\u660e Wang", born="Mar 4, 1990", record_number="0042")
    told = said(replace(OPEN, patient=patient))
    assert "\ufffd\ufffd\ufffd Wang" in told
    assert "Record no. 0042, Born Mar 4, 1990." in told
    assert told.index("lacks characters") < told.index("Wang")


def test_where_the_font_has_all_nothing_is_said_of_it() -> None:
    assert "lacks characters" not in said(OPEN)


def test_the_same_summary_at_the_same_moment_is_the_same_pdf() -> None:
    assert summary_pdf(OPEN, MADE) == summary_pdf(OPEN, MADE)


@pytest.mark.parametrize(
    ("finding", "shows"),
    [
        pytest.param(Finding("A", "met"), False, id="nothing cited"),
        pytest.param(
            Finding("A", "met", evidence=(Evidence("x", code=f"{ICD}|F31.9"),)), False, id="bipolar"
        ),
        pytest.param(Finding("A", "met", evidence=(Evidence("x", code=f"{ICD}|F09"),)), False, id="F09"),
        pytest.param(Finding("A", "met", evidence=(Evidence("x", code=f"{ICD}|F10.20"),)), True, id="F10"),
        pytest.param(Finding("A", "met", evidence=(Evidence("x", code=f"{ICD}|F19.10"),)), True, id="F19"),
        pytest.param(Finding("A", "met", evidence=(Evidence("x", code=f"{ICD}|F20.9"),)), False, id="F20"),
        pytest.param(
            Finding("A", "unknown", hints=(Evidence("x", code=f"{ICD}|F11.20"),)), True, id="a hint"
        ),
        pytest.param(Finding("A", "not_met", evidence=(Evidence("dx-sud"),)), True, id="ruled out"),
        pytest.param(
            Finding("A", "met", criteria=(Finding("A.1", "met", evidence=(Evidence("dx-sud"),)),)),
            True,
            id="in a part",
        ),
    ],
)
def test_what_is_substance_use_data(finding: Finding, shows: bool) -> None:
    assert shows_substance_use([finding], MAPPING) is shows


def filed(view: SummaryView, encounter: str = "") -> Filed:
    """A summary to file."""
    signer = Signer("Practitioner/dr1", "Robin Ash, LPC")
    return Filed(view, summary_pdf(view, MADE), BASE, "Patient/p1", encounter, signer, MADE)


def test_a_filed_summary_is_a_document_of_the_chart() -> None:
    document = document_reference(filed(SUBSTANCE_USE, "Encounter/e1"))
    DocumentReference.model_validate(document)
    (content,) = document["content"]
    assert document["status"] == "current"
    assert document["subject"] == {"reference": "Patient/p1"}
    assert document["author"] == [{"reference": "Practitioner/dr1", "display": "Robin Ash, LPC"}]
    assert document["context"] == {"encounter": [{"reference": "Encounter/e1"}]}
    assert content["attachment"]["contentType"] == "application/pdf"
    assert b64decode(content["attachment"]["data"]).startswith(b"%PDF-")
    assert document["securityLabel"][0]["coding"][0]["code"] == "ETH"
    assert "securityLabel" not in document_reference(filed(OPEN))
    assert "context" not in document_reference(filed(OPEN))


def test_filed_twice_it_has_one_identifier_and_what_says_otherwise_another() -> None:
    later = replace(OPEN, prepared="Prepared Nov 30, 2026.", actions=())
    assert identity_of(later) == identity_of(OPEN)
    assert identity_of(replace(OPEN, tally="8 of 9 met, 1 open")) != identity_of(OPEN)
