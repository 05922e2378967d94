"""A page that is newest first, and says so, holds the newest answer."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT
from tests.mappings.reading import Reader, facts_of
from tests.mappings.record.unread import LEFT, recorded
from tests.support.bundles import bundle, operation_outcome
from tests.support.fhir import SERVER, Json, item, no, questionnaire_response, yes

NEXT = {"relation": "next", "url": f"{SERVER}/next"}
SORTED = {"relation": "self", "url": f"{SERVER}/Observation?patient=p1&_sort=-date"}
NEWER, OLDER = "2026-02-20", "2026-01-10"


@pytest.mark.parametrize(
    ("entries", "link", "settled"),
    [
        pytest.param([yes(FACT, NEWER), no("x", OLDER)], [NEXT, SORTED], True, id="in order, and says so"),
        pytest.param([yes(FACT, NEWER), no("x", OLDER)], [NEXT], False, id="in order by chance"),
        pytest.param([no("x", OLDER), yes(FACT, NEWER)], [NEXT, SORTED], False, id="says so, and is not"),
        pytest.param([yes(FACT, NEWER), no("x", NEWER)], [NEXT, SORTED], True, id="all of one day"),
        pytest.param(
            [yes(FACT, NEWER), no("x", None), no("y", OLDER)],
            [NEXT, SORTED],
            True,
            id="in order but for an answer without a date",
        ),
        pytest.param(
            [yes(FACT, NEWER)],
            [NEXT, SORTED | {"url": f"{SERVER}/Observation?_sort=date"}],
            False,
            id="oldest first",
        ),
        pytest.param(
            [yes(FACT, NEWER)],
            [NEXT, SORTED | {"url": f"{SERVER}/Observation?_sort=status,-date"}],
            False,
            id="by another element first",
        ),
    ],
)
def test_the_newest_on_a_page_that_is_newest_first_is_the_newest(
    facts: Reader, entries: list[Json], link: list[Json], settled: bool
) -> None:
    record = recorded(facts, {"criteriaInputs": bundle(*entries, link=link)}, [LEFT])
    assert (facts_of(record)[FACT].truth is Truth.MET) is settled
    assert facts_of(record)["expected-benefit"].code is ReasonCode.UNREAD_CUT_OFF, "it was not found"


def test_an_answer_that_is_older_than_the_page_goes_back_is_not_the_newest(facts: Reader) -> None:
    cut_off = bundle(no("x", NEWER), link=[NEXT, SORTED])
    for on, settled in ((NEWER, True), (OLDER, False)):
        form = questionnaire_response(item(FACT, {"valueBoolean": True}), authored=on)
        record = recorded(facts, {"criteriaInputs": cut_off, "x": bundle(form)}, [LEFT])
        assert (facts_of(record)[FACT].truth is Truth.MET) is settled


def test_what_is_withheld_is_not_made_good_by_an_order(facts: Reader) -> None:
    withheld = bundle(yes(FACT), operation_outcome("suppressed", "warning"), link=[SORTED])
    assert facts_of(recorded(facts, {"criteriaInputs": withheld}))[FACT].code is ReasonCode.UNREAD_WITHHELD
