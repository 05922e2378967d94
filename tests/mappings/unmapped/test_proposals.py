"""Which fact is proposed for a site's own code, and for which codes none is: a wrong one costs more."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.load import load_policies
from mappings.codes.fact_map import load_fact_map
from mappings.codes.site_file import SiteFile
from mappings.codes.site_mapping import mapping_with
from mappings.readers.registry import KINDS
from mappings.unmapped.addition import together
from mappings.unmapped.names import NAMES, name_index
from mappings.unmapped.row import UnmappedKind
from tests.mappings.reading import POLICIES
from tests.mappings.unmapped.rows import LOCAL, MAPPING, gaps_of, proposed, row
from tests.support.fhir import Json, questionnaire_response

YES = {"valueBoolean": True}
MODERATE = {"valueCodeableConcept": {"coding": [{"system": LOCAL, "code": "M", "display": "Moderate"}]}}


def number(value: int, low: int | None = None, high: int | None = None) -> Json:
    stated: Json = {"valueQuantity": {"value": value}}
    if low is not None:
        stated["referenceRange"] = [{"low": {"value": low}, "high": {"value": high}}]
    return stated


@pytest.mark.parametrize(
    ("display", "value", "fact"),
    [
        pytest.param("CAL-C Composite (adol)", number(21), "calocus-composite", id="an abbreviated tool"),
        pytest.param("CALOCUS total score", number(17), "calocus-composite", id="a total"),
        pytest.param("CALOCUS recommended level of care", number(4), "calocus-level", id="a level"),
        pytest.param("Parent/guardian agrees to tx participation", YES, "family-agrees", id="an agreement"),
        pytest.param("Caregiver agrees to participate in treatment", YES, "family-agrees", id="in full"),
        pytest.param("SPMI present", YES, "spmi-present", id="the policy's own word"),
        pytest.param("Pt has serious and persistent mental illness", YES, "spmi-present", id="spelled out"),
        pytest.param("SED determination", YES, "sed-present", id="a determination"),
        pytest.param("Least restrictive setting", YES, "least-restrictive", id="a setting"),
        pytest.param("Daily living, 1-5", number(3), "severity-daily-living", id="a scale in its name"),
        pytest.param("School functioning severity", number(3, 0, 4), "severity-school-work", id="a range"),
        pytest.param("Relationships", MODERATE, "severity-relationships", id="severities in words"),
        pytest.param("Recommended by the LPHA", YES, "lpha-recommends", id="a recommendation"),
        pytest.param(
            "PSI Total Stress Percentile", number(91), "psi-total-stress-percentile", id="a percentile"
        ),
        pytest.param("PRS start date", {"valueDateTime": "2026-01-05"}, "service-start", id="a date"),
        pytest.param("CALOCUS", number(20), "calocus-composite", id="a tool alone, in the composite's range"),
        pytest.param("CALOCUS", number(4), "calocus-level", id="a tool alone, in the range of levels"),
        pytest.param("SPMI? Yes/No", YES, "spmi-present", id="answers in the name"),
        pytest.param(
            "Traditional OP services not clinically appropriate",
            YES,
            "traditional-services-insufficient",
            id="the denial in a name",
        ),
    ],
)
def test_a_row_is_proposed_for_the_fact_that_its_words_name(display: str, value: Json, fact: str) -> None:
    assert proposed(row(display, **value)) == [fact]


@pytest.mark.parametrize(
    ("display", "value"),
    [
        pytest.param("PHQ-9 total score", number(14), id="another tool"),
        pytest.param("CALOCUS composite", number(3), id="a composite that can only be a level"),
        pytest.param("CALOCUS composite", {"valueQuantity": {"value": 17.5}}, id="a composite in halves"),
        pytest.param("DLA-20 mean", number(4), id="a mean of another tool"),
        pytest.param("Family history of SPMI", YES, id="a family's history"),
        pytest.param("LPHA recommends against service", YES, id="a recommendation against it"),
        pytest.param("Family agrees to participate - withdrawn", YES, id="an agreement withdrawn"),
        pytest.param("Relationship status", number(3), id="a marital status"),
        pytest.param("Goal: daily living", YES, id="a goal"),
        pytest.param("Parent declined to agree to participation", YES, id="a refusal"),
        pytest.param("Family does not agree to participate", YES, id="a denial in the name"),
        pytest.param("Prior authorization date", {"valueDateTime": "2026-01-05"}, id="another date"),
        pytest.param("Body weight", number(70), id="a vital sign"),
        pytest.param("SPMI present", number(3), id="a number in place of an answer"),
        pytest.param("Daily living", number(12), id="a number beyond any scale"),
        pytest.param("Expected benefit of medication", YES, id="another benefit"),
        pytest.param("Traditional services appropriate", YES, id="what a name of ours denies"),
        pytest.param("Needs better met elsewhere", YES, id="the contrary of a name"),
        pytest.param("Danger recognition", YES, id="an ability where the name is the lack of it"),
        pytest.param("SPMI ruled out", YES, id="what was ruled out"),
        pytest.param("Possible SPMI", YES, id="what is only possible"),
        pytest.param("At risk for SED", YES, id="a risk of it"),
        pytest.param("LOCUS composite", number(20), id="the tool for adults"),
        pytest.param("PSI Parental Distress percentile", number(91), id="another scale of the tool"),
        pytest.param("CBCL Total Problems T score", number(66), id="a scale that no policy asks for"),
        pytest.param("Relationship status", YES, id="a yes where a severity is asked for"),
        pytest.param(
            "SPMI present", {"valueString": "See the narrative of the evaluation of May"}, id="free text"
        ),
    ],
)
def test_no_fact_is_proposed_for(display: str, value: Json) -> None:
    assert proposed(row(display, **value)) == []


def test_a_row_without_a_code_is_proposed_by_its_text() -> None:
    [gap] = gaps_of(row("Least restrictive setting", code=""))
    assert gap.profile.key.kind is UnmappedKind.NO_CODE
    assert gap.proposals[0].addition.sections == {
        "codes": {"least-restrictive": [{"text": "Least restrictive setting"}]}
    }


def test_answers_that_say_yes_in_the_sites_codes_are_listed_and_others_named() -> None:
    def coded(code: str, display: str) -> Json:
        return {"valueCodeableConcept": {"coding": [{"system": LOCAL, "code": code, "display": display}]}}

    [gap] = gaps_of(
        row("SPMI present", **coded("A1", "Yes")) | {"id": "a"},
        row("SPMI present", **coded("A2", "Probably")) | {"id": "b"},
    )
    [first] = gap.proposals
    assert first.addition.sections["answers"] == {"spmi-present": {"yes": [{"system": LOCAL, "code": "A1"}]}}
    assert first.caution == ("say under answers what 'Probably' mean",)


def test_a_scale_is_proposed_only_where_it_is_stated() -> None:
    [stated] = gaps_of(row("Daily living", **number(3, 1, 5)))
    [scale] = stated.proposals[0].addition.sections["scales"]
    assert (scale["none"], scale["moderate"], scale["extreme"]) == (1, 3, 5)
    [unstated] = gaps_of(row("Daily living", **number(3)))
    assert "scales" not in unstated.proposals[0].addition.sections
    assert "scales" in unstated.proposals[0].caution[0]


def test_an_item_of_a_form_is_proposed_under_its_form_and_version() -> None:
    form = questionnaire_response(
        {"linkId": "9", "text": "Least restrictive setting", "answer": [{"valueBoolean": True}]},
        questionnaire="https://ehr.example/Questionnaire/intake|2",
    )
    [gap] = gaps_of(form)
    assert gap.proposals[0].addition.sections == {
        "questionnaires": [
            {
                "url": "https://ehr.example/Questionnaire/intake",
                "version": "2",
                "items": {"9": "least-restrictive"},
            }
        ]
    }


def test_a_service_under_a_local_code_is_proposed_as_an_orderable() -> None:
    order: Json = {
        "resourceType": "ServiceRequest",
        "id": "o",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": LOCAL, "code": "278", "display": "PRS individual"}]},
    }
    [gap] = gaps_of(order)
    assert gap.proposals[0].addition.sections == {
        "orders": {"H2017": {"orderables": [{"system": LOCAL, "code": "278"}]}}
    }


ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("Least restrictive setting", YES),
    ("Daily living, 1-5", number(3)),
    ("CALOCUS total score", number(17)),
    ("SPMI present", {"valueString": "Y"}),
    ("PRS start date", {"valueDateTime": "2026-01-05"}),
)


def test_what_is_proposed_for_a_whole_record_passes_the_checks_of_a_site() -> None:
    found = gaps_of(*(row(display, code=str(n), **value) for n, (display, value) in enumerate(ROWS)))
    additions = [gap.proposals[0].addition for gap in found]
    assert len(additions) == len(ROWS)
    site = together(additions).applied(SiteFile(site="north"))
    after = mapping_with(MAPPING, site, POLICIES)
    assert {*after.site.codes} == {
        *("least-restrictive", "severity-daily-living", "calocus-composite", "spmi-present", "service-start")
    }


def test_every_fact_and_service_in_the_list_of_names_is_one() -> None:
    file = name_index(NAMES).file
    assert {*file.facts} <= {*MAPPING.fact_map.facts}
    services = {policy.service.code for policy in load_policies(load_fact_map(KINDS).vocabulary)}
    assert {*file.services} <= services


def test_every_name_in_the_list_is_found_by_itself() -> None:
    """A name that is ruled out by its own words would never be found."""
    index = name_index(NAMES)
    for fact, listed in index.file.facts.items():
        for name in (*listed.names, *listed.by_range):
            assert index.score(index.name(name), name) == 100, (fact, name)
