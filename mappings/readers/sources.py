"""What an answer was taken from: the form it was extracted from, the panel it is a member of."""

from __future__ import annotations

from mappings.fhir.elements import decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import ENTERED_IN_ERROR, Resource, is_absent
from mappings.patient_facts import PatientFacts, once
from mappings.record.patient_record import NO_TOKEN, AnswerSource

MAX_SOURCES_DEEP = 4


def is_withdrawn(resource: Resource, facts: PatientFacts) -> bool:
    """Whether an answer was entered in error, or what it was taken from, or the panel it stands in, was."""
    if resource.status == ENTERED_IN_ERROR or _is_of_withdrawn_source(resource, facts):
        return True
    return bool(facts.record.panels) and id(resource) in _withdrawn_members(facts)


def answers_in_forms(source: AnswerSource, fact: str, facts: PatientFacts) -> list[AnswerSource]:
    """Where the answer stands in the forms it was extracted from, as far as they say who answered it."""
    if is_absent(source.resource.derivedFrom):
        return []
    forms = forms_of(source.resource, facts)
    found = [each for form in forms for each in facts.record.answers.get(fact, ()) if each.resource is form]
    known = {id(each.resource) for each in found}
    found += [AnswerSource(form, form, "", NO_TOKEN, "") for form in forms if id(form) not in known]
    return [each for each in found if each.extensions or _names_somebody(each.resource)]


def _names_somebody(form: Resource) -> bool:
    """Whether a form says who answered: its source or, without one, its author."""
    return not (is_absent(form.source) and is_absent(form.author))


def is_named_in(source: AnswerSource, later: AnswerSource, facts: PatientFacts) -> bool:
    """Whether a later answer says that it is derived from this one."""
    if is_absent(later.resource.derivedFrom):
        return False
    named = decoded_list(later.resource.derivedFrom, Reference)
    found = (facts.record.resolve(each, later.resource) for each in named)
    return any(each is not None and each.resource is source.resource for each in found)


def forms_of(resource: Resource, facts: PatientFacts) -> list[Resource]:
    """The forms that were sent from which a resource says that it was derived."""
    if is_absent(resource.derivedFrom):
        return []
    sources = _sources_of(resource, facts)
    return [each for each in sources if each.resourceType == "QuestionnaireResponse"]


def _sources_of(resource: Resource, facts: PatientFacts) -> list[Resource]:
    named = decoded_list(resource.derivedFrom, Reference)
    found = (facts.record.resolve(each, resource) for each in named)
    return [each.resource for each in found if each]


def _is_of_withdrawn_source(resource: Resource, facts: PatientFacts, deep: int = MAX_SOURCES_DEEP) -> bool:
    """Whether what it was derived from was entered in error, or was derived from what was.

    An earlier answer to the same question is not what it rests on: it was read and superseded.
    """
    if is_absent(resource.derivedFrom) or not deep:
        return False
    return any(
        source.status == ENTERED_IN_ERROR or _is_of_withdrawn_source(source, facts, deep - 1)
        for source in _sources_of(resource, facts)
        if not _asks_the_same(source, resource, facts)
    )


def _asks_the_same(one: Resource, other: Resource, facts: PatientFacts) -> bool:
    tokens = facts.mapping.terminology.tokens
    return not set(tokens(one.code)).isdisjoint(tokens(other.code))


@once
def _withdrawn_members(facts: PatientFacts) -> frozenset[int]:
    """The members of panels that were entered in error, and the members of those, by identity."""
    panels = facts.record.panels
    pending = [p for p in panels if p.status == ENTERED_IN_ERROR or _is_of_withdrawn_source(p, facts)]
    members: set[int] = set()
    while pending:
        panel = pending.pop()
        for reference in decoded_list(panel.hasMember, Reference):
            found = facts.record.resolve(reference, panel)
            if found and id(found.resource) not in members:
                members.add(id(found.resource))
                pending.append(found.resource)
    return frozenset(members)
