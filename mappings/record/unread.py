"""Which searches were not read to their end, why, and how far back those were read that are in order.

Absent, failed and cut off are three things: what a search did not bring was
not sent, could not be had, is withheld, or stands on a page that nobody read.
A search that shows newest first is read back to the last day that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from criteria.gaps import Gap, GapKind
from criteria.reasons import ReasonCode
from mappings.fhir.bundles import Unpacked, link_of
from mappings.fhir.dates import When
from mappings.fhir.elements import Period, decoded_first
from mappings.fhir.resources import Resource
from mappings.record.cut_short import total_of
from mappings.record.patient_record import PatientRecord
from mappings.search_keys import HINTS_ONLY, NEWEST_FIRST, SearchKey, search_of

WORST_FIRST = (
    ReasonCode.UNREAD_WITHHELD,
    ReasonCode.UNREAD_FAILED,
    ReasonCode.UNREAD_LATE,
    ReasonCode.UNREAD_CUT_OFF,
    ReasonCode.NOT_SENT,
)

_PAGES_LEFT = (
    GapKind.FIRST_PAGE_ONLY,
    GapKind.MORE_THAN_SENT,
    GapKind.FIRST_PAGES,
    GapKind.FIRST_RESOURCES,
    GapKind.TOO_LONG,
    GapKind.LEAVES_SERVER,
)
_FAILED = (
    GapKind.SEARCH_FAILED,
    GapKind.SEARCH_PROBLEM,
    GapKind.UNREACHABLE,
    GapKind.REFUSED,
    GapKind.OPERATION_OUTCOME,
    GapKind.NOT_JSON,
    GapKind.NOT_ASKED_FOR,
    GapKind.NO_RESOURCE,
    GapKind.NO_RESOURCE_TYPE,
    GapKind.NO_LIST_OF_ENTRIES,
    GapKind.UNDER_MODIFIER,
)
_CODES: Mapping[GapKind, ReasonCode] = {
    GapKind.NOT_SENT: ReasonCode.NOT_SENT,
    GapKind.SEARCH_WITHHELD: ReasonCode.UNREAD_WITHHELD,
    GapKind.SEARCH_TIMED_OUT: ReasonCode.UNREAD_LATE,
    GapKind.TOO_LATE: ReasonCode.UNREAD_LATE,
    GapKind.SEARCH_INCOMPLETE: ReasonCode.UNREAD_CUT_OFF,
    **dict.fromkeys(_PAGES_LEFT, ReasonCode.UNREAD_CUT_OFF),
    **dict.fromkeys(_FAILED, ReasonCode.UNREAD_FAILED),
}
_SAYS_THAT_IT_LACKS = (GapKind.SEARCH_WITHHELD, GapKind.SEARCH_PROBLEM, GapKind.SEARCH_INCOMPLETE)
_CHANGES_NOTHING = (GapKind.TYPE_NOT_READ, GapKind.ANOTHER_PATIENT, GapKind.PATIENT_WITHOUT_ID)
_FORBIDDEN = "403"


def unread_searches(gaps: Iterable[Gap]) -> dict[SearchKey, ReasonCode]:
    """The searches that were not read to their end, by the gaps that say so, each with the worst reason."""
    found: dict[SearchKey, ReasonCode] = {}
    for gap in gaps:
        search, code = _search(gap), _code(gap)
        if search and code:
            found[search] = min(found.get(search, code), code, key=WORST_FIRST.index)
    return found


def unread_resources(failures: Iterable[Gap]) -> dict[str, ReasonCode]:
    """The resources that were asked for by themselves and could not be had, by `Type/id`, and why."""
    coded = ((gap.reference, _code(gap)) for gap in failures if not _search(gap))
    return {reference: code for reference, code in coded if code}


def totals(found: Mapping[str, Unpacked], lacking: Iterable[Gap]) -> Iterator[Gap]:
    """A gap for each search that says that it found more than was sent, and that nobody says so of yet."""
    by_search: dict[SearchKey, tuple[int, int]] = {}
    for key, under in found.items():
        if under.bundles and (search := search_of(key)):
            stated = sum(map(total_of, under.bundles))
            sent = len(under.sent) - len(under.included) + len(under.gaps)
            total, so_far = by_search.get(search, (0, 0))
            by_search[search] = (max(total, stated), so_far + sent)
    more = {search: total for search, (total, sent) in by_search.items() if total > sent}
    said = {_search(gap) for gap in lacking if _code(gap)} if more else set()
    for search, total in more.items():
        if search not in said:
            yield Gap(f"prefetch/{search}", GapKind.MORE_THAN_SENT, f"{total}")


def read_back_to(
    found: Mapping[str, Unpacked], gaps: Sequence[Gap], record: PatientRecord
) -> dict[SearchKey, date]:
    """The last day of each search that was cut off, where it shows that it is in order, newest first."""
    says_so = {_search(gap) for gap in gaps if gap.kind in _SAYS_THAT_IT_LACKS}
    days: dict[SearchKey, date] = {}
    for search, sort in NEWEST_FIRST.items():
        pages = [under for key, under in found.items() if search_of(key) == search and under.bundles]
        if search in record.unread and search not in says_so and pages and _shows(pages[0].bundles[0], sort):
            last = _last_in_order([each.resource for page in pages for each in page.sent], record)
            if last:
                days[search] = last
    return days


def weightiest_first(gaps: Iterable[Gap]) -> list[Gap]:
    """Gaps in the order of what they may change: whole searches, resources, what only brings hints."""
    return sorted(gaps, key=_weight)


def _weight(gap: Gap) -> int:
    if gap.kind in _CHANGES_NOTHING:
        return 3
    search = _search(gap)
    if search is None or not _code(gap):
        return 1
    return 2 if search in HINTS_ONLY else 0


def _search(gap: Gap) -> SearchKey | None:
    place, _, key = gap.reference.partition("/")
    return search_of(key) if place == "prefetch" else None


def _code(gap: Gap) -> ReasonCode | None:
    if gap.kind is GapKind.REFUSED and gap.detail == _FORBIDDEN:
        return ReasonCode.UNREAD_WITHHELD
    return _CODES.get(gap.kind)


def _shows(page: Resource, sort: str) -> bool:
    """Whether the self link of a page says that the server sorted by that, and by it first."""
    try:
        query = dict(parse_qsl(urlsplit(link_of(page, "self")).query))
    except ValueError:
        return False
    return query.get("_sort", "").partition(",")[0] == sort


def _last_in_order(resources: Sequence[Resource], record: PatientRecord) -> date | None:
    """The earliest day of resources that stand newest first, undated ones aside; None where they do not."""
    spans = [span for span in (_span(each, record) for each in resources) if span]
    in_order = all(newer[1].last >= older[0].first for newer, older in pairwise(spans))
    return min(first.first for first, _ in spans) if spans and in_order else None


def _span(resource: Resource, record: PatientRecord) -> tuple[When, When] | None:
    """The first and the last that the date of an answer may mean, as servers sort by it."""
    if resource.resourceType == "QuestionnaireResponse":
        when = record.when(resource.authored)
        return (when, when) if when else None
    when = record.when(resource.effectiveDateTime) or record.when(resource.effectiveInstant)
    if when:
        return when, when
    period = decoded_first(resource.effectivePeriod, Period)
    start, end = (record.when(period.start), record.when(period.end)) if period else (None, None)
    known = [each for each in (start, end) if each]
    return (known[0], known[-1]) if known else None
