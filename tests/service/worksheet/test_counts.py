"""The question of how many events there were: in the form, on the page, tried, and read back when signed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cds_cards.actions import CardAddresses
from cds_cards.wording import load_wording
from cds_cards.worksheet_wording import load_worksheet_wording
from criteria.events import Events
from criteria.truth import Truth
from mappings.forms.draft import answer_on_file
from mappings.forms.form import Form
from mappings.forms.given import CANNOT_TELL, Given
from mappings.forms.own_codes import own_codes
from mappings.forms.questionnaire import questionnaire_of
from mappings.record.read_record import read_record
from service.ehr.complete_prefetch import PrefetchCompleter
from service.hooks.completed_record import Chart
from service.hooks.request import decode_request
from service.review.site import Site
from service.worksheet.desk import Desk, policy_parts
from service.worksheet.draft import Draft
from service.worksheet.reading import Reading, Wanted, read_chart
from service.worksheet.sheet import Around, sheet_of
from service.worksheet.view.criterion import CriterionView
from service.worksheet.worked import Worked, work
from tests.mappings.forms.signing import saved, signed, valid, ways
from tests.service.review.own_policy import SERVICE, with_own_policy
from tests.service.review.reviewing import SETTINGS, ordered
from tests.service.worksheet.desks import DRAFT, ME
from tests.support.fhir import BASE, HL7, ON, PATIENT, Json, coding, encounter, patient
from tests.support.hook_calls import order_select, prefetched

FACT = "group-admissions"


@cache
def site() -> Site:
    """A site with a policy that counts admissions."""
    with TemporaryDirectory() as folder:
        rules = with_own_policy(Path(folder))
        return rules.load_site(rules.load_policies(), SETTINGS)


def stay(identity: str, start: str, end: str) -> Json:
    elements: Json = {"class": coding(f"{HL7}/v3-ActCode", "IMP"), "period": {"start": start, "end": end}}
    return encounter(identity, **elements)


def prefetch_of(*resources: Json) -> dict[str, Any]:
    call = order_select(prefetch=prefetched(patient(), *resources))
    return decode_request(json.dumps(call).encode()).prefetch or {}


def at_desk(*resources: Json) -> tuple[Desk, Reading]:
    """The worksheet of the policy with these resources on file."""
    policy = next(each for each in site().reviewer.policies if each.service.code == SERVICE)
    addresses = CardAddresses("https://cards.example", BASE)
    parts = policy_parts(policy, site(), (load_wording(), load_worksheet_wording()), addresses)
    at = datetime(2026, 3, 1, 15, 2, tzinfo=UTC)
    chart = Chart(PATIENT, site(), ON, PrefetchCompleter())
    reading = read_chart(chart, Wanted(SERVICE, ME.reference), at, prefetch_of(*resources)).reading
    return Desk(parts, site(), PATIENT, ME, ON, at, "admission"), reading


def worked(typed: dict[str, str], *resources: Json) -> Worked:
    desk, reading = at_desk(*resources)
    return work(desk, reading, Draft(DRAFT, typed, ("3",)))


def criterion(typed: dict[str, str], *resources: Json) -> CriterionView:
    """The criterion of admissions as the page shows it."""
    view = sheet_of(worked(typed, *resources), Around("/worksheet/w"))
    return next(each for section in view.sections for each in section.criteria if each.path == "3")


def form() -> Form:
    desk, _ = at_desk()
    return desk.parts.forms["admission"]


def test_the_form_takes_a_whole_number_or_that_it_cannot_be_told() -> None:
    made = questionnaire_of(form(), own_codes(BASE, site().reviewer.mapping.fact_map))
    items = {each["linkId"]: each for each in _every(made)}
    asked, instead = items[f"admission/{FACT}"], items[f"admission/{FACT}.instead"]
    assert (asked["type"], instead["type"]) == ("integer", "choice")
    bounds = {each["url"].rpartition("/")[2]: each.get("valueInteger") for each in asked["extension"]}
    assert (bounds["minValue"], bounds["maxValue"]) == (0, 999)
    assert [each["valueCoding"]["code"] for each in instead["answerOption"]] == [CANNOT_TELL]
    valid([made])


def _every(parent: Json) -> list[Json]:
    return [each for child in parent.get("item", ()) for each in (child, *_every(child))]


@pytest.mark.parametrize("number", [2, 0])
@pytest.mark.parametrize("way", range(3), ids=["by the form", "by the Observation", "by both"])
def test_what_is_signed_is_read_back(number: int, way: int) -> None:
    resources = saved(signed(Given(FACT, number), form=form(), rule_set="admission"))
    valid(resources)
    record = read_record(PATIENT, prefetch_of(*ways(resources)[way]), site().reviewer.mapping)
    policy = next(each for each in site().reviewer.policies if each.service.code == SERVICE)
    fact = site().reviewer.facts_of(policy, record, ordered(SERVICE), ON)[FACT]
    assert fact.value == Events(told=number)
    item = form().item(FACT)
    assert item is not None
    assert answer_on_file(item, fact) == Given(FACT, number)


def test_that_it_cannot_be_told_is_read_back_as_unknown() -> None:
    resources = saved(signed(Given(FACT, CANNOT_TELL), form=form(), rule_set="admission"))
    record = read_record(PATIENT, prefetch_of(*resources), site().reviewer.mapping)
    policy = next(each for each in site().reviewer.policies if each.service.code == SERVICE)
    assert site().reviewer.facts_of(policy, record, ordered(SERVICE), ON)[FACT].value is None


def test_the_page_asks_for_the_number_in_the_time_of_the_policy() -> None:
    (question,) = criterion({}).questions
    assert [(each.name, each.kind, each.least) for each in question.fields] == [(f"{FACT}.on", "number", "0")]
    assert [each.value for each in question.choices] == [CANNOT_TELL]
    assert question.help == "Asked for the last 12 months, since Mar 1, 2025."


@pytest.mark.parametrize(
    ("typed", "truth"),
    [
        pytest.param({f"{FACT}.on": "2"}, Truth.MET, id="enough"),
        pytest.param({f"{FACT}.on": "1"}, Truth.NOT_MET, id="too few"),
        pytest.param({f"{FACT}.on": "0"}, Truth.NOT_MET, id="none"),
        pytest.param({FACT: CANNOT_TELL}, Truth.UNKNOWN, id="cannot be told"),
        pytest.param({}, Truth.UNKNOWN, id="nothing typed"),
    ],
)
def test_what_is_typed_decides(typed: dict[str, str], truth: Truth) -> None:
    (found,) = (each for each in worked(typed).after.criteria if each.id == "3")
    assert found.truth is truth


def test_a_number_below_what_is_on_file_settles_nothing() -> None:
    stays = [stay("e", "2026-01-02", "2026-01-20"), stay("f", "2026-02-02", "2026-02-20")]
    (found,) = (each for each in worked({f"{FACT}.on": "1"}, *stays).after.criteria if each.id == "3")
    assert found.truth is Truth.UNKNOWN


def test_the_numbers_about_the_bound_are_tried() -> None:
    assert [line.partition(":")[0] for line in criterion({}).what_if][:2] == ["2 or above", "Below 2"]
