"""Whether the person has died: a record that says nothing does not say no."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.own.own_facts import own_facts, told
from tests.support.fhir import MODIFIED, Json, patient


@pytest.mark.parametrize(
    ("elements", "truth", "said"),
    [
        pytest.param({"deceasedBoolean": True}, Truth.MET, "yes", id="a yes"),
        pytest.param({"deceasedDateTime": "2026-02-01"}, Truth.MET, "yes", id="a day"),
        pytest.param({"deceasedDateTime": "2026-03-01"}, Truth.MET, "yes", id="today"),
        pytest.param({"deceasedBoolean": False}, Truth.NOT_MET, "no", id="a no"),
    ],
)
def test_the_record_says_it(elements: Json, truth: Truth, said: str) -> None:
    fact = own_facts(patient(**elements))["died"]
    assert (fact.value, told(fact)) == (truth, [("Patient/p1", said, "")])


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        pytest.param({}, ReasonCode.NOT_ON_FILE, id="silence"),
        pytest.param({"deceasedBoolean": "no"}, ReasonCode.NOT_ON_FILE, id="what is no boolean"),
        pytest.param({"deceasedDateTime": "2026-03-02"}, ReasonCode.NOT_ON_FILE, id="a day to come"),
        pytest.param(
            {"deceasedBoolean": False, "modifierExtension": MODIFIED},
            ReasonCode.MODIFIER_NOT_UNDERSTOOD,
            id="under a modifier",
        ),
    ],
)
def test_what_does_not_say_it_is_unknown(elements: Json, code: ReasonCode) -> None:
    fact = own_facts(patient(**elements))["died"]
    assert (fact.value, fact.code) == (None, code)
