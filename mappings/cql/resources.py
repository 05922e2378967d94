"""A policy as FHIR: a Library that holds its CQL, and a PlanDefinition with an action for each criterion.

The condition of an action names the definition that tells whether its criterion
is met. It is no instruction: nothing is started or stopped by it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

from criteria.criterion import Criterion
from criteria.form import Form
from criteria.policy import Policy, RuleSet
from mappings.codes.fact_map import FactMap
from mappings.cql.library import CqlLibrary, library_of, name_of
from mappings.cql.parameters import Parameter
from mappings.cql.readings import Reading
from mappings.forms.given import Json
from mappings.forms.terminology import Edition

_PROFILES = "http://hl7.org/fhir/StructureDefinition/"
_LOGIC_LIBRARY = {
    "system": "http://terminology.hl7.org/CodeSystem/library-type",
    "code": "logic-library",
    "display": "Logic Library",
}
_PLAN_TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
_TYPES = {"Boolean": "boolean", "Integer": "integer", "Date": "date", "String": "string"}
_USAGE = (
    "Each action is a criterion. Its condition is true where the criterion is met, false where it is not met "
    "and null where that is not known. The facts are handed to the library as parameters."
)
_EXCLUDES = "An exclusion: the criterion is met where it is known not to hold."
_BY_US = "Made from the policy; the payer did not publish it."


def library_in(policy: Policy, fact_map: FactMap) -> CqlLibrary:
    """The CQL of a policy, with facts called as the policy calls them."""
    facts = fact_map.worded(policy.words).facts
    return library_of(policy, fact_map.vocabulary, {name: spec.title for name, spec in facts.items()})


def logic_of(policy: Policy, fact_map: FactMap, edition: Edition) -> tuple[Json, Json]:
    """The Library and the PlanDefinition of a policy."""
    library = library_in(policy, fact_map)
    return _library(policy, library, edition), _plan_definition(policy, edition)


def _library(policy: Policy, library: CqlLibrary, edition: Edition) -> Json:
    content = b64encode(library.text.encode()).decode("ascii")
    named = [*map(_handed, library.parameters), *(_defined(each.name) for each in library.definitions)]
    return {
        **_head("Library", library.name, policy, edition, ["cqllibrary", "shareablelibrary"]),
        "type": {"coding": [_LOGIC_LIBRARY]},
        "parameter": named,
        "content": [{"contentType": "text/cql", "data": content, "title": f"{library.name}.cql"}],
    }


def _plan_definition(policy: Policy, edition: Edition) -> Json:
    library = f"{_url('Library', name_of(policy), edition)}|{policy.version}"
    profiles = ["computableplandefinition", "shareableplandefinition"]
    return {
        **_head("PlanDefinition", policy.id, policy, edition, profiles),
        "type": {"coding": [{"system": _PLAN_TYPES, "code": "eca-rule"}]},
        "usage": _USAGE,
        "topic": [{"text": f"{policy.service.code} {policy.service.name}"}],
        "relatedArtifact": [_source(policy)],
        "library": [library],
        "action": [_of_rule_set(rule_set, policy) for rule_set in policy.rule_sets],
    }


def _head(kind: str, identity: str, policy: Policy, edition: Edition, profiles: list[str]) -> Json:
    return {
        "resourceType": kind,
        "id": identity,
        "meta": {"profile": [f"{_PROFILES}{each}" for each in profiles]},
        "url": _url(kind, identity, edition),
        "version": policy.version,
        "name": name_of(policy),
        "title": policy.title,
        "status": "active",
        "experimental": False,
        "date": edition.made,
        "publisher": "Criteria Cards",
        "description": f"The criteria of {policy.source.payer} for {policy.title}. {_BY_US}",
    }


def _url(kind: str, identity: str, edition: Edition) -> str:
    return f"{edition.codes.base}/{kind}/{identity}"


def _source(policy: Policy) -> Json:
    source = policy.source
    where = {"url": str(source.url)} if source.url else {}
    return {
        "type": "derived-from",
        "display": source.title,
        "citation": f"{source.payer}: {source.title}, {source.date}",
        **where,
    }


def _of_rule_set(rule_set: RuleSet, policy: Policy) -> Json:
    reading = Reading(rule_set.id)
    return {
        "title": f"{policy.service.short_name} {rule_set.title}",
        "textEquivalent": rule_set.text,
        "code": [{"text": rule_set.phase}],
        "documentation": [_quote(rule_set.text, policy), _quote(rule_set.population.text, policy)],
        "condition": [
            _condition(reading.population, rule_set.population.title),
            _condition(reading.name, rule_set.title),
        ],
        **_actions(rule_set.when, reading, policy),
    }


def _actions(condition: Form, reading: Reading, policy: Policy) -> Json:
    """The actions of the criteria below a condition, where there are any."""
    found = [_of_criterion(each, reading, policy) for each in _criteria_below(condition)]
    return {"action": found} if found else {}


def _of_criterion(criterion: Criterion, reading: Reading, policy: Policy) -> Json:
    applies = [criterion.applies_text] if criterion.applies_text else []
    about = [_EXCLUDES] if criterion.excludes else []
    about += [criterion.reads_as] if criterion.reads_as else []
    return {
        "prefix": criterion.id,
        "title": criterion.title,
        **({"description": " ".join(about)} if about else {}),
        "textEquivalent": criterion.text,
        "documentation": [_quote(text, policy) for text in (criterion.text, *applies)],
        "condition": [_condition(reading.criterion(criterion.id), criterion.title)],
        **_actions(criterion, reading, policy),
    }


def _criteria_below(condition: Form) -> Iterator[Criterion]:
    for _, part in condition.parts():
        if isinstance(part, Criterion):
            yield part
        else:
            yield from _criteria_below(part)


def _quote(text: str, policy: Policy) -> Json:
    return {"type": "citation", "display": policy.source.title, "citation": f"“{text}”"}


def _condition(definition: str, title: str) -> Json:
    expression = {"description": title, "language": "text/cql-identifier", "expression": definition}
    return {"kind": "applicability", "expression": expression}


def _handed(each: Parameter) -> Json:
    is_list = each.type.startswith("List<")
    fhir_type = _TYPES.get(each.type.removeprefix("List<").removesuffix(">"), "Any")
    return {"name": each.name, "use": "in", "min": 0, "max": "*" if is_list else "1", "type": fhir_type}


def _defined(name: str) -> Json:
    return {"name": name, "use": "out", "min": 0, "max": "1", "type": "boolean"}
