"""What is cut off or withheld is so under whatever key it came, and however deep it stands."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import patient_facts
from tests.mappings.reading import MET, OPEN, Reader, mapping_for
from tests.support.bundles import operation_outcome, searchset
from tests.support.fhir import ON, Json, condition, icd, patient, yes

FACT, DIAGNOSIS = "symptoms-interfere", "dx-major-depression"
NEXT = "https://ehr.example/fhir/more"
DIAGNOSED = condition(icd("F33.1"))
WITHHELD = {"search": {"mode": "outcome"}, "resource": operation_outcome("suppressed", "warning")}
HARMLESS = {"search": {"mode": "outcome"}, "resource": operation_outcome("informational", "information")}


def read(facts: Reader, **under: object) -> PatientFacts:
    record = facts.record({"patient": patient(), **under})
    return patient_facts(record, mapping_for(""), UnderReview("H2017", ON))


@pytest.mark.parametrize(
    ("mine", "code"),
    [
        pytest.param(searchset(yes(FACT), DIAGNOSED), None, id="whole"),
        pytest.param(searchset(yes(FACT), DIAGNOSED, further=[HARMLESS]), None, id="with a remark"),
        pytest.param(
            searchset(yes(FACT), DIAGNOSED, next_url=NEXT), ReasonCode.UNREAD_CUT_OFF, id="with a next link"
        ),
        pytest.param(
            searchset(yes(FACT), DIAGNOSED) | {"total": 3},
            ReasonCode.UNREAD_CUT_OFF,
            id="one of three not sent",
        ),
        pytest.param(
            searchset(yes(FACT), DIAGNOSED, further=[WITHHELD]),
            ReasonCode.UNREAD_WITHHELD,
            id="withheld in part",
        ),
    ],
)
def test_what_stands_under_a_key_of_the_clients_own_may_be_cut_off(
    facts: Reader, mine: Json, code: ReasonCode | None
) -> None:
    found = read(facts, mine=mine)
    assert found[FACT].value is (OPEN if code else MET)
    assert code is None or found[FACT].code is code
    assert found[DIAGNOSIS].value is MET, "a diagnosis in force stands"


@pytest.mark.parametrize(
    ("mine", "value"),
    [
        pytest.param(searchset(yes(FACT), next_url=NEXT), OPEN, id="pages of answers"),
        pytest.param(searchset(DIAGNOSED, next_url=NEXT), MET, id="pages of diagnoses"),
    ],
)
def test_pages_of_one_type_leave_only_its_own_searches_unread(
    facts: Reader, mine: Json, value: object
) -> None:
    further = {} if value is OPEN else {"answers": searchset(yes(FACT))}
    assert read(facts, mine=mine, **further)[FACT].value is value


def test_a_search_that_was_made_itself_is_whole_whatever_else_is_cut_off(facts: Reader) -> None:
    searches = {key: searchset() for key in ("criteriaInputs", "questionnaireResponses")}
    found = read(
        facts, mine=searchset(DIAGNOSED, next_url=NEXT), observations=searchset(yes(FACT)), **searches
    )
    assert found[FACT].value is MET


@pytest.mark.parametrize(
    ("response", "value"),
    [
        pytest.param(searchset(yes(FACT)), MET, id="whole"),
        pytest.param(searchset(yes(FACT), next_url=NEXT), OPEN, id="with a next link"),
    ],
)
def test_a_page_within_the_response_to_a_batch_may_be_cut_off(
    facts: Reader, response: Json, value: object
) -> None:
    batch = {"resourceType": "Bundle", "type": "batch-response", "entry": [{"resource": response}]}
    assert read(facts, observations=batch)[FACT].value is value


@pytest.mark.parametrize(
    ("outcome", "value"),
    [
        pytest.param(operation_outcome("informational", "information"), MET, id="a remark"),
        pytest.param(operation_outcome("suppressed", "warning"), OPEN, id="that it is withheld in part"),
    ],
)
def test_what_the_response_to_a_batch_says_of_itself_is_heard(
    facts: Reader, outcome: Json, value: object
) -> None:
    entry = {"resource": searchset(yes(FACT)), "response": {"status": "200", "outcome": outcome}}
    batch = {"resourceType": "Bundle", "type": "batch-response", "entry": [entry]}
    assert read(facts, observations=batch)[FACT].value is value
