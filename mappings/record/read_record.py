"""One patient's record out of a prefetch: whose it is, in which version, and what each resource may say.

The one line from what was sent to what the readers are given. The keys' names
say nothing of the resources under them, but which search brought them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from criteria.gaps import Gap, GapKind
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.bundles import Unpacked, unpacked
from mappings.fhir.references import reference_to
from mappings.fhir.resources import OneSlot
from mappings.fhir.servers import Sent, Servers
from mappings.record.answer_index import ANSWER_HANDLERS
from mappings.record.index import HANDLERS, Indexer
from mappings.record.ledger import Aside, SetAside
from mappings.record.outcomes import problem_of
from mappings.record.patient_record import PatientRecord
from mappings.record.patients import SentPatient, gaps_of_patients, own_servers, the_patient
from mappings.record.unread import read_back_to, totals, unread_searches, weightiest_first
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
    failures: Iterable[Gap] = (),
) -> PatientRecord:
    """The record of a patient.

    `server` is the FHIR server that the request names, `failures` are searches
    that gave nothing, or not everything. Resources of others are left out and
    reported as gaps.
    """
    found = {key: unpacked(slot, f"prefetch/{key}") for key, slot in prefetch.items()}
    sent = [each for under in found.values() for each in under.sent]
    patients = [
        SentPatient(each, key)
        for key, under in found.items()
        for each in under.sent
        if each.resource.resourceType == "Patient"
    ]
    servers = own_servers(patients, patient_id, (server,), sent)
    versions = newest_versions(sent, servers)
    record = PatientRecord(patient_id, mapping.zone, versions.current, servers)
    _set_aside(record, found, versions)
    whose = _with_patient(record, patients, versions, servers)
    _sort(record, Indexer(record, mapping, whose, versions.unclear))
    record.gaps += _gaps_of_searches(found, mapping)
    record.gaps += failures
    record.gaps += list(totals(found, record.gaps))
    record.gaps = weightiest_first(record.gaps)
    record.unread = unread_searches(record.gaps)
    record.read_back_to = read_back_to(found, record.gaps, record) if record.unread else {}
    return record


def _with_patient(
    record: PatientRecord, patients: Sequence[SentPatient], versions: Versions, servers: Servers
) -> Whose:
    """Put the Patient into the record, and say what is to be said of others; whose the rest is, follows."""
    superseded = {id(each) for each in (*versions.older, *versions.repeated)}
    known = [each for each in patients if id(each.sent) not in superseded]
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


def _sort(record: PatientRecord, index: Indexer) -> None:
    """Hand each resource to the one who knows its type."""
    for sent in record.sent:
        kind = sent.resource.resourceType
        take = _HANDLERS.get(kind)
        if take:
            index.add(sent, take)
        elif kind != "Patient":
            record.meaningless_sent.append(sent.resource)


def _gaps_of_searches(found: Mapping[str, Unpacked], mapping: SiteMapping) -> Iterator[Gap]:
    """What is wrong with the searches as a whole, by the key of each."""
    not_read: dict[str, Counter[str]] = {}
    for key, under in found.items():
        yield from under.gaps
        if problem := _problem(under, mapping):
            yield Gap(f"prefetch/{search_of(key) or key}", problem)
        if (search := search_of(key)) and (kinds := _types_not_read(under)):
            not_read.setdefault(search, Counter()).update(kinds)
    for of_search, counted in not_read.items():
        for kind, count in sorted(counted.items()):
            yield Gap(f"prefetch/{of_search}", GapKind.TYPE_NOT_READ, f"{count} {kind}")


def _problem(under: Unpacked, mapping: SiteMapping) -> GapKind | None:
    problem = problem_of(under.outcomes, mapping)
    if under.failed and problem in (None, GapKind.SEARCH_PROBLEM):
        return GapKind.SEARCH_FAILED
    return problem


def _types_not_read(under: Unpacked) -> list[str]:
    """What a search found of a type that nothing here reads, and did not only bring along."""
    return [
        each.resource.resourceType
        for each in under.sent
        if each.resource.resourceType not in _KNOWN and id(each.resource) not in under.included
    ]
