"""Our code systems and value sets as FHIR: what the codes mean that forms, answers and cards use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from criteria.words import PLAIN_WORDS
from mappings.codes.code_systems import ANSWER, CRITERIA_INPUT, DOMAIN_SEVERITY
from mappings.codes.fact_map import FactMap
from mappings.forms.bands import band_coding, bands
from mappings.forms.form import Form
from mappings.forms.given import Json
from mappings.forms.own_codes import AGE_BAND, NO_CODING, YES_CODING, OwnCodes

_YES_OR_NO = "yes-no-answer"
_SEVERITY_ANSWER = "severity-answer"


class Edition(Struct, frozen=True):
    """What resources share: their codes, their version, and when they were made, in ISO 8601."""

    codes: OwnCodes
    version: str
    made: str


class Concept(Struct, frozen=True):
    """A code, what it is called, and what it means."""

    code: str
    display: str
    definition: str = ""


def code_systems(forms: Sequence[Form], fact_map: FactMap, edition: Edition) -> tuple[Json, ...]:
    """The code systems of facts, answers, severities, and the ages that forms tell apart."""
    codes = edition.codes
    facts = fact_map.worded(PLAIN_WORDS).facts
    inputs = [Concept(name, spec.title, spec.asks or "") for name, spec in facts.items() if spec.coded]
    answers = [_concept(codes.cannot_tell, "Whoever was asked cannot tell; the fact stays unknown.")]
    severities = [_concept(each) for each in codes.severities]
    ages = [_concept(each) for each in _age_bands(forms, codes)]
    made = [
        code_system(CRITERIA_INPUT, "Criteria inputs", "What criteria ask of a record.", inputs, edition),
        code_system(ANSWER, "Answers", "Answers beside yes and no.", answers, edition),
        code_system(
            DOMAIN_SEVERITY, "Domain severity", "How severely a domain of functioning is impaired.",
            severities, edition,
        ),
    ]  # fmt: skip
    if ages:
        about = "The ages that forms tell apart, on the day of an evaluation."
        made.append(code_system(AGE_BAND, "Age bands", about, ages, edition))
    return tuple(made)


def code_system(
    name: str, title: str, description: str, concepts: Iterable[Concept], edition: Edition
) -> Json:
    """One code system of ours, whole."""
    listed = [
        {name: text for name, text in zip(Concept.__struct_fields__, _fields(each), strict=True) if text}
        for each in concepts
    ]
    return {
        **_head("CodeSystem", name, title, description, edition),
        "caseSensitive": True,
        "valueSet": f"{edition.codes.base}/ValueSet/{name}",
        "content": "complete",
        "count": len(listed),
        "concept": listed,
    }


def value_sets(systems: Iterable[Json], edition: Edition) -> tuple[Json, ...]:
    """All codes of each system, and the answers that the two kinds of choices take, all of them expanded."""
    codes = edition.codes
    every = [
        value_set(each["id"], each["title"], _codings(each), edition, whole=each["url"]) for each in systems
    ]
    yes_or_no = [YES_CODING, NO_CODING, codes.cannot_tell]
    severity = [*codes.severities, codes.cannot_tell]
    return (
        *every,
        value_set(_YES_OR_NO, "Answers to a yes or no question", yes_or_no, edition),
        value_set(_SEVERITY_ANSWER, "Answers to a question of severity", severity, edition),
    )


def value_set(name: str, title: str, codings: Sequence[Json], edition: Edition, whole: str = "") -> Json:
    """A value set with its expansion; `whole` is the code system that it takes in entirely."""
    systems = dict.fromkeys(coding["system"] for coding in codings)
    include = [{"system": whole}] if whole else [_included(each, codings) for each in systems]
    return {
        **_head("ValueSet", name, title, f"{title}.", edition),
        "immutable": False,
        "compose": {"include": include},
        "expansion": {
            "identifier": f"{edition.codes.base}/ValueSet/{name}/expansion/{edition.version}",
            "timestamp": edition.made,
            "total": len(codings),
            "contains": list(codings),
        },
    }


def _head(kind: str, name: str, title: str, description: str, edition: Edition) -> Json:
    return {
        "resourceType": kind,
        "id": name,
        "url": f"{edition.codes.base}/{kind}/{name}",
        "version": edition.version,
        "name": "".join(part.capitalize() for part in name.split("-")),
        "title": title,
        "status": "active",
        "experimental": False,
        "date": edition.made,
        "publisher": "Criteria Cards",
        "description": description,
    }


def _included(system: str, codings: Iterable[Json]) -> Json:
    concepts = [
        {"code": each["code"], "display": each["display"]} for each in codings if each["system"] == system
    ]
    return {"system": system, "concept": concepts}


def _codings(system: Json) -> list[Json]:
    return [
        {"system": system["url"], "code": each["code"], "display": each["display"]}
        for each in system["concept"]
    ]


def _concept(coding: Json, definition: str = "") -> Concept:
    return Concept(coding["code"], coding["display"], definition)


def _fields(concept: Concept) -> tuple[str, str, str]:
    return concept.code, concept.display, concept.definition


def _age_bands(forms: Iterable[Form], codes: OwnCodes) -> list[Json]:
    found = [band_coding(band, codes) for form in forms for band in bands(form) if len(bands(form)) > 1]
    return list({each["code"]: each for each in found}.values())
