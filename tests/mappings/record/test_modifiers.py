"""What carries a modifier that is not understood is not used, and said; a part costs only itself."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.truth import Truth
from mappings.readers.service_start import in_progress
from tests.mappings.answers.asked import FACT
from tests.mappings.reading import Reader, said
from tests.support.fhir import (
    MODIFIED,
    OWN,
    Json,
    coding,
    concept,
    condition,
    icd,
    item,
    observation,
    patient,
    plan,
    questionnaire_response,
    service,
    yes,
)

LEFT_OUT = "it carries a modifier that is not understood here and was left out"
PART_LEFT_OUT = "a part of it carries a modifier that is not understood here and was left out"
FORM = questionnaire_response(item(FACT, {"valueBoolean": True}))


@pytest.mark.parametrize(
    "modifier",
    [
        pytest.param({"modifierExtension": MODIFIED}, id="a modifierExtension"),
        pytest.param({"modifierExtension": "x"}, id="a modifierExtension that cannot be read"),
        pytest.param({"modifierExtension": [None]}, id="a modifierExtension that says nothing"),
        pytest.param({"implicitRules": "https://ehr.example/rules"}, id="implicit rules"),
        pytest.param({"implicitRules": 5}, id="implicit rules that cannot be read"),
    ],
)
@pytest.mark.parametrize(
    ("resource", "cited"),
    [
        pytest.param(condition(icd("F32.1")), "Condition/c1", id="a Condition"),
        pytest.param(yes(FACT), f"Observation/{FACT}", id="an Observation"),
        pytest.param(
            questionnaire_response(item(FACT, {"valueBoolean": True})),
            "QuestionnaireResponse/q1",
            id="a form",
        ),
        pytest.param(plan(), "CarePlan/plan", id="a plan"),
    ],
)
def test_a_resource_under_a_modifier_is_left_out_and_said(
    facts: Reader, resource: Json, cited: str, modifier: Json
) -> None:
    read = facts(resource | modifier)
    assert said(read.record.gaps) == [(cited, LEFT_OUT)]
    assert read["dx-major-depression"].value is None
    assert read[FACT].value is None
    assert in_progress(read).value is None


@pytest.mark.parametrize(
    "harmless",
    [
        {"modifierExtension": []},
        {"modifierExtension": None},
        {"implicitRules": None},
        {"extension": MODIFIED},
    ],
)
def test_what_modifies_nothing_changes_nothing(facts: Reader, harmless: Json) -> None:
    read = facts(yes(FACT) | harmless)
    assert read[FACT].truth is Truth.MET
    assert said(read.record.gaps) == []


def test_a_component_under_a_modifier_costs_only_itself(facts: Reader) -> None:
    def part(code: str, number: int, **more: Any) -> Json:
        return {"code": concept(coding(OWN, code)), "valueInteger": number, **more}

    parts = [part("severity-recreation", 3, modifierExtension=MODIFIED), part("severity-relationships", 2)]
    read = facts(observation(concept(coding("urn:x", "panel")), {}, identity="panel", component=parts))
    assert read["severity-recreation"].value is None
    assert read["severity-relationships"].value == 2
    assert said(read.record.gaps) == [("Observation/panel", PART_LEFT_OUT)]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(item(FACT, {"valueBoolean": True}, modifierExtension=MODIFIED), id="on the item"),
        pytest.param(item(FACT, {"valueBoolean": True, "modifierExtension": MODIFIED}), id="on the answer"),
        pytest.param(
            {"linkId": "g", "modifierExtension": MODIFIED, "item": [item(FACT, {"valueBoolean": True})]},
            id="on the group around it",
        ),
    ],
)
def test_an_answer_of_a_form_under_a_modifier_costs_only_itself(facts: Reader, given: Json) -> None:
    form = questionnaire_response(given, item("expected-benefit", {"valueBoolean": True}))
    read = facts(form)
    assert read[FACT].value is None
    assert read["expected-benefit"].truth is Truth.MET
    assert said(read.record.gaps) == [("QuestionnaireResponse/q1", PART_LEFT_OUT)]


@pytest.mark.parametrize(
    "activity",
    [
        pytest.param({"detail": {"code": service()}, "modifierExtension": MODIFIED}, id="an activity"),
        pytest.param(
            {"detail": {"code": service(), "modifierExtension": MODIFIED}}, id="the detail of an activity"
        ),
    ],
)
def test_a_part_of_a_plan_under_a_modifier_names_no_service(facts: Reader, activity: Json) -> None:
    read = facts(plan(activity=[activity]))
    assert in_progress(read).value is None
    assert said(read.record.gaps) == [("CarePlan/plan", PART_LEFT_OUT)]


def test_an_entry_under_a_modifier_is_left_out_and_said(facts: Reader) -> None:
    entries = [{"resource": condition(icd("F32.1")), "modifierExtension": MODIFIED}]
    record = facts.record({"patient": patient(), "conditions": {"resourceType": "Bundle", "entry": entries}})
    assert said(record.gaps) == [("prefetch/conditions.entry[0]", LEFT_OUT)]
    assert not record.diagnoses
    entries[0]["modifierExtension"] = []
    record = facts.record({"patient": patient(), "conditions": {"resourceType": "Bundle", "entry": entries}})
    assert (said(record.gaps), len(record.diagnoses) > 0) == ([], True)
