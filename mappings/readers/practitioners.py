"""Practitioners as the record shows them: their name, role and license.

Only a site can say which qualifications are those of a policy's reviewer. One
that was not sent, or cannot be read, is not checked: never taken for licensed.
One that the EHR was asked for in vain is unread, and settles nothing. One that had
ended when somebody answered is none of theirs, nor is a role that is no longer theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from criteria.facts import Author, License
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.dates import When
from mappings.fhir.elements import HumanName, Qualification, decoded_first, decoded_list
from mappings.fhir.references import Reference, reference_target
from mappings.fhir.resources import Concept, Resource, codings, list_of, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import WHO, Named
from mappings.readers.stated_span import StatedSpan, span_of_period

_BEST_FIRST = (
    License.LISTED,
    License.NOT_CHECKED,
    License.UNREAD,
    License.ENDED,
    License.NOT_LISTED,
    None,
)
_NO_REVIEWERS = frozenset((License.ENDED, License.NOT_LISTED))


class _Known(NamedTuple):
    """Those who gave an answer, who stay the same while this is kept; the license of each practitioner."""

    by: Sequence[Named]
    licenses: Sequence[License | None]
    author: Author | None


class _Credential(NamedTuple):
    """A qualification of somebody, or what they are in a role, and from when to when."""

    concept: Concept
    lasts: StatedSpan
    is_active: bool = True
    is_role: bool = False

    def is_held(self, on: When) -> bool:
        """Whether it was held on a day, as far as the record says when it was."""
        start, end = self.lasts.start, self.lasts.end
        is_within = not (start and start.first > on.last) and not (end and end.last < on.first)
        return self.is_active and is_within and not self.lasts.is_unclear

    def has_ended(self, on: When) -> bool:
        """Whether it is a qualification that was over before a day."""
        end = self.lasts.end
        return not (self.is_role or self.lasts.is_unclear) and end is not None and end.last < on.first

    @property
    def is_readable(self) -> bool:
        """Whether it is a qualification of which the code can be read, and when it was held."""
        return not (self.is_role or self.lasts.is_unclear) and _is_readable(self.concept)


def author_of(by: Sequence[Named], on: When, facts: PatientFacts) -> Author | None:
    """Who gave an answer on a day.

    Of several the one by whose license it counts, else a practitioner, else the first.

    The patient's name is left out: no card names them. One without a name or a role is told by what they are.
    """
    return _known(by, on, facts).author if by else None


def _known(by: Sequence[Named], on: When, facts: PatientFacts) -> _Known:
    """What the record shows of those who gave an answer, who mostly gave others too on that day."""
    key = (_known, id(by), on.day if facts.mapping.lpha_qualifications else "")
    if key not in facts.kept:
        licenses = [license_of(each, on, facts) if each.is_practitioner else None for each in by]
        facts.kept[key] = _Known(by, licenses, _author(by, licenses, facts))
    known: _Known = facts.kept[key]
    return known


def _author(by: Sequence[Named], licenses: Sequence[License | None], facts: PatientFacts) -> Author | None:
    known = zip(by, licenses, strict=True)
    who, license = min(known, key=lambda each: _BEST_FIRST.index(each[1]))
    shown = list(_shown(who.resource, facts))
    name = "" if who.kind == "Patient" else who.display or next(filter(None, map(_name, shown)), "")
    role = next((role for each in shown if (role := _role(each, facts))), "")
    role = role or ("" if name or license else WHO.get(who.kind, ""))
    author = Author(who.reference, name, role, license)
    return author if author != Author() else None


def license_of(who: Named, on: When, facts: PatientFacts) -> License:
    """What is known of a practitioner's license on a day, by the qualifications that the site lists."""
    listed = facts.mapping.lpha_qualifications
    if not listed:
        return License.NOT_CHECKED
    shown = [held for resource in _shown(who.resource, facts) for held in _credentials(resource, facts)]
    theirs = [each for each in shown if _has(each.concept, facts.mapping)]
    if any(each.is_held(on) for each in theirs):
        return License.LISTED
    if facts.record.unread_resources and _is_unread(who, facts):
        return License.UNREAD
    if any(each.has_ended(on) for each in theirs):
        return License.ENDED
    is_shown = any(each.is_readable for each in shown)
    return License.NOT_LISTED if is_shown else License.NOT_CHECKED


def license_note(by: Sequence[Named], on: When, facts: PatientFacts) -> str:
    """What to say of those who answered where one of them holds a qualification on the site's list."""
    if by and License.LISTED in _known(by, on, facts).licenses:
        return f"by {facts.mapping.words.reviewer}, as the site lists qualifications"
    return ""


def is_no_reviewer(by: Sequence[Named], on: When, fact: str, facts: PatientFacts) -> bool:
    """Whether those who answered are shown not to be the reviewer to whom the policy gives a fact.

    All of them were sent with qualifications, and none of these is on the site's list and was held that day.
    """
    shown = {*_known(by, on, facts).licenses} - {None} if by else set()
    return bool(shown) and shown <= _NO_REVIEWERS and is_reviewers(fact, facts.mapping)


def is_reviewers(fact: str, mapping: SiteMapping) -> bool:
    """Whether the policy gives a fact to its own reviewer, such as South Carolina's LPHA."""
    words = mapping.words
    return "reviewer" in words.own and words.fields["reviewer"] in mapping.fact_map.facts[fact].supplied_by


def _shown(resource: Resource | None, facts: PatientFacts) -> Iterator[Resource]:
    """What was sent of somebody: their role and the practitioner whose role it is."""
    if resource is None:
        return
    yield resource
    holder = facts.record.resolve(decoded_first(resource.practitioner, Reference), resource)
    if holder:
        yield holder.resource


def _is_unread(who: Named, facts: PatientFacts) -> bool:
    """Whether a practitioner, or the holder of a role, was asked for and could not be had."""
    if who.resource is None:
        return who.reference in facts.record.unread_resources
    holder = decoded_first(who.resource.practitioner, Reference)
    return holder is not None and reference_target(holder) in facts.record.unread_resources


def _has(concept: Concept, mapping: SiteMapping) -> bool:
    return any(True for _ in mapping.lpha_qualifications.of(concept))


def _credentials(resource: Resource, facts: PatientFacts) -> list[_Credential]:
    """Practitioner.qualification, PractitionerRole.code and PractitionerRole.specialty."""
    roles = (*list_of(resource.code, Concept), *decoded_list(resource.specialty, Concept))
    lasts = span_of_period(resource.period, facts)
    is_active = resource.active in (None, True)
    return [
        *(
            _Credential(concept, span_of_period(each.period, facts))
            for each in decoded_list(resource.qualification, Qualification)
            for concept in list_of(each.code, Concept)
        ),
        *(_Credential(concept, lasts, is_active, is_role=True) for concept in roles),
    ]


def _is_readable(concept: Concept) -> bool:
    return any(string_or_empty(c.system) and string_or_empty(c.code) for c in codings(concept))


def _name(resource: Resource) -> str:
    """The name as the record has it; a HumanName or, of an organization, a text."""
    name = decoded_first(resource.name, HumanName)
    if name is None:
        return decoded_first(resource.name, str) or ""
    given = [string_or_empty(each) for each in name.given] if type(name.given) is list else []
    return string_or_empty(name.text) or " ".join(filter(None, (*given, string_or_empty(name.family))))


def _role(resource: Resource, facts: PatientFacts) -> str:
    """What somebody is, in the words or else the code of the record."""
    for concept, *_ in _credentials(resource, facts):
        codes = [string_or_empty(coding.code) for coding in codings(concept)]
        if said := next(filter(None, (string_or_empty(concept.text), *codes)), ""):
            return said
    return ""
