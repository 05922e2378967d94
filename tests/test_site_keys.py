"""docs/add-a-site.md shows every key of a site's file, with a record: each is tried as it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
import pytest
import yaml

from criteria.facts import Evidence, License
from criteria.findings import Finding
from criteria.strict_yaml import FileError
from mappings.codes.site_file import SITES, SiteFile
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.resources import Resource
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import patient_facts
from mappings.readers.service_start import in_progress
from mappings.record.read_record import read_record
from service.hooks.request import decode_request
from service.review.question import Question
from service.review.reviewer import Review, Reviewer
from service.review.rule_files import INSTALLED, AnswerSettings
from service.worksheet.summary import shows_substance_use
from tests.mappings.reading import MET, NOT_MET, OPEN
from tests.support import fhir
from tests.support.fhir import BASE, CLINICIAN, ON, PATIENT, SERVER, Json
from tests.support.hook_calls import diagnosis, order_select, prefetched

DOC = (Path(__file__).parent.parent / "docs" / "add-a-site.md").read_text(encoding="utf-8")
EXAMPLE: dict[str, Any] = yaml.load(
    (SITES / "example-every-key.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)
SETTINGS = AnswerSettings(BASE, "https://cards.example", "America/New_York")


def shown(key: str, kind: str) -> str:
    """A block of the section on a key."""
    section = DOC.partition(f"#### `{key}`\n")[2].partition("\n#")[0]
    return "".join(re.findall(rf"^```{kind}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL))


def record(key: str) -> Json:
    """The record in the section on a key, with what every such resource has besides."""
    part: Json = json.loads(shown(key, "json"))
    whole = WHOLE.get(part["resourceType"], {}) | part
    return {name: value for name, value in whole.items() if value is not None}


ROW = fhir.concept(fhir.coding("https://ehr.example/flowsheet", "5011"))
WHOLE: dict[str, Json] = {
    "Observation": fhir.observation(ROW, {}) | {"id": "row"},
    "QuestionnaireResponse": fhir.questionnaire_response(),
    "ServiceRequest": fhir.order(),
    "CarePlan": fhir.resource("CarePlan", "plan", intent="plan"),
    "Encounter": fhir.encounter(),
    "Condition": fhir.condition(),
}


@cache
def reviewer(*without: str) -> Reviewer:
    """The reviewer for the example site, some of its keys left out."""
    kept = {key: value for key, value in EXAMPLE.items() if key not in without}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "site.yaml"
        path.write_text(yaml.dump(kept), encoding="utf-8")
        return INSTALLED._replace(site=path).load_site(INSTALLED.load_policies(), SETTINGS).reviewer


def facts(mapping: SiteMapping, *resources: Json, draft: Json | None = None, **prefetch: Any) -> PatientFacts:
    """What a site reads of some resources, for an order that is being written."""
    sent = prefetched(fhir.patient(), *resources) | prefetch
    body = msgspec.json.encode(order_select(prefetch=sent))
    read = read_record(PATIENT, decode_request(body).prefetch or {}, mapping, SERVER)
    drafts = [msgspec.json.decode(msgspec.json.encode(draft), type=Resource)] if draft else []
    return patient_facts(read, mapping, UnderReview("H2017", ON, {"ServiceRequest/draft"}, drafts=drafts))


class Trial(NamedTuple):
    """What a site reads of the record that is shown with a key: with the key, and without."""

    key: str
    read: Callable[[SiteMapping], object]
    with_it: object
    without: object


def value(key: str, fact: str, *beside: Json) -> Callable[[SiteMapping], object]:
    """Reads the value of a fact from the record of a key."""
    return lambda mapping: facts(mapping, record(key), *beside)[fact].value


def progress(key: str) -> Callable[[SiteMapping], object]:
    """Reads whether the service is in progress from the record of a key."""
    return lambda mapping: in_progress(facts(mapping, record(key))).value


def hints(key: str, fact: str) -> Callable[[SiteMapping], object]:
    """Reads what stands beside a fact from the record of a key."""
    return lambda mapping: [hint.value for hint in facts(mapping, record(key))[fact].hints]


def provider(mapping: SiteMapping) -> object:
    """Reads whether the provider of the order that is shown is private."""
    return facts(mapping, draft=record("organizations"))["provider-is-private"].value


def license_of_lpha(mapping: SiteMapping) -> object:
    """Reads what is known of the practitioner who answers."""
    sent = [record("lpha_qualifications"), fhir.yes("least-restrictive", by=CLINICIAN)]
    (proof,) = facts(mapping, sent[1], practitioners=sent[0])["least-restrictive"].evidence
    return proof.by and proof.by.license


def recommended(mapping: SiteMapping) -> object:
    """Reads whether an order by that practitioner recommends the service."""
    order, by = record("order_of_lpha_recommends"), record("lpha_qualifications")
    return facts(mapping, order, practitioners=by)["lpha-recommends"].value


def unread(mapping: SiteMapping) -> object:
    """Reads which searches the outcome that is shown leaves unread."""
    outcome = {"resource": record("withheld_codes"), "search": {"mode": "outcome"}}
    found = {"resourceType": "Bundle", "type": "searchset", "entry": [outcome]}
    return set(facts(mapping, conditions=found).record.unread)


OPIOIDS = Finding("A", "met", evidence=(Evidence("dx", code="http://hl7.org/fhir/sid/icd-10-cm|F11.20"),))
TRIALS = [
    Trial("time_zone", value("time_zone", "spmi-present"), MET, OPEN),
    Trial("provider_type", lambda mapping: facts(mapping)["provider-is-private"].value, MET, OPEN),
    Trial("organizations", provider, NOT_MET, MET),
    Trial("answers", value("answers", "spmi-present"), MET, OPEN),
    Trial("questionnaires", value("questionnaires", "severity-recreation"), 2, None),
    Trial("hints", hints("hints", "severity-daily-living"), ["DLA-20 mean"], []),
    Trial("orders", progress("orders"), MET, OPEN),
    Trial("plans", progress("plans"), MET, OPEN),
    Trial(
        "monthly_minimum_contacts",
        hints("monthly_minimum_contacts", "monthly-minimum-missed"),
        ["1 contact in 2026-02; the minimum set here is 4"],
        ["1 contact in 2026-02"],
    ),
    Trial("lpha_qualifications", license_of_lpha, License.LISTED, License.NOT_CHECKED),
    Trial("order_of_lpha_recommends", recommended, MET, OPEN),
    Trial("forms_are_practitioner_only", value("forms_are_practitioner_only", "spmi-present"), MET, OPEN),
    Trial("redisclosure_notice", lambda mapping: shows_substance_use([OPIOIDS], mapping), False, True),
    Trial("windows", value("windows", "spmi-present"), OPEN, MET),
    Trial("lapse", progress("lapse"), MET, OPEN),
    Trial("order_lasts", progress("order_lasts"), OPEN, MET),
    Trial("server_aliases", value("server_aliases", "dx-bipolar"), MET, OPEN),
    Trial("withheld_codes", unread, {"conditions"}, set()),
    Trial("policies", lambda mapping: len(mapping.policies) > 1, False, True),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.key)
def test_what_a_key_reads_is_read_by_it_alone(trial: Trial) -> None:
    assert trial.read(reviewer().mapping) == trial.with_it
    assert trial.read(reviewer(trial.key).mapping) == trial.without


def test_codes_are_read_and_the_severities_among_them_on_their_scales() -> None:
    assert value("codes", "spmi-present")(reviewer().mapping) is MET
    assert value("codes", "spmi-present")(reviewer("codes", "scales").mapping) is OPEN
    assert value("scales", "severity-daily-living")(reviewer().mapping) == 1
    with pytest.raises(FileError, match=r"codes\.severity-daily-living\.0: what its numbers mean"):
        reviewer("scales")


def opened(*without: str) -> Review:
    """The review of a chart that is opened, of a patient with a diagnosis that qualifies."""
    sent = msgspec.json.encode(order_select(prefetch=prefetched(fhir.patient(), diagnosis())))
    by = reviewer(*without)
    read = read_record(PATIENT, decode_request(sent).prefetch or {}, by.mapping)
    return by.review(read, Question({"H2017": ()}, in_progress_only=True), ON)


def test_a_chart_is_screened_where_the_site_asks_for_it() -> None:
    assert [len(opened().cards), len(opened("admission_screening").cards)] == [1, 0]


def test_a_full_card_says_more_than_a_brief_one() -> None:
    (full,), (brief,) = opened().cards, opened("card").cards
    assert "Condition/dx-F31-9" in full.detail
    assert "Condition/dx-F31-9" not in brief.detail


def test_the_example_is_called_as_its_file() -> None:
    assert reviewer().mapping.site.site == "example-every-key"


@pytest.mark.parametrize("key", SiteFile.model_fields)
def test_each_key_is_shown_as_it_stands_in_the_example(key: str) -> None:
    assert yaml.load(shown(key, "yaml"), yaml.BaseLoader) == {key: EXAMPLE[key]}


def test_each_key_is_tried() -> None:
    others = {"site", "card", "admission_screening", "codes", "scales"}
    assert {trial.key for trial in TRIALS} | others == set(SiteFile.model_fields)
