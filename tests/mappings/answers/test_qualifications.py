"""Whether who answered is an LPHA, as far as the site lists qualifications."""

from __future__ import annotations

import pytest

from criteria.facts import License
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT, ROLE, SAID
from tests.mappings.qualifications import LISTS_LPC, LPC
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import (
    CLINICIAN,
    HL7,
    Json,
    coding,
    concept,
    item,
    patient,
    practitioner,
    questionnaire_response,
    score,
    yes,
)

MSW = coding("https://ehr.example/license", "MSW")
STANDARD = coding(f"{HL7}/v2-0360", "MD")


@pytest.mark.parametrize(
    ("site", "people", "by", "note"),
    [
        pytest.param(LISTS_LPC, [practitioner("lpha", LPC)], CLINICIAN, True, id="a listed qualification"),
        pytest.param(
            LISTS_LPC,
            [practitioner("lpha", MSW, LPC)],
            CLINICIAN,
            True,
            id="a listed qualification, the second of two",
        ),
        pytest.param(
            LISTS_LPC,
            [practitioner("lpha") | {"qualification": [{"code": concept(STANDARD, LPC)}]}],
            CLINICIAN,
            True,
            id="a listed code behind a standard one, in one concept",
        ),
        pytest.param(LISTS_LPC, [practitioner("lpha", MSW)], CLINICIAN, False, id="another qualification"),
        pytest.param(LISTS_LPC, [], CLINICIAN, False, id="a practitioner the EHR did not send"),
        pytest.param("", [practitioner("lpha", LPC)], CLINICIAN, False, id="a site that lists none"),
        pytest.param(
            LISTS_LPC,
            [ROLE | {"practitioner": None, "code": [concept(LPC)]}],
            "PractitionerRole/role",
            True,
            id="a role with a listed code",
        ),
        pytest.param(
            LISTS_LPC,
            [ROLE | {"practitioner": None, "specialty": [concept(LPC)]}],
            "PractitionerRole/role",
            True,
            id="a role with a listed specialty",
        ),
        pytest.param(
            LISTS_LPC,
            [ROLE, practitioner("lpha", LPC)],
            "PractitionerRole/role",
            True,
            id="the role of a practitioner who holds it",
        ),
    ],
)
def test_a_listed_qualification_is_noted(
    facts: Reader, site: str, people: list[Json], by: str, note: bool
) -> None:
    fact = facts(yes(FACT, by=by), *people, site=site)[FACT]
    assert fact.value is MET
    assert fact.evidence[0].note == ("by an LPHA, as the site lists qualifications" if note else "")


def test_a_listed_qualification_of_a_forms_author_is_noted(facts: Reader) -> None:
    answered = questionnaire_response(item(FACT, SAID))
    fact = facts(answered, practitioner("lpha", LPC), site=LISTS_LPC)[FACT]
    assert fact.evidence[0].note == "by an LPHA, as the site lists qualifications"


CPSS = coding("https://ehr.example/license", "CPSS")
FOR_LPHA, FOR_ANY = "symptoms-interfere", "least-restrictive"


@pytest.mark.parametrize(
    ("site", "people", "license", "truth"),
    [
        pytest.param(
            LISTS_LPC, [practitioner("lpha", LPC)], License.LISTED, MET, id="a listed qualification"
        ),
        pytest.param(
            LISTS_LPC, [practitioner("lpha", CPSS)], License.NOT_LISTED, OPEN, id="another qualification"
        ),
        pytest.param(
            LISTS_LPC,
            [practitioner("lpha", CPSS, LPC)],
            License.LISTED,
            MET,
            id="two qualifications, one of them listed",
        ),
        pytest.param(LISTS_LPC, [practitioner("lpha")], License.NOT_CHECKED, MET, id="no qualification sent"),
        pytest.param(
            LISTS_LPC,
            [practitioner("lpha", {"code": "CPSS"})],
            License.NOT_CHECKED,
            MET,
            id="a qualification that cannot be read",
        ),
        pytest.param(LISTS_LPC, [], License.NOT_CHECKED, MET, id="a practitioner who was not sent"),
        pytest.param("", [practitioner("lpha", CPSS)], License.NOT_CHECKED, MET, id="a site that lists none"),
    ],
)
def test_an_lphas_question_is_not_settled_by_another_qualification(
    facts: Reader, site: str, people: list[Json], license: License, truth: Truth | None
) -> None:
    fact = facts(yes(FOR_LPHA), *people, site=site)[FOR_LPHA]
    assert fact.value == truth
    author = (fact.evidence or fact.hints)[0].by
    assert author is not None
    assert author.license is license
    if truth is OPEN:
        assert fact.code is ReasonCode.NOT_AN_LPHA
    assert facts(yes(FOR_ANY), *people, site=site)[FOR_ANY].value is MET


def test_a_score_is_not_an_lphas_where_another_qualification_is_on_file(facts: Reader) -> None:
    person, taken = patient("2012-06-15"), score("calocus-composite", 20)
    fact = facts(person, taken, practitioner("lpha", CPSS), site=LISTS_LPC)["calocus-composite"]
    assert (fact.value, fact.code) == (None, ReasonCode.NOT_AN_LPHA)
    assert facts(person, taken, practitioner("lpha", LPC), site=LISTS_LPC)["calocus-composite"].value == 20
