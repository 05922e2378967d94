"""Why a search was not read to its end, and what makes it read."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from mappings.search_keys import further_page
from tests.mappings.reading import Reader, facts_of, said
from tests.mappings.record.unread import recorded
from tests.support.bundles import bundle, operation_outcome
from tests.support.fhir import Json, coding, condition, icd

WITHHELD = (ReasonCode.UNREAD_WITHHELD, "the EHR says that it withheld some of this")
PROBLEM = (ReasonCode.UNREAD_FAILED, "the EHR reported a problem with this search")
NOT_READ = (ReasonCode.UNREAD_FAILED, "the EHR tried to read this and could not")


@pytest.mark.parametrize(
    ("slot", "why"),
    [
        pytest.param(bundle(operation_outcome("suppressed", "warning")), WITHHELD, id="suppressed"),
        pytest.param(bundle(operation_outcome("forbidden")), WITHHELD, id="forbidden"),
        pytest.param(
            bundle(operation_outcome("timeout", "warning")),
            (ReasonCode.UNREAD_LATE, "the EHR says that it ran out of time for this"),
            id="timeout",
        ),
        pytest.param(
            bundle(operation_outcome("incomplete", "warning")),
            (ReasonCode.UNREAD_CUT_OFF, "the EHR says that this is not all"),
            id="incomplete",
        ),
        pytest.param(bundle(operation_outcome("throttled", "warning")), PROBLEM, id="throttled"),
        pytest.param(bundle(operation_outcome("exception", "warning")), PROBLEM, id="exception"),
        pytest.param(bundle(operation_outcome("processing")), PROBLEM, id="an error of any kind"),
        pytest.param(operation_outcome("processing"), NOT_READ, id="an outcome in place of the Bundle"),
        pytest.param(operation_outcome("not-found"), NOT_READ, id="nothing found, in place of the Bundle"),
        pytest.param(
            bundle(total=340),
            (ReasonCode.UNREAD_CUT_OFF, "the EHR says that it found 340, and sent fewer"),
            id="a total above the entries",
        ),
        pytest.param(
            {"resource": bundle(), "response": {"status": "200"}},
            (ReasonCode.UNREAD_FAILED, "resourceType is missing or no string"),
            id="an entry in place of a resource",
        ),
        pytest.param(
            bundle(implicitRules="https://ehr.example/rules"),
            (
                ReasonCode.UNREAD_FAILED,
                "it carries a modifier that is not understood here and was left out",
            ),
            id="a Bundle under rules of its own",
        ),
        pytest.param(
            bundle(entry=[{"response": {"status": "500"}}]), NOT_READ, id="a request of a batch that failed"
        ),
    ],
)
def test_a_search_that_was_tried_and_not_read_says_why(
    facts: Reader, slot: Json, why: tuple[ReasonCode, str]
) -> None:
    code, words = why
    record = recorded(facts, {"conditions": slot})
    assert record.unread == {"conditions": code}
    assert said(record.gaps) == [("prefetch/conditions", words)]
    assert facts_of(record)["dx-bipolar"].code is code


@pytest.mark.parametrize(
    "slot",
    [
        pytest.param(None, id="null, the EHR's word that there is nothing"),
        pytest.param(bundle(operation_outcome("not-found")), id="nothing found, among the results"),
        pytest.param(bundle(operation_outcome("informational", "information")), id="information"),
        pytest.param(bundle(operation_outcome("processing", "warning")), id="a warning"),
        pytest.param(bundle(total=0), id="no results"),
        pytest.param(bundle(condition(icd("E11.9")), total=1), id="a total of one and one result"),
        pytest.param(bundle(total="340"), id="a total that is no number"),
        pytest.param(bundle(type="collection", total=340), id="a total of no search"),
    ],
)
def test_a_search_that_was_read_is_not_unread(facts: Reader, slot: Json | None) -> None:
    record = recorded(facts, {"conditions": slot})
    assert record.unread == {}
    assert facts_of(record)["dx-bipolar"].code is ReasonCode.NOT_ON_FILE


def test_what_a_search_brought_along_does_not_count_towards_its_total(facts: Reader) -> None:
    entries = [
        {"resource": condition(icd("E11.9")), "search": {"mode": "match"}},
        {"resource": {"resourceType": "Location", "id": "l"}, "search": {"mode": "include"}},
    ]
    found = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    assert recorded(facts, {"conditions": found | {"total": 1}}).unread == {}
    assert recorded(facts, {"conditions": found | {"total": 2}}).unread != {}


def test_the_total_is_of_all_pages_together(facts: Reader) -> None:
    pages = {
        "conditions": bundle(condition(icd("E11.9"), identity="a"), total=2),
        further_page("conditions", 1): bundle(condition(icd("E11.9"), identity="b"), total=2),
    }
    assert recorded(facts, pages).unread == {}


def test_a_site_lists_how_its_ehr_says_that_it_withholds(facts: Reader) -> None:
    site = 'withheld_codes: [{system: "urn:ehr", code: "59177"}]'
    withheld = bundle(
        operation_outcome("processing", "warning", details={"coding": [coding("urn:ehr", "59177")]})
    )
    assert recorded(facts, {"conditions": withheld}, site=site).unread == {
        "conditions": ReasonCode.UNREAD_WITHHELD
    }
    assert recorded(facts, {"conditions": withheld}).unread == {}
