"""One patient's record out of a prefetch: whose it is, in which version, and what each resource may say.

The one line from what was sent to what the readers are given. The keys' names
say nothing of the resources under them, but which search brought them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from criteria.gaps import Gap, GapKind
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.bundles import Unpacked, unpacked
from mappings.fhir.references import reference_to
from mappings.fhir.resources import OneSlot, string_or_empty
from mappings.fhir.servers import Sent, Servers
from mappings.record.answer_index import ANSWER_HANDLERS
from mappings.record.cut_short import gaps_of_searches
from mappings.record.index import HANDLERS, Indexer
from mappings.record.ledger import Aside, SetAside
from mappings.record.patient_record import PatientRecord
from mappings.record.patients import SentPatient, gaps_of_patients, own_servers, the_patient
from mappings.record.unread import (
    read_back_to,
    totals,
    unread_resources,
    unread_searches,
    weightiest_first,
)
from mappings.record.versions import Versions, newest_versions
from mappings.record.whose import Whose
from mappings.search_keys import search_of

_HANDLERS = {**HANDLERS, **ANSWER_HANDLERS}
_REFERRED_TO = frozenset(
    {"CareTeam", "Device", "EpisodeOfCare", "Location", "Organization", "Person", "RelatedPerson"}
)
"""Types of which only that they were sent is read, where another resource refers to one."""
_KNOWN = frozenset(_HANDLERS) | _REFERRED_TO | {"Patient"}


def read_record(
    patient_id: str,
    prefetch: Mapping[str, OneSlot],
    mapping: SiteMapping,
    server: str = "",
    failures: Sequence[Gap] = (),
) -> PatientRecord:
    """The record of a patient.

    `server` is the FHIR server that the request names, `failures` are searches and reads
    that gave nothing, or not everything. Resources of others are left out and
    reported as gaps.
    """
    found = {key: unpacked(slot, f"prefetch/{key}") for key, slot in prefetch.items()}
    sent = [each for under in found.values() for each in under.sent]
    ids = [each for under in found.values() for each in under.ids]
    patients = [SentPatient(each, key) for key, under in found.items() for each in under.patients]
    servers = own_servers(patients, patient_id, (server,), sent, mapping.server_aliases)
    versions = newest_versions(sent, ids, servers)
    record = PatientRecord(patient_id, mapping.zone, versions.current, servers)
    _set_aside(record, found, versions)
    whose = record.whose = _with_patient(record, patients, versions, servers)
    not_read = _sort(record, Indexer(record, mapping, whose, versions.unclear))
    record.gaps += gaps_of_searches(found, mapping)
    record.gaps += _gaps_of_types(found, not_read)
    record.gaps += failures
    record.unread_resources = unread_resources(failures)
    record.gaps += list(totals(found, record.gaps))
    if record.gaps:
        record.gaps = weightiest_first(record.gaps)
        record.unread = unread_searches(record.gaps)
    if record.unread:
        record.read_back_to = read_back_to(found, record.gaps, record)
    return record


def _with_patient(
    record: PatientRecord, patients: Sequence[SentPatient], versions: Versions, servers: Servers
) -> Whose:
    """Put the Patient into the record, and say what is to be said of others; whose the rest is, follows."""
    gone = {id(each) for each in (*versions.older, *versions.repeated)}
    known = [each for each in patients if id(each.sent) not in gone]
    chosen = the_patient(known, record.patient_id, servers, versions.unclear)
    for each, gap in gaps_of_patients(known, chosen):
        record.gaps.append(gap)
        if each is not chosen:
            record.set_aside.append(SetAside(gap.reference, gap.kind))
    if chosen:
        record.patient = chosen.resource
        record.take(chosen)
    return Whose(record.patient_id, chosen, [each.sent for each in known], servers, record.references)


def _set_aside(record: PatientRecord, found: Mapping[str, Unpacked], versions: Versions) -> None:
    asides = (
        (versions.older, Aside.OLDER_VERSION),
        (versions.repeated, Aside.SENT_TWICE),
        ([each for under in found.values() for each in under.no_results], Aside.SEARCH_OUTCOME),
        ([Sent(each) for under in found.values() for each in under.outcomes], Aside.SEARCH_OUTCOME),
    )
    for listed, why in asides:
        record.set_aside += [SetAside(reference_to(each.resource, each.full_url), why) for each in listed]


def _sort(record: PatientRecord, index: Indexer) -> frozenset[int]:
    """Hand each resource to the one who knows its type; the `id()` of those whose type nobody knows."""
    strange: set[int] = set()
    for sent in record.sent:
        kind = sent.resource.resourceType
        take = _HANDLERS.get(kind)
        if take is None:
            if kind != "Patient":
                index.pass_over(sent)
            if kind not in _KNOWN:
                strange.add(id(sent.resource))
        elif not take(index, sent):
            index.pass_over(sent)
    return frozenset(strange)


def _gaps_of_types(found: Mapping[str, Unpacked], strange: frozenset[int]) -> Iterator[Gap]:
    """What searches of ours found of a type that nothing here reads, and did not only bring along."""
    if not strange:
        return
    not_read = Counter(
        (search, string_or_empty(each.resource.resourceType))
        for key, under in found.items()
        if (search := search_of(key))
        for each in under.sent
        if id(each.resource) in strange and id(each.resource) not in under.included
    )
    for (search, kind), count in sorted(not_read.items()):
        yield Gap(f"prefetch/{search}", GapKind.TYPE_NOT_READ, f"{count} {kind}")
