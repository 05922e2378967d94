"""A site's file as FHIR ConceptMaps: its codes for facts, its items, its answers and its orderables.

A code or an item is listed beside what it is read as here. What the site tells by
its exact text has no code, and stands in no ConceptMap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from criteria.facts import SEVERITIES
from mappings.codes.code_systems import CRITERIA_INPUT, Token
from mappings.codes.site_answers import ALL, SiteAnswers
from mappings.codes.site_codes import LocalCode, SystemCode
from mappings.codes.site_mapping import SiteMapping
from mappings.forms.given import Json
from mappings.forms.own_codes import NO_CODING, YES_CODING
from mappings.forms.terminology import Edition

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9.-]+")
_MAX_ID = 64


class _Entry(NamedTuple):
    """A code of the site, what it is read as, and the fact for which alone it is; empty for every one."""

    source: Token
    target: Json
    fact: str = ""


def concept_maps(mapping: SiteMapping, edition: Edition) -> tuple[Json, ...]:
    """The maps of a site that has a file; those without an entry are left out."""
    site = mapping.site.site
    maps = (
        ("inputs", f"Facts by the codes and items of {site}", _inputs(mapping, edition)),
        ("answers", f"Answers by the codes of {site}", _answers(mapping, edition)),
        ("orders", f"Services by the orderables of {site}", _orders(mapping)),
    )
    made = ((name, title, list(entries)) for name, title, entries in maps)
    return tuple(_map(site, name, title, entries, edition) for name, title, entries in made if entries)


def _inputs(mapping: SiteMapping, edition: Edition) -> Iterator[_Entry]:
    for fact, listed in mapping.site.codes.items():
        target = edition.codes.fact(fact)
        yield from (_Entry(token, target) for token in _tokens(listed, mapping))
    for form in mapping.site.questionnaires:
        for token, fact in form.tokens:
            yield _Entry(token, edition.codes.fact(fact))


def _answers(mapping: SiteMapping, edition: Edition) -> Iterator[_Entry]:
    for fact, said in mapping.site.answers.items():
        only = "" if fact == ALL else fact
        for name, target in _targets(edition):
            listed = getattr(said, name)
            yield from (_Entry(token, target, only) for token in _tokens(listed, mapping))


def _targets(edition: Edition) -> Iterator[tuple[str, Json]]:
    """What each key of a site's answers stands for."""
    words = {"yes": YES_CODING, "no": NO_CODING, "cannot_tell": edition.codes.cannot_tell}
    severities = {name: edition.codes.severity(name) for name in SEVERITIES}
    for name in SiteAnswers.model_fields:
        yield name, (words | severities)[name]


def _orders(mapping: SiteMapping) -> Iterator[_Entry]:
    for service, listed in mapping.site.orders.items():
        target = {"system": mapping.services.token(service).system, "code": service}
        for code in (*listed.orderables, *listed.contacts):
            yield from (_Entry(token, target) for token in _tokens([code], mapping))


def _tokens(codes: Iterable[LocalCode | SystemCode], mapping: SiteMapping) -> Iterator[Token]:
    for code in codes:
        if code.system:
            yield Token(mapping.systems.canonical(code.system), code.code)


def _map(site: str, name: str, title: str, entries: list[_Entry], edition: Edition) -> Json:
    identity = _NOT_IN_AN_ID.sub("-", f"{site}-{name}")[-_MAX_ID:]
    systems = dict.fromkeys((each.source.system, each.target["system"]) for each in entries)
    return {
        "resourceType": "ConceptMap",
        "id": identity,
        "url": f"{edition.codes.base}/ConceptMap/{identity}",
        "version": edition.version,
        "name": "".join(part.capitalize() for part in re.split("[.-]", identity)),
        "title": title,
        "status": "active",
        "date": edition.made,
        "publisher": "Criteria Cards",
        "group": [_group(source, target, entries, edition) for source, target in systems],
    }


def _group(source: str, target: str, entries: Iterable[_Entry], edition: Edition) -> Json:
    uri, _, version = source.partition("|")
    elements: dict[str, list[Json]] = {}
    for each in entries:
        if (each.source.system, each.target["system"]) == (source, target):
            elements.setdefault(each.source.code, []).append(_target(each, edition))
    return {
        "source": uri,
        **({"sourceVersion": version} if version else {}),
        "target": target,
        "element": [{"code": code, "target": targets} for code, targets in elements.items()],
    }


def _target(entry: _Entry, edition: Edition) -> Json:
    named: Json = {key: value for key, value in entry.target.items() if key != "system"}
    depends = {"property": edition.codes.system(CRITERIA_INPUT), "value": entry.fact}
    return {**named, "equivalence": "equivalent", **({"dependsOn": [depends]} if entry.fact else {})}
