"""The order in which things are sent means nothing: of the keys of an object, of entries, of versions."""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from criteria.gaps import Gap, GapKind
from tests.mappings.rich import SITE
from tests.properties.generated_records import EVIDENCE, READ, sent_under_keys, whole
from tests.properties.golden_records import cards, cases, request_of, review_of
from tests.support.fhir import Json

SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLEAN = whole(READ.record(sent_under_keys(EVIDENCE), SITE))


def shuffled(part: Any, random: Random) -> Any:
    """A copy with the keys of each object, and the entries of each Bundle, in another order."""
    if isinstance(part, dict):
        names = random.sample(list(part), len(part))
        entries = part.get("entry") if part.get("resourceType") == "Bundle" else None
        copy = {name: shuffled(part[name], random) for name in names}
        if isinstance(entries, list):
            copy["entry"] = random.sample(copy["entry"], len(entries))
        return copy
    return [shuffled(each, random) for each in part] if isinstance(part, list) else part


def without_place(gap: Gap) -> Gap:
    """A gap that names an entry by its place, whatever the place."""
    return replace(gap, reference=re.sub(r"\[\d+\]", "[]", gap.reference))


@pytest.mark.parametrize("name", cases())
@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_keys_and_entries_changes_no_outcome_and_no_gap(name: str, seed: int) -> None:
    request, site = request_of(name), cases()[name].site
    sent = shuffled(request["prefetch"], Random(seed))
    before, after = review_of(request, site), review_of(request | {"prefetch": sent}, site)
    assert after.determinations == before.determinations
    assert Counter(map(without_place, after.gaps)) == Counter(map(without_place, before.gaps))


@pytest.mark.parametrize("name", [name for name in cases() if name != "dirty-record"])
def test_nor_a_word_of_a_card(name: str) -> None:
    request, site = request_of(name), cases()[name].site
    assert cards(shuffled(request, Random(name)), site) == cards(request, site)


@SOME
@given(st.randoms(use_true_random=False))
def test_nor_any_fact(random: Random) -> None:
    assert whole(READ.record(shuffled(sent_under_keys(EVIDENCE), random), SITE)) == CLEAN


RETRACTED = {"status": "entered-in-error"}


@SOME
@given(
    st.lists(st.sampled_from(EVIDENCE[1:]), max_size=4),
    st.sampled_from(["versionId", "lastUpdated", "both"]),
    st.randoms(use_true_random=False),
)
def test_the_newer_version_counts_in_any_order(again: list[Json], by: str, random: Random) -> None:
    older = [each | RETRACTED | {"meta": _meta(by, 9)} for each in again]
    newer = [each | {"meta": _meta(by, 10)} for each in EVIDENCE]
    sent = random.sample([*older, *newer], len(older) + len(newer))
    assert whole(READ.record(sent_under_keys(sent), SITE)) == CLEAN


@SOME
@given(st.sampled_from(EVIDENCE[1:]), st.randoms(use_true_random=False))
def test_of_versions_that_nothing_puts_in_order_none_counts_in_any_order(one: Json, random: Random) -> None:
    other = one | {"status": "entered-in-error", "lifecycleStatus": "cancelled", "code": {"text": "other"}}
    sent = random.sample([*EVIDENCE, other], len(EVIDENCE) + 1)
    record = READ.record(sent_under_keys(sent), SITE)
    cited = f"{one['resourceType']}/{one['id']}"
    assert cited not in {each.reference for fact in whole(record).values() for each in fact.evidence}
    kinds = {gap.kind for gap in record.gaps if gap.reference == cited}
    assert kinds <= {GapKind.VERSIONS_DIFFER, GapKind.UNKNOWN_CODE_SYSTEM}


def _meta(by: str, number: int) -> Json:
    said = {"versionId": str(number), "lastUpdated": f"2026-02-{number:02}T08:00:00Z"}
    return said if by == "both" else {by: said[by]}
