"""Types of resource that never came, though open facts are read from them: of one patient, and of a site.

Of one patient that a type did not come says little. That it came of none says that the EHR
does not send it, or that nobody asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from criteria.facts import Fact
from mappings.codes.site_mapping import SiteMapping
from mappings.readers.registry import FACT_READERS
from mappings.record.cut_short import SEARCHES
from mappings.record.patient_record import PatientRecord
from mappings.unmapped.profile import Profile
from mappings.unmapped.row import UnmappedKey, UnmappedKind, UnmappedRow

_LICENSED = ("Practitioner", "PractitionerRole")


def rows_of_types(
    facts: Iterable[Fact], record: PatientRecord, mapping: SiteMapping
) -> Iterator[UnmappedRow]:
    """The types that did not come, of those that open facts are read from.

    Who is a practitioner matters where the site says which qualifications count.
    """
    specs = mapping.fact_map.facts
    open_facts = [specs[fact.name] for fact in facts if fact.value is None]
    searches = {search for spec in open_facts for search in FACT_READERS[type(spec)].searches}
    came = {sent.resource.resourceType for sent in record.sent}
    for kind, bring in SEARCHES.items():
        if kind not in came and searches.intersection(bring):
            yield _row(kind)
    if open_facts and mapping.lpha_qualifications and came.isdisjoint(_LICENSED):
        yield from map(_row, _LICENSED)


def came_of_some(profile: Profile, patients: int) -> bool:
    """Whether a type that did not come of some patients came of others."""
    key = profile.key
    return key.kind is UnmappedKind.NEVER_SENT and not key.fact and profile.patients < patients


def _row(kind: str) -> UnmappedRow:
    key = UnmappedKey(UnmappedKind.NEVER_SENT, kind)
    return UnmappedRow(key, f"ask the EHR for it: user/{kind}.rs", rows=0)
