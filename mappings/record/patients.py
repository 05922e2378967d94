"""Which of the Patients that were sent is the request's: the one with its id, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from criteria.gaps import Gap, GapKind
from mappings.fhir.elements import Link, decoded_list
from mappings.fhir.modifiers import is_modified
from mappings.fhir.references import Reference, reference_to
from mappings.fhir.resources import string_or_empty
from mappings.fhir.servers import Sent, Servers, base_of, server_of
from mappings.search_keys import search_of

PATIENT_KEY = "patient"


class SentPatient(NamedTuple):
    """A Patient and the prefetch key it stood under."""

    sent: Sent
    key: str


def own_servers(
    patients: Sequence[SentPatient],
    patient_id: str,
    named: Sequence[str],
    sent: Sequence[Sent],
    aliases: frozenset[str] = frozenset(),
) -> Servers:
    """The servers whose ids are this record's: those that are named, and that of the Patient's own entry.

    Where Patients of the request's id came from several servers, their entries
    do not tell which of these is meant; `aliases` are other names of the own server.
    """
    stated = {base_of(each.sent) for each in patients if each.sent.resource.id == patient_id} - {""}
    bases = {base for base in stated if server_of(base) not in aliases}
    is_bare = any(each.sent.resource.id == patient_id and not each.sent.full_url for each in patients)
    is_told = len(bases) == 1 and not (is_bare and any(named))
    return Servers((*named, *(bases if is_told else ())), sent, aliases)


def the_patient(
    patients: Sequence[SentPatient], patient_id: str, servers: Servers, unclear: frozenset[int]
) -> Sent | None:
    """The Patient of the request; None where it was not sent, or cannot be told.

    One without any id stands in where it is the only Patient and came under
    the key that was asked for. One of another id never does.
    """
    requested = [each.sent for each in patients if each.sent.resource.id == patient_id]
    if requested:
        own = [each for each in requested if not servers.of(each)]
        return own[0] if len(own) == 1 and id(own[0].resource) not in unclear else None
    only = patients[0] if len(patients) == 1 else None
    if only and only.sent.resource.id is None and search_of(only.key) == PATIENT_KEY:
        return only.sent
    return None


def gaps_of_patients(patients: Sequence[SentPatient], chosen: Sent | None) -> Iterator[tuple[Sent, Gap]]:
    """What is to be said of the Patients that were sent, with the one that it is about."""
    for each, _ in patients:
        if each is chosen:
            yield from ((each, gap) for gap in _of_chosen(each))
        else:
            kind = GapKind.PATIENT_WITHOUT_ID if each.resource.id is None else GapKind.ANOTHER_PATIENT
            yield each, Gap("Patient", kind)


def _of_chosen(patient: Sent) -> Iterator[Gap]:
    cited = reference_to(patient.resource, patient.full_url)
    if is_modified(patient.resource):
        yield Gap(cited, GapKind.UNDER_MODIFIER)
    for link in decoded_list(patient.resource.link, Link):
        if link.type == "replaced-by":
            other = string_or_empty(link.other.reference) if type(link.other) is Reference else ""
            yield Gap(cited, GapKind.PATIENT_REPLACED, f": {other}" if other else "")
