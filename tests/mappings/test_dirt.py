"""Dirt: whatever stands where FHIR wants something else costs its own resource and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from criteria.facts import Count, Value
from criteria.truth import Truth
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import patient_facts
from mappings.readers.service_start import in_progress
from tests.mappings.reading import Reader, Said, mapping_for, said
from tests.mappings.rich import FACTS, RECORD, SAYS, SITE
from tests.support.fhir import (
    BASE,
    CLINICIAN,
    ON,
    Json,
    bundle,
    concept,
    condition,
    encounter,
    goal,
    icd,
    item,
    observation,
    order,
    patient,
    plan,
    procedure,
    questionnaire_response,
    reference,
    score,
    yes,
)

WRONG: tuple[Any, ...] = (None, True, 3.7, "wrong", [None, "x", [{}]], {"x": [{}]})
Path = tuple[str | int, ...]


def values(read: PatientFacts) -> dict[str, Value | None]:
    """What every fact says, and whether the service is in progress."""
    return {name: read[name].value for name in FACTS} | {"service-in-progress": in_progress(read).value}


def in_place(facts: Reader, i: int, dirty: Json) -> PatientFacts:
    """The facts of the rich record with one resource replaced in its entry."""
    entries = bundle(*RECORD)["entry"]
    entries[i] = entries[i] | {"resource": dirty}
    record = facts.record({"all": {"resourceType": "Bundle", "entry": entries}}, SITE)
    return patient_facts(record, mapping_for(SITE), UnderReview("H2017", ON, ()))


def is_less(value: Value | None, clean: Value | None, without: Value | None) -> bool:
    """Whether a value says no more than the clean record, or the record without the resource."""
    fewer = isinstance(value, Count) and isinstance(clean, Count) and value.low < clean.low
    return fewer or value in (clean, without, None)


def paths(part: Any, at: Path = ()) -> Iterator[Path]:
    """Every element of a resource; of a list only the first item."""
    if at:
        yield at
    items: list[tuple[str | int, Any]] = []
    if isinstance(part, dict):
        items = list(part.items())
    elif isinstance(part, list) and part:
        items = [(0, part[0])]
    for step, inner in items:
        yield from paths(inner, (*at, step))


def replaced(resource: Json, at: Path, value: Any) -> Json:
    whole = deepcopy(resource)
    part: Any = whole
    for step in at[:-1]:
        part = part[step]
    part[at[-1]] = value
    return whole


def test_the_rich_record_says_what_it_says(facts: Reader) -> None:
    read = facts(*RECORD, site=SITE)
    assert {name: value for name, value in values(read).items() if value is not None} == SAYS
    assert said(read.record.gaps) == []


@pytest.mark.parametrize("i", range(len(RECORD)), ids=[f"{r['resourceType']}-{r['id']}" for r in RECORD])
def test_an_element_of_a_wrong_type_costs_at_most_its_resource(facts: Reader, i: int) -> None:
    clean = values(facts(*RECORD, site=SITE))
    without = values(facts(*RECORD[:i], *RECORD[i + 1 :], site=SITE))
    kind, identity = RECORD[i]["resourceType"], RECORD[i]["id"]
    names = {
        f"{kind}/{identity}",
        f"{kind}/wrong",
        f"https://ehr.example/fhir/{kind}/{identity}",
        "Patient",
    }
    for at in paths(RECORD[i]):
        for value in WRONG:
            read = in_place(facts, i, replaced(RECORD[i], at, value))
            says = values(read)
            wrong = {name for name in says if not is_less(says[name], clean[name], without[name])}
            assert wrong == set(), f"{at} = {value!r}"
            assert {gap.reference for gap in read.record.gaps} <= names, f"{at} = {value!r}"


@pytest.mark.parametrize(
    ("resource", "gap"),
    [
        pytest.param(
            condition(icd("F32.1")) | {"code": "F32.1"},
            ("Condition/c1", "code is no CodeableConcept"),
            id="a Condition's code",
        ),
        pytest.param(
            yes("least-restrictive") | {"code": 5},
            ("Observation/least-restrictive", "code is no CodeableConcept"),
            id="an Observation's code",
        ),
        pytest.param(
            order() | {"code": [concept(icd("H2017"))]},
            ("ServiceRequest/order", "code is no CodeableConcept"),
            id="an order's code",
        ),
        pytest.param(
            procedure(icd("F32.1")) | {"code": True},
            ("Procedure/proc", "code is no CodeableConcept"),
            id="a Procedure's code",
        ),
        pytest.param(
            score("calocus-composite", 17) | {"component": {"code": concept()}},
            ("Observation/calocus-composite", "component is no list"),
            id="an Observation's components",
        ),
        pytest.param(
            questionnaire_response() | {"item": item("least-restrictive", {"valueBoolean": True})},
            ("QuestionnaireResponse/q1", "item is no list"),
            id="a form's items",
        ),
        pytest.param(
            {"resourceType": 5, "id": "x"},
            ("https://ehr.example/fhir/5/x", "resourceType is missing or no string"),
            id="a resourceType",
        ),
    ],
)
def test_what_makes_a_resource_unreadable_is_reported(facts: Reader, resource: Json, gap: Said) -> None:
    assert facts.gaps(resource) == [gap]


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"subject": reference("Patient/p2")}, id="another id"),
        pytest.param({"subject": reference("https://ehr.example/fhir/Patient/p2")}, id="another id in a URL"),
        pytest.param({"subject": None, "patient": reference("Patient/p2")}, id="another id as the patient"),
    ],
)
@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(icd("F32.1")), id="a Condition"),
        pytest.param(yes("least-restrictive"), id="an Observation"),
        pytest.param(questionnaire_response(item("least-restrictive", {"valueBoolean": True})), id="a form"),
        pytest.param(plan(), id="a CarePlan"),
        pytest.param(goal(), id="a Goal"),
        pytest.param(order(), id="a ServiceRequest"),
        pytest.param(encounter(), id="an Encounter"),
    ],
)
def test_a_resource_of_another_patient_is_left_out_and_reported(
    facts: Reader, resource: Json, elements: Json
) -> None:
    theirs = {name: value for name, value in (resource | elements).items() if value is not None}
    cited = f"{resource['resourceType']}/{resource['id']}"
    assert facts.gaps(theirs) == [(cited, "this is of another patient and was left out")]
    read = facts(theirs)
    assert read["dx-major-depression"].value is None
    assert read["least-restrictive"].value is None
    assert in_progress(read).value is None


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(reference("Patient/p1"), id="relative"),
        pytest.param(reference("https://ehr.example/fhir/Patient/p1"), id="absolute"),
        pytest.param(reference("Patient/p1/_history/4"), id="with a version"),
        pytest.param(None, id="nobody"),
    ],
)
def test_a_resource_of_the_patient_is_read_however_it_says_so(facts: Reader, subject: Json | None) -> None:
    assert facts(condition(icd("F32.1"), subject=subject))["dx-major-depression"].value is Truth.MET


def test_a_patient_without_an_id_is_taken_for_the_requests(facts: Reader) -> None:
    nameless = {name: value for name, value in patient().items() if name != "id"}
    record = facts.record({"patient": nameless})
    assert record.patient is not None
    assert said(record.gaps) == []


def test_another_patient_is_not_taken_for_the_requests(facts: Reader) -> None:
    record = facts.record({"patient": patient() | {"id": "p2"}})
    assert record.patient is None
    assert said(record.gaps) == [("Patient", "this is another patient than the request's and was left out")]


@pytest.mark.parametrize(
    ("slot", "gaps"),
    [
        pytest.param(None, [], id="null: asked, and nothing there"),
        pytest.param({}, [("prefetch/x", "resourceType is missing or no string")], id="an empty object"),
        pytest.param(True, [("prefetch/x", "this is neither a resource nor a Bundle")], id="a boolean"),
        pytest.param(5, [("prefetch/x", "this is neither a resource nor a Bundle")], id="a number"),
        pytest.param("x", [("prefetch/x", "this is neither a resource nor a Bundle")], id="a string"),
        pytest.param([{}], [("prefetch/x", "this is neither a resource nor a Bundle")], id="a list"),
        pytest.param(bundle(), [], id="an empty Bundle"),
        pytest.param({"resourceType": "Bundle"}, [], id="a Bundle without entries"),
        pytest.param({"resourceType": "Bundle", "entry": None}, [], id="a Bundle whose entries are null"),
        pytest.param(
            {"resourceType": "Bundle", "entry": {"resource": {}}},
            [("prefetch/x", "Bundle.entry is not a list")],
            id="entries that are an object",
        ),
        pytest.param(
            {"resourceType": "Bundle", "entry": [None, 5, [], {}, {"resource": "x"}]},
            [(f"prefetch/x.entry[{i}]", "this entry holds no resource") for i in range(5)],
            id="entries without a resource",
        ),
        pytest.param(
            {"resourceType": "OperationOutcome", "issue": []},
            [("prefetch/x", "the EHR tried to read this and could not")],
            id="an OperationOutcome in place of the Bundle",
        ),
        pytest.param(
            bundle({"resourceType": "OperationOutcome", "issue": []}),
            [("prefetch/x", "the EHR reported a problem with this search")],
            id="an OperationOutcome among the results",
        ),
        pytest.param(
            {
                "resourceType": "Bundle",
                "entry": [{"search": {"mode": "outcome"}, "resource": {"resourceType": "OperationOutcome"}}],
            },
            [("prefetch/x", "the EHR reported a problem with this search")],
            id="an outcome that says nothing that can be read",
        ),
        pytest.param(bundle({"resourceType": "Binary", "id": "b"}), [], id="a type we do not read"),
    ],
)
def test_what_stands_under_a_key_may_be_anything(facts: Reader, slot: object, gaps: list[Said]) -> None:
    record = facts.record({"patient": patient(), "x": slot})
    assert said(record.gaps) == gaps
    assert record.patient is not None


def test_good_entries_between_bad_ones_are_read(facts: Reader) -> None:
    entries: list[Any] = [
        None,
        {"resource": yes("least-restrictive")},
        5,
        {"resource": condition(icd("F32.1"))},
        [],
    ]
    record = facts.record({"x": {"resourceType": "Bundle", "entry": entries}})
    assert [gap.reference for gap in record.gaps] == [f"prefetch/x.entry[{i}]" for i in (0, 2, 4)]
    assert set(record.answers) == {"least-restrictive"}
    assert "major-depression" in record.diagnoses


def test_a_resource_marked_as_an_outcome_is_no_result(facts: Reader) -> None:
    entry = {"search": {"mode": "outcome"}, "resource": condition(icd("F32.1"))}
    record = facts.record({"x": {"resourceType": "Bundle", "entry": [entry]}})
    assert record.diagnoses == {}


@pytest.mark.parametrize("mode", ["match", "include", None, 5])
def test_any_other_search_mode_is_one(facts: Reader, mode: object) -> None:
    entry = {"search": {"mode": mode}, "resource": condition(icd("F32.1"))}
    record = facts.record({"x": {"resourceType": "Bundle", "entry": [entry]}})
    assert "major-depression" in record.diagnoses


@pytest.mark.parametrize(
    ("identity", "cited"),
    [
        pytest.param("a/b", "Observation/a/b", id="a slash"),
        pytest.param("a b|c", "Observation/a b|c", id="a blank and a bar"),
        pytest.param("<b>*_`", "Observation/<b>*_`", id="markup"),
        pytest.param("\u00e9\U0001f600", "Observation/\u00e9\U0001f600", id="beyond ASCII"),
        pytest.param("x" * 200, f"Observation/{'x' * 200}", id="far too long"),
        pytest.param("", "https://ehr.example/fhir/Observation/", id="empty: the fullUrl"),
        pytest.param(5, "https://ehr.example/fhir/Observation/5", id="a number: the fullUrl"),
    ],
)
def test_an_odd_id_is_cited_as_it_is(facts: Reader, identity: object, cited: str) -> None:
    fact = facts(yes("least-restrictive", identity=None) | {"id": identity})["least-restrictive"]
    assert fact.value is Truth.MET
    assert fact.evidence[0].reference == cited


def test_a_resource_without_id_or_url_is_cited_by_its_type(facts: Reader) -> None:
    nameless = {name: value for name, value in yes("least-restrictive").items() if name != "id"}
    record = facts.record({"x": {"resourceType": "Bundle", "entry": [{"resource": nameless}] * 2}})
    assert [source.reference for source in record.answers["least-restrictive"]] == ["Observation"] * 2


def nested(levels: int) -> Json:
    """A score whose number stands inside so many lists."""
    value: Any = 81
    for _ in range(levels):
        value = [value]
    return observation("psi-total-stress-percentile", {"valueQuantity": {"value": value}})


def far_down(levels: int, call: Callable[[], Any]) -> Any:
    """The call made so many calls below this one."""
    return far_down(levels - 1, call) if levels else call()


def test_nesting_beyond_sense_costs_its_element(facts: Reader) -> None:
    read = facts(patient("2025-03-01"), nested(900), yes("least-restrictive"))
    assert read["psi-total-stress-percentile"].reason == "it holds no value that can be read"
    assert read["least-restrictive"].value is Truth.MET


def test_nesting_that_only_a_deeper_call_cannot_follow_costs_its_element(facts: Reader) -> None:
    read = facts(patient("2025-03-01"), nested(900), yes("least-restrictive"))
    fact = far_down(200, lambda: read["psi-total-stress-percentile"])
    assert fact.reason == "it holds no value that can be read"
    assert read["least-restrictive"].value is Truth.MET


def test_a_form_of_the_patient_of_another_base_is_left_alone(facts: Reader) -> None:
    foreign = questionnaire_response(questionnaire="https://elsewhere.example/Questionnaire/x", item=5)
    assert facts.gaps(foreign) == []
    assert BASE not in foreign["questionnaire"]


def test_a_clean_record_has_no_gaps(facts: Reader) -> None:
    assert facts.gaps(yes("least-restrictive", by=CLINICIAN), condition(icd("F32.1"))) == []


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(code=None), id="a Condition without a code"),
        pytest.param(questionnaire_response(item=None), id="a form without items"),
        pytest.param(score("calocus-composite", 17, component=None), id="a score without components"),
        pytest.param(plan(activity=None, goal=None), id="a plan without activities or goals"),
        pytest.param(
            condition(icd("E11.9"), subject=reference("Patient/p2")), id="what does not matter here"
        ),
    ],
)
def test_what_is_left_out_is_no_gap(facts: Reader, resource: Json) -> None:
    assert facts.gaps(resource) == []
