"""What of a record no fact considered: set aside, read and not asked for, or without meaning here."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from mappings.fhir.elements import decoded_text
from mappings.fhir.references import reference_to
from mappings.fhir.resources import Coding, Concept, Resource, code_of, codings, list_of, string_or_empty
from mappings.record.ledger import Aside
from mappings.record.patient_record import PatientRecord
from service.explanation.explanation import Meaningless, SetAsideAccount

MAX_EXAMPLES = 3
_NOT_ASKED_FOR = "no criterion of this review asks for it"
_ASIDE = {
    Aside.SENT_TWICE: "it was sent twice",
    Aside.OLDER_VERSION: "a newer version of it was sent",
    Aside.SEARCH_OUTCOME: "it tells of the search and not of the patient",
    Aside.NOT_TO_BE_DONE: "it says that something is not to be done",
}
_DATES = (
    *("effectiveDateTime", "effectiveInstant", "recordedDate", "onsetDateTime", "performedDateTime"),
    *("occurrenceDateTime", "authoredOn", "authored", "date", "issued"),
)


def set_aside(record: PatientRecord) -> tuple[SetAsideAccount, ...]:
    """The resources that were not read, and why."""
    details = {(gap.reference, gap.kind): gap.problem for gap in record.gaps}
    return tuple(
        SetAsideAccount(
            each.reference,
            _ASIDE[each.why]
            if isinstance(each.why, Aside)
            else details.get((each.reference, each.why), each.why.value),
        )
        for each in record.set_aside
    )


def unused(record: PatientRecord, considered: Collection[str]) -> tuple[SetAsideAccount, ...]:
    """What was read and stands nowhere in the review; a part of a resource stands for the whole."""
    whole = {reference.partition("#")[0] for reference in considered}
    found = []
    for sent in record.read:
        reference = reference_to(sent.resource, sent.full_url)
        if reference not in whole and reference != record.patient_reference:
            found.append(SetAsideAccount(reference, _NOT_ASKED_FOR, str(_named(sent.resource))))
    return tuple(found)


class _Named(Struct, frozen=True):
    """The first code of a resource, as it was sent; a text alone has neither system nor code."""

    system: str = ""
    code: str = ""
    display: str = ""

    def __str__(self) -> str:
        return f"{self.system}|{self.code}" if self.system else self.code or self.display


def meaningless(record: PatientRecord) -> tuple[Meaningless, ...]:
    """What arrived and means nothing here, by type and code, the most frequent first."""
    grouped: dict[tuple[str, str, str, str], list[Resource]] = {}
    displays: dict[tuple[str, str, str, str], str] = {}
    for resource in record.meaningless_sent:
        named = _named(resource)
        text = "" if named.code else named.display
        key = (string_or_empty(resource.resourceType), named.system, named.code, text)
        grouped.setdefault(key, []).append(resource)
        displays[key] = displays.get(key) or named.display
    found = [
        Meaningless(
            kind,
            system,
            code,
            displays[(kind, system, code, text)],
            len(resources),
            max((day for each in resources if (day := _day(each))), default=""),
            tuple(reference_to(each, "") for each in resources[:MAX_EXAMPLES]),
        )
        for (kind, system, code, text), resources in grouped.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.count, each.resource_type, each.system, each.code)))


def _named(resource: Resource) -> _Named:
    concepts = [*list_of(resource.code, Concept), *list_of(resource.type, Concept)]
    for concept in concepts:
        text = string_or_empty(concept.text)
        for coding in codings(concept):
            display = decoded_text(coding.display) if isinstance(coding, Coding) else ""
            return _Named(string_or_empty(coding.system), code_of(coding), display or text)
        if text:
            return _Named(display=text)
    return _Named(display=string_or_empty(resource.questionnaire))


def _day(resource: Resource) -> str:
    return next(_days(resource), "")


def _days(resource: Resource) -> Iterator[str]:
    for name in _DATES:
        if type(value := getattr(resource, name)) is str:
            yield value[:10]
