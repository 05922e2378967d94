"""What a sheet shows with answers that are not saved is what the next card says once they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import pytest

from criteria.determination import Determination
from mappings.forms.given import CANNOT_TELL
from mappings.readers.form_item import FormItem, ItemKind
from service.ehr.write_answers import linked
from service.review.open_questions import OpenQuestions
from service.worksheet.people import ME as MYSELF
from service.worksheet.stand import Deceased, beside
from service.worksheet.worked import Worked
from tests.properties.golden_records import answered, cases
from tests.service.worksheet.desks import Table, table, worked
from tests.support.bundles import searchset
from tests.support.fhir import Json

SERVED = [name for name in cases() if "not-ours" not in name and "deceased" not in name]
SEEDS = range(3)


def typed_at(at: Table, seed: int) -> Iterator[tuple[str, str]]:
    """Some answer to every question that a sheet asks, also to those of what is settled or unread."""
    random = Random(seed)
    opened = [each.id for each in worked(at).stand.criteria] if random.random() < 0.5 else []
    for entry in worked(at, {}, *opened).asked.entries:
        yield from fields_of(entry.item, entry.beside, at, random)


def fields_of(item: FormItem, beside_it: str, at: Table, random: Random) -> Iterator[tuple[str, str]]:
    """What is typed for one answer."""
    day = at.desk.on.isoformat()
    match item.kind:
        case ItemKind.YES_NO:
            yield item.fact, random.choice(("yes", "yes", "no", CANNOT_TELL))
            yield f"{item.fact}.by", MYSELF
        case ItemKind.SEVERITY:
            yield item.fact, random.choice(("none", "mild", "moderate", "severe", "extreme", CANNOT_TELL))
        case ItemKind.SCORE:
            low, high = item.range or (0, 0)
            yield item.fact, str(random.randint(low, high))
            yield f"{beside_it}.on", day
            yield f"{beside_it}.by", MYSELF
        case ItemKind.DATE:
            yield item.fact, "date"
            yield f"{item.fact}.on", day


def saved_of(sheet: Worked) -> list[Json]:
    """What saving a sheet writes, as the chart holds it: under ids, and linked."""
    made = beside(sheet.desk, sheet.reading.record, sheet.stand, sheet.given, sheet.draft.id)
    response, *others = made.values()
    own = f"QuestionnaireResponse/{'saved-form'}"
    held = [response | {"id": "saved-form"}]
    return held + [linked(each, own) | {"id": f"saved-{i}"} for i, each in enumerate(others)]


def told(found: Determination) -> Mapping[str, tuple[str, str, list[tuple[str, str]]]]:
    """What a determination says, apart from how its evidence is cited."""
    return {
        path: (each.outcome, each.counts_until, [(m.fact, m.code.value) for m in each.missing])
        for path, each in found.walk()
    }


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", SERVED)
def test_a_sheet_with_answers_stands_where_the_next_card_will(name: str, seed: int) -> None:
    at = table(name)
    sheet = worked(at, dict(typed_at(at, seed)))
    assert not sheet.answers.errors
    if not sheet.given:
        return
    prefetch = at.request["prefetch"] | {"saved": searchset(*saved_of(sheet))}
    call = answered(at.request | {"prefetch": prefetch}, cases()[name].site)
    expected = sheet.after.determination
    found = [
        each
        for each in call.review.determinations
        if (each.policy.id, each.phase) == (expected.policy.id, expected.phase)
    ]
    if call.question.in_progress_only and not found:  # a chart that is opened says nothing of an admission
        return
    assert told(found[0]) == told(expected)
    assert found[0].outcome is expected.outcome


@pytest.mark.parametrize("name", ["deceased", "view-deceased-silent"])
def test_nothing_is_asked_of_the_dead(name: str) -> None:
    with pytest.raises(Deceased):
        worked(table(name))


@pytest.mark.parametrize("name", SERVED)
def test_a_card_counts_the_questions_that_its_worksheet_asks(name: str) -> None:
    at = table(name)
    mapping = at.desk.site.reviewer.mapping
    sheet = worked(at)
    found, facts = sheet.stand.determination, sheet.stand.judged.facts
    counted = OpenQuestions(at.desk.policy, mapping).of(found, facts, at.desk.signer.reference)
    assert counted == {each.fact for each in sheet.asked.entries}
