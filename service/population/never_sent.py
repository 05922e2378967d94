"""Types of resources that never came, with the patients whose open criteria could rest on them.

Of a few patients nothing is said: each of them may simply have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mappings.unmapped.row import UnmappedKey, UnmappedKind
from service.population.gap_report import GapFound, gap_id
from service.population.kinds import PEOPLE
from service.population.passes import Standing

MIN_PATIENTS = 5
"""Of how many patients a type has to be lacking before that is a gap."""
_IN_CARE = ("CarePlan", "ServiceRequest")
"""What shows that a service is in progress, on which the choice of criteria rests."""


def never_sent(sent: Mapping[str, int], standing: Standing, searched: Iterable[str]) -> Iterator[GapFound]:
    """A gap for each type that none of the resources sent is of; `searched` are those that searches bring."""
    if standing.patients < MIN_PATIENTS:
        return
    for kind in sorted({*searched, *PEOPLE}):
        criteria = standing.resting_by_kind[kind]
        in_care = kind in _IN_CARE
        if not sent.get(kind) and (criteria or in_care):
            patients = standing.patients if in_care else standing.lacking_by_kind[kind]
            key = UnmappedKey(UnmappedKind.NEVER_SENT, kind)
            ask = f"none came; ask the EHR for user/{kind}.rs"
            yield GapFound(gap_id(key), key.kind, kind, ask, 0, patients, "", (), rests=criteria)
