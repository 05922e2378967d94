"""What of a record feeds no criterion is found wherever it stands, and nothing that is read or another's."""

from __future__ import annotations

import pytest

from mappings.unmapped.finder import UnmappedFinder
from mappings.unmapped.profile import Profiles
from mappings.unmapped.proposals import mapping_gaps
from mappings.unmapped.row import UnmappedKind, UnmappedRow
from tests.mappings.reading import facts_of, mapping_for
from tests.mappings.unmapped.rows import ASKED, LOCAL, READ, row
from tests.support.bundles import bundle
from tests.support.fhir import (
    LOINC,
    Json,
    coding,
    concept,
    encounter,
    item,
    observation,
    patient,
    practitioner,
    questionnaire_response,
    resource,
    yes,
)

FORM = "https://ehr.example/Questionnaire/intake"
LISTS_ONE_ITEM = f'questionnaires: [{{url: "{FORM}", items: {{"1": spmi-present}}}}]'
SPMI = f'codes: {{spmi-present: [{{system: "{LOCAL}", code: "5011"}}]}}\n'


def rows_of(*resources: Json, site: str = "", facts: tuple[str, ...] = ()) -> list[UnmappedRow]:
    """What is found in a record of these resources, of which some facts are lacking."""
    record = READ.record({"record": bundle(patient(), *resources)}, site)
    read = facts_of(record, site)
    return list(UnmappedFinder(mapping_for(site)).of(record, [read[name] for name in facts]))


def codes_of(*resources: Json, site: str = "") -> list[str]:
    return [each.key.code or each.key.text for each in rows_of(*resources, site=site)]


@pytest.mark.parametrize(
    ("sent", "codes"),
    [
        pytest.param(
            observation(concept(coding(LOINC, "34904-3"), coding(LOCAL, "7")), {"valueString": "Yes"}),
            ["7"],
            id="beside a code that is known in another sense",
        ),
        pytest.param(
            yes("spmi-present", component=[{"code": concept(coding(LOCAL, "8")), "valueInteger": 3}]),
            ["8"],
            id="in a component of an answer that is read",
        ),
        pytest.param(
            encounter(type=[concept(coding(LOCAL, "PRS-IND", display="PRS individual"))]),
            ["PRS-IND"],
            id="as the type of a visit",
        ),
        pytest.param(
            observation(
                {"coding": [{"code": "9"}], "text": "Least restrictive setting"}, {"valueInteger": 1}
            ),
            ["Least restrictive setting"],
            id="by its text where its code has no system",
        ),
        pytest.param(practitioner("x", coding(LOCAL, "LPC")), ["LPC"], id="as a qualification"),
        pytest.param(
            resource("Condition", "c", code=concept(coding(LOCAL, "BIPOLAR"))),
            ["BIPOLAR"],
            id="as a disorder",
        ),
    ],
)
def test_a_local_code_is_found(sent: Json, codes: list[str]) -> None:
    assert codes_of(sent) == codes


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(yes("spmi-present"), id="an answer that is read"),
        pytest.param(row("SPMI", status="entered-in-error"), id="a row that was entered in error"),
        pytest.param(
            row("SPMI") | {"subject": {"reference": "Patient/another"}}, id="a row of another patient"
        ),
        pytest.param(
            resource("Condition", "c", code=concept(coding("http://snomed.info/sct", "38341003"))),
            id="another disorder under a code system that everybody has",
        ),
    ],
)
def test_nothing_is_found_in(sent: Json) -> None:
    assert codes_of(sent) == []


def test_of_a_form_that_the_site_lists_the_items_are_found_that_its_entry_leaves_out() -> None:
    form = questionnaire_response(
        item("1", {"valueBoolean": True}), item("2", {"valueBoolean": True}), questionnaire=FORM
    )
    assert codes_of(form, site=LISTS_ONE_ITEM) == ["2"]
    assert codes_of(form) == ["1", "2"]


def test_a_form_in_another_version_than_the_site_lists_is_found() -> None:
    site = LISTS_ONE_ITEM.replace("items:", 'version: "3", items:')
    form = questionnaire_response(item("1", {"valueBoolean": True}), questionnaire=f"{FORM}|4")
    [found] = rows_of(form, site=site)
    assert (found.key.system, found.key.code) == (f"{FORM}|4", "1")


def test_of_a_code_that_is_ours_and_whose_answer_cannot_be_read_the_answer_is_proposed() -> None:
    sent = row("SPMI", code="5011", valueCodeableConcept=concept(coding(LOCAL, "A1", display="Yes")))
    [found] = rows_of(sent, site=SPMI, facts=("spmi-present",))
    assert (found.key.kind, found.key.reason) == (UnmappedKind.WRONG_FORM, "unclear-scale")
    assert (found.key.system, found.key.code) == (LOCAL, "5011")
    profiles = Profiles()
    profiles.add([found])
    [gap] = mapping_gaps(profiles, mapping_for(SPMI), ASKED)
    assert gap.proposals[0].addition.sections == {
        "answers": {"spmi-present": {"yes": [{"system": LOCAL, "code": "A1"}]}}
    }


def test_an_answer_that_the_site_lists_already_is_not_proposed_again() -> None:
    site = f'answers: {{all: {{"yes": [{{system: "{LOCAL}", code: "A1"}}, {{text: Positive}}]}}}}'
    coded = row("SPMI present", valueCodeableConcept=concept(coding(LOCAL, "A1", display="Yes")))
    worded = row("SED present", code="2", valueString="Positive")
    profiles = Profiles()
    profiles.add(rows_of(coded, worded, site=site))
    gaps = mapping_gaps(profiles, mapping_for(site), ASKED)
    assert [{*gap.proposals[0].addition.sections} for gap in gaps] == [{"codes"}, {"codes"}]


def test_a_code_that_is_ours_and_too_old_is_told_with_its_code_and_day() -> None:
    [found] = rows_of(yes("spmi-present", on="2024-01-05"), facts=("spmi-present",))
    assert (found.key.kind, found.key.code, found.day) == (UnmappedKind.TOO_OLD, "spmi-present", "2024-01-05")
