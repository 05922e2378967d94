"""How each search of a call went: sent along, null, left out, asked of the server, failed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mappings.fhir.resources import OneSlot, Resource
from service.ehr.complete_prefetch import Searched, entries_in
from service.explanation.explanation import SearchAccount


def searches_told(
    templates: Mapping[str, str], sent: Mapping[str, OneSlot], made: Iterable[Searched]
) -> tuple[SearchAccount, ...]:
    """Each search of the site, then what was asked for besides, in the order of asking."""
    by_key = {each.key: each for each in made}
    told = [_told(key, query, sent, by_key.pop(key, None)) for key, query in templates.items()]
    return (*told, *(_made(each) for each in by_key.values()))


def _told(key: str, query: str, sent: Mapping[str, OneSlot], made: Searched | None) -> SearchAccount:
    if made is not None:
        return _made(made)
    if key not in sent:
        return SearchAccount(key, query, "left-out")
    slot = sent[key]
    if slot is None:
        return SearchAccount(key, query, "null")
    if type(slot) is Resource and slot.resourceType == "OperationOutcome":
        return SearchAccount(key, query, "failed", problem="the EHR sent an OperationOutcome")
    return SearchAccount(key, query, "sent", entries_in(slot))


def _made(made: Searched) -> SearchAccount:
    problem = made.lacking.problem if made.lacking else ""
    status = "failed" if problem else "read"
    return SearchAccount(made.key, made.query, status, made.found, round(made.seconds * 1000, 1), problem)
