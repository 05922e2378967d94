"""Who answered: forms, items, software, people who contradict each other, licences, and who cannot tell."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.facts import Author, Licence
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.qualifications import LISTS_LPC, LPC
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import (
    BASE,
    CLINICIAN,
    HL7,
    LOINC,
    RECENT,
    SNOMED,
    YES,
    Json,
    coding,
    concept,
    condition,
    icd,
    item,
    no,
    observation,
    patient,
    practitioner,
    questionnaire_response,
    reference,
    score,
    yes,
)

FACT = "least-restrictive"
OTHER = "Practitioner/other"
ITEM_AUTHOR = "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-author"
ORIGIN = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin"
SAID = {"valueBoolean": True}


# --- forms ---------------------------------------------------------------------------------------------


def by(who: str, url: str = ITEM_AUTHOR) -> Json:
    return {"extension": [{"url": url, "valueReference": reference(who)}]}


def origin(source: str, who: str | None = None) -> Json:
    parts: list[Json] = [{"url": "source", "valueCode": source}]
    if who:
        named = {"url": "practitioner", "valueReference": reference(who)}
        parts.append({"url": "author", "extension": [named]})
    return {"extension": [{"url": ORIGIN, "extension": parts}]}


@pytest.mark.parametrize(
    ("answered", "form", "truth", "code"),
    [
        pytest.param(
            item(FACT, SAID), {"source": reference("Patient/p1")}, OPEN, "not-a-clinician", id="source"
        ),
        pytest.param(
            item(FACT, SAID), {"source": reference(OTHER)}, MET, "", id="a practitioner is the source"
        ),
        pytest.param(
            item(FACT, SAID),
            {"source": reference(CLINICIAN), "author": reference("Device/tablet")},
            MET,
            "",
            id="a device recorded what a practitioner answered",
        ),
        pytest.param(
            item(FACT, SAID), {"author": reference("Device/x")}, OPEN, "not-a-clinician", id="device"
        ),
        pytest.param(
            item(FACT, SAID), {"source": {"display": "Roe"}}, OPEN, "who-not-shown", id="a name alone"
        ),
        pytest.param(
            item(FACT, SAID), {"source": "Patient/p1"}, OPEN, "who-not-shown", id="source unreadable"
        ),
        pytest.param(
            item(FACT, SAID, **by("Device/cql")), {}, OPEN, "not-a-clinician", id="an item by a device"
        ),
        pytest.param(
            item(FACT, SAID, **by("Patient/p1")), {}, OPEN, "not-a-clinician", id="an item by the patient"
        ),
        pytest.param(
            item(FACT, SAID, **by(OTHER)),
            {"source": reference("Patient/p1")},
            MET,
            "",
            id="an item by a clinician",
        ),
        pytest.param(
            {"linkId": "group", "item": [item(FACT, SAID)], **by("Patient/p1")},
            {},
            OPEN,
            "not-a-clinician",
            id="a group by the patient",
        ),
        pytest.param(
            {"linkId": "group", "item": [item(FACT, SAID, **by(OTHER))], **by("Patient/p1")},
            {},
            MET,
            "",
            id="an item by a clinician in a group by the patient",
        ),
        pytest.param(item(FACT, SAID | origin("auto")), {}, OPEN, "not-a-clinician", id="filled in"),
        pytest.param(
            item(FACT, SAID | origin("auto-client")), {}, OPEN, "not-a-clinician", id="by the client"
        ),
        pytest.param(
            item(FACT, SAID | origin("auto-server")), {}, OPEN, "not-a-clinician", id="by the server"
        ),
        pytest.param(
            item(FACT, SAID | origin("auto-server", CLINICIAN)),
            {},
            OPEN,
            "not-a-clinician",
            id="auto with author",
        ),
        pytest.param(
            item(FACT, SAID, extension=[*by(CLINICIAN)["extension"], *origin("auto")["extension"]]),
            {},
            OPEN,
            "not-a-clinician",
            id="a clinician named before the software that filled it in",
        ),
        pytest.param(item(FACT, SAID | origin("manual")), {}, MET, "", id="by hand in a practitioner's form"),
        pytest.param(
            item(FACT, SAID | origin("override", OTHER)),
            {"author": reference("Device/x")},
            MET,
            "",
            id="overridden by a practitioner",
        ),
        pytest.param(
            item(FACT, SAID | origin("manual", "Patient/p1")),
            {},
            OPEN,
            "not-a-clinician",
            id="by the patient's hand",
        ),
        pytest.param(
            item(FACT, SAID, **by("Device/x", "urn:other")), {}, MET, "", id="an extension that says nothing"
        ),
    ],
)
def test_the_source_of_a_form_and_the_author_of_an_item_answered(
    facts: Reader, answered: Json, form: Json, truth: Truth | None, code: str
) -> None:
    fact = facts(questionnaire_response(answered, **form))[FACT]
    assert fact.value == truth
    if code:
        assert fact.code.value == code
        assert [hint.value for hint in fact.hints] == ["yes"]


def test_an_extracted_answer_is_by_those_who_answered_in_its_form(facts: Reader) -> None:
    extracted = yes(FACT, derivedFrom=[reference("QuestionnaireResponse/q1")])
    form = questionnaire_response(item(FACT, SAID), source=reference("Patient/p1"))
    assert facts(extracted, form)[FACT].value is OPEN
    assert facts(extracted, form | {"source": reference(CLINICIAN)})[FACT].value is MET
    assert (
        facts(extracted, form | {"questionnaire": "https://elsewhere.example/Questionnaire/x"})[FACT].value
        is OPEN
    )


# --- what was withdrawn --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["completed", "entered-in-error"])
@pytest.mark.parametrize(
    "canonical", [f"{BASE}/Questionnaire/x", "https://elsewhere.example/Questionnaire/x"]
)
def test_an_answer_goes_with_the_form_it_was_extracted_from(
    facts: Reader, status: str, canonical: str
) -> None:
    extracted = yes(FACT, derivedFrom=[reference("QuestionnaireResponse/q1")])
    form = questionnaire_response(status=status, questionnaire=canonical)
    fact = facts(extracted, form)[FACT]
    assert fact.value == (MET if status == "completed" else OPEN)
    if status != "completed":
        assert (fact.code, fact.hints) == (ReasonCode.WITHDRAWN, ())


def panel(identity: str, *members: str, **elements: Any) -> Json:
    listed = [reference(f"Observation/{member}") for member in members]
    return observation(concept(coding("urn:x", "panel")), {}, identity=identity, hasMember=listed, **elements)


@pytest.mark.parametrize(
    ("panels", "truth"),
    [
        pytest.param([panel("p", FACT)], MET, id="of a panel that stands"),
        pytest.param([panel("p", FACT, status="entered-in-error")], OPEN, id="of a panel entered in error"),
        pytest.param([panel("p", "another", status="entered-in-error")], MET, id="of no such panel"),
        pytest.param(
            [panel("inner", FACT), panel("outer", "inner", status="entered-in-error")],
            OPEN,
            id="of one within",
        ),
        pytest.param(
            [
                panel("p", FACT, derivedFrom=[reference("QuestionnaireResponse/q1")]),
                questionnaire_response(status="entered-in-error"),
            ],
            OPEN,
            id="of a panel out of a form entered in error",
        ),
        pytest.param(
            [panel("p", FACT, status="entered-in-error", subject=reference("Patient/else"))],
            MET,
            id="of a panel of somebody else",
        ),
    ],
)
def test_an_answer_goes_with_the_panel_it_stands_in(
    facts: Reader, panels: list[Json], truth: Truth | None
) -> None:
    assert facts(yes(FACT), *panels)[FACT].value == truth
    assert facts(*panels[::-1], yes(FACT))[FACT].value == truth


# --- people who contradict each other ------------------------------------------------------------------

ROLE = {"resourceType": "PractitionerRole", "id": "role", "practitioner": reference(CLINICIAN)}


@pytest.mark.parametrize(
    ("answers", "truth", "code"),
    [
        pytest.param([no(FACT, "2026-02-01", identity="a"), yes(FACT)], MET, "", id="one amends their own"),
        pytest.param(
            [no(FACT, "2026-02-01", by=OTHER, identity="a"), yes(FACT)],
            OPEN,
            "conflict-people",
            id="another's no",
        ),
        pytest.param(
            [yes(FACT, "2026-02-01", by=OTHER, identity="a"), yes(FACT)], MET, "", id="another says the same"
        ),
        pytest.param(
            [no(FACT, "2025-11-30", by=OTHER, identity="a"), yes(FACT)],
            MET,
            "",
            id="another's no 91 days ago",
        ),
        pytest.param(
            [no(FACT, "2025-12-01", by=OTHER, identity="a"), yes(FACT)],
            OPEN,
            "conflict-people",
            id="another's no 90 days ago",
        ),
        pytest.param(
            [
                no(FACT, "2026-02-01", by=OTHER, identity="a"),
                yes(FACT, identity="b"),
                yes(FACT, "2026-02-25", by=OTHER, identity="c"),
            ],
            MET,
            "",
            id="the other has amended theirs",
        ),
        pytest.param(
            [
                no(FACT, "2026-02-01", by=OTHER, identity="a"),
                yes(FACT, derivedFrom=[reference("Observation/a")]),
            ],
            MET,
            "",
            id="the later has read the earlier",
        ),
        pytest.param(
            [
                no(FACT, "2026-02-25", by=OTHER, identity="a"),
                yes(FACT, derivedFrom=[reference("Observation/a")]),
            ],
            OPEN,
            "conflict-people",
            id="an earlier one cannot have read the later",
        ),
        pytest.param(
            [no(FACT, "2026-02-01", by="PractitionerRole/role", identity="a"), yes(FACT), ROLE],
            MET,
            "",
            id="a practitioner and their role are one",
        ),
        pytest.param(
            [no(FACT, "2026-02-01", by="PractitionerRole/role", identity="a"), yes(FACT)],
            OPEN,
            "conflict-people",
            id="whose role it is was not sent",
        ),
        pytest.param(
            [no(FACT, identity="a"), yes(FACT, identity="b")],
            OPEN,
            "conflict-one-person",
            id="one at one time",
        ),
        pytest.param(
            [no(FACT, by=OTHER, identity="a"), yes(FACT, identity="b")],
            OPEN,
            "conflict-people",
            id="two at one time",
        ),
        pytest.param(
            [observation(FACT, {"valueString": "no"}, "2026-02-01", OTHER, identity="a"), yes(FACT)],
            MET,
            "",
            id="an older one that cannot be read",
        ),
        pytest.param(
            [observation(FACT, {"valueString": "no"}, "2026-02-25", OTHER, identity="a"), yes(FACT)],
            OPEN,
            "unclear-scale",
            id="a newer one that cannot be read",
        ),
    ],
)
def test_people_agree_or_the_question_is_open(
    facts: Reader, answers: list[Json], truth: Truth | None, code: str
) -> None:
    for resources in (answers, answers[::-1]):
        fact = facts(*resources)[FACT]
        assert fact.value == truth
        if code:
            assert fact.code.value == code


def test_a_contradiction_names_both(facts: Reader) -> None:
    fact = facts(no(FACT, "2026-02-01", by=OTHER, identity="a"), yes(FACT))[FACT]
    assert fact.reason == (
        "people contradict each other: yes by Practitioner/lpha on 2026-02-20, "
        "no by Practitioner/other on 2026-02-01"
    )
    assert [(hint.value, hint.by and hint.by.reference) for hint in fact.hints] == [
        ("yes", CLINICIAN),
        ("no", OTHER),
    ]


def test_what_was_read_and_superseded_is_told(facts: Reader) -> None:
    read = yes(FACT, derivedFrom=[reference("Observation/a")])
    fact = facts(no(FACT, "2026-02-01", by=OTHER, identity="a"), read)[FACT]
    assert [(each.value, each.note) for each in fact.evidence] == [
        ("yes", ""),
        ("no", f"read and superseded by Observation/{FACT}"),
    ]


def test_ratings_go_by_the_newest_whoever_rated(facts: Reader) -> None:
    ratings = [
        observation("severity-recreation", {"valueInteger": 1}, "2026-02-01", OTHER, identity="a"),
        observation("severity-recreation", {"valueInteger": 3}),
    ]
    assert facts(*ratings)["severity-recreation"].value == 3


def test_one_caregivers_agreement_and_anothers_no_leave_it_open(facts: Reader) -> None:
    mother = yes("family-agrees", "2026-02-01", by="RelatedPerson/mother", identity="a")
    father = no("family-agrees", by="RelatedPerson/father", identity="b")
    fact = facts(mother, father)["family-agrees"]
    assert (fact.value, fact.code) == (OPEN, ReasonCode.CONFLICT_PEOPLE)


# --- those who cannot tell -----------------------------------------------------------------------------


def unsure(*codings: Json) -> Json:
    return {
        "valueCodeableConcept": concept(*codings or (coding(f"{BASE}/CodeSystem/answer", "cannot-tell"),))
    }


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(unsure(), id="our own code"),
        pytest.param(unsure(coding(f"{HL7}/data-absent-reason", "asked-unknown")), id="a data absent reason"),
        pytest.param(unsure(coding(f"{HL7}/v3-NullFlavor", "ASKU")), id="a null flavor"),
        pytest.param(unsure(coding(SNOMED, "261665006")), id="unknown in SNOMED CT"),
        pytest.param(
            {"dataAbsentReason": concept(coding(f"{HL7}/data-absent-reason", "unknown"))},
            id="no value for that reason",
        ),
    ],
)
def test_who_cannot_tell_withdraws_their_own_answer_alone(facts: Reader, value: Json) -> None:
    said = observation(FACT, value, "2026-02-25", identity="unsure")
    own, others = yes(FACT, identity="a"), yes(FACT, "2026-02-01", by=OTHER, identity="b")
    fact = facts(own, said)[FACT]
    assert (fact.value, fact.code, fact.reason) == (
        OPEN,
        ReasonCode.CANNOT_TELL,
        "answered on 2026-02-25: cannot tell",
    )
    assert [(hint.value, hint.by and hint.by.reference) for hint in fact.hints] == [
        ("cannot tell", CLINICIAN)
    ]
    assert facts(own, said, others)[FACT].value is MET
    assert facts(said, yes(FACT, "2026-02-26", identity="c"))[FACT].value is MET


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        pytest.param({"on": "2025-12-01"}, ReasonCode.CANNOT_TELL, id="90 days ago"),
        pytest.param({"on": "2025-11-30"}, ReasonCode.NOT_ON_FILE, id="91 days ago"),
        pytest.param({"on": RECENT, "by": "Patient/p1"}, ReasonCode.NOT_A_CLINICIAN, id="the patient"),
    ],
)
def test_who_cannot_tell_is_asked_again_after_the_window(
    facts: Reader, elements: Json, code: ReasonCode
) -> None:
    assert facts(observation(FACT, unsure(), **elements))[FACT].code is code


def test_a_rater_who_cannot_tell_leaves_the_others_rating(facts: Reader) -> None:
    said = observation("severity-recreation", unsure(), "2026-02-25", identity="unsure")
    own = observation("severity-recreation", {"valueInteger": 3}, identity="own")
    other = observation("severity-recreation", {"valueInteger": 1}, "2026-02-01", OTHER, identity="other")
    assert facts(own, said)["severity-recreation"].code is ReasonCode.CANNOT_TELL
    assert facts(own, said, other)["severity-recreation"].value == 1


def test_yes_and_cannot_tell_at_once_is_neither(facts: Reader) -> None:
    both = unsure(coding(LOINC, "LA33-6"), coding(f"{BASE}/CodeSystem/answer", "cannot-tell"))
    assert facts(observation(FACT, both))[FACT].code is ReasonCode.UNCLEAR_SCALE


# --- values that differ --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "truth", "code"),
    [
        pytest.param({"valueBoolean": True, **YES}, MET, "", id="two that agree"),
        pytest.param({"valueBoolean": False, **YES}, OPEN, "conflict-one-person", id="two that differ"),
        pytest.param(
            {"valueBoolean": True, "valueString": "no"}, OPEN, "conflict-one-person", id="one unreadable"
        ),
        pytest.param(
            {"valueBoolean": True, "dataAbsentReason": concept(coding(f"{HL7}/data-absent-reason", "error"))},
            OPEN,
            "unclear-scale",
            id="beside a reason why there is none",
        ),
    ],
)
def test_one_answer_holds_one_value(facts: Reader, value: Json, truth: Truth | None, code: str) -> None:
    fact = facts(observation(FACT, value))[FACT]
    assert fact.value == truth
    if code:
        assert fact.code.value == code


# --- licences ------------------------------------------------------------------------------------------

CPSS = coding("https://ehr.example/license", "CPSS")
FOR_LPHA, FOR_ANY = "symptoms-interfere", "least-restrictive"


@pytest.mark.parametrize(
    ("site", "people", "licence", "truth"),
    [
        pytest.param(LISTS_LPC, [practitioner("lpha", LPC)], Licence.LISTED, MET, id="listed"),
        pytest.param(
            LISTS_LPC, [practitioner("lpha", CPSS)], Licence.NOT_LISTED, OPEN, id="another qualification"
        ),
        pytest.param(
            LISTS_LPC, [practitioner("lpha", CPSS, LPC)], Licence.LISTED, MET, id="one of two listed"
        ),
        pytest.param(LISTS_LPC, [practitioner("lpha")], Licence.NOT_CHECKED, MET, id="no qualification sent"),
        pytest.param(
            LISTS_LPC, [practitioner("lpha", {"code": "CPSS"})], Licence.NOT_CHECKED, MET, id="unreadable"
        ),
        pytest.param(LISTS_LPC, [], Licence.NOT_CHECKED, MET, id="not sent"),
        pytest.param("", [practitioner("lpha", CPSS)], Licence.NOT_CHECKED, MET, id="a site that lists none"),
    ],
)
def test_an_lphas_question_is_not_settled_by_another_qualification(
    facts: Reader, site: str, people: list[Json], licence: Licence, truth: Truth | None
) -> None:
    fact = facts(yes(FOR_LPHA), *people, site=site)[FOR_LPHA]
    assert fact.value == truth
    author = (fact.evidence or fact.hints)[0].by
    assert author is not None
    assert author.licence is licence
    if truth is OPEN:
        assert fact.code is ReasonCode.NOT_AN_LPHA
    assert facts(yes(FOR_ANY), *people, site=site)[FOR_ANY].value is MET


def test_a_score_is_not_an_lphas_where_another_qualification_is_on_file(facts: Reader) -> None:
    person, taken = patient("2012-06-15"), score("calocus-composite", 20)
    fact = facts(person, taken, practitioner("lpha", CPSS), site=LISTS_LPC)["calocus-composite"]
    assert (fact.value, fact.code) == (None, ReasonCode.NOT_AN_LPHA)
    assert facts(person, taken, practitioner("lpha", LPC), site=LISTS_LPC)["calocus-composite"].value == 20


def test_evidence_says_who_by_name_and_role_as_sent(facts: Reader) -> None:
    named = practitioner("lpha", LPC) | {"name": [{"given": ["Ann", "B."], "family": "Roe"}]}
    fact = facts(yes(FACT), named, site=LISTS_LPC)[FACT]
    assert fact.evidence[0].by == Author(CLINICIAN, "Ann B. Roe", "LPC", Licence.LISTED)
    displayed = yes(FACT, performer=[reference(CLINICIAN) | {"display": "Dr. Roe"}])
    assert facts(displayed)[FACT].evidence[0].by == Author(CLINICIAN, "Dr. Roe", "", Licence.NOT_CHECKED)


def test_the_patient_is_not_named(facts: Reader) -> None:
    asked = yes("discharge-requested", performer=[reference("Patient/p1") | {"display": "Jo Doe"}])
    assert facts(asked, service="H0024")["discharge-requested"].evidence[0].by == Author("Patient/p1")


# --- what an answer is about ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elements", "about"),
    [
        pytest.param({}, (), id="nothing said"),
        pytest.param({"focus": [reference("Goal/g")]}, (), id="a goal"),
        pytest.param({"focus": [reference("Condition/none")]}, ("",), id="a condition that was not sent"),
        pytest.param({"focus": [reference("Condition/autism")]}, ("dx-dsm",), id="a diagnosis of one list"),
        pytest.param({"focus": [reference("Condition/unlisted")]}, ("",), id="a condition on no list"),
        pytest.param({"focus": [reference("Condition/near")]}, ("",), id="a near miss"),
    ],
)
def test_an_answer_tells_what_it_is_about(facts: Reader, elements: Json, about: tuple[str, ...]) -> None:
    sent = [condition(icd("F84.0"), identity="autism"), condition(icd("J45.20"), identity="unlisted")]
    near = condition(icd("F17.210"), identity="near")
    fact = facts(yes("impairment-attributable", **elements), *sent, near)["impairment-attributable"]
    assert (fact.value, fact.about) == (MET, about)
