"""What a site's file could say of the codes that feed no criterion, for people to review.

A code is proposed for a fact when its words hold a name of the fact, no word rules it out, and its values
fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from criteria.policy import Policy
from criteria.reasons import ReasonCode
from mappings.codes.fact_specs import FactSpec
from mappings.codes.site_mapping import SiteMapping
from mappings.unmapped.addition import Addition, together
from mappings.unmapped.fits import Words, fit
from mappings.unmapped.names import MIN_SCORE, Name, best, name_index
from mappings.unmapped.profile import Profile, Profiles, fit_to_show
from mappings.unmapped.proposal import MappingGap, Proposal
from mappings.unmapped.row import UnmappedKey, UnmappedKind

_ALL = 100
"""The score of a name that is all of a text."""
MAX_PROPOSALS = 3
"""For one code: more is guessing."""
_ANSWERED = frozenset(("Observation", "QuestionnaireResponse"))
_ORDERED = frozenset(("ServiceRequest",))
_GIVEN = frozenset(("Encounter", "Procedure"))
_HELD = frozenset(("Practitioner", "PractitionerRole"))
_FORM = "QuestionnaireResponse"


def mapping_gaps(
    profiles: Profiles, mapping: SiteMapping, policies: Sequence[Policy]
) -> tuple[MappingGap, ...]:
    """Everything that feeds no criterion, with what may be proposed for it."""
    proposer = Proposer(mapping, policies)
    shown = fit_to_show(profiles.by_key, proposer.answer_words)
    return tuple(_gap(profile, proposer) for profile in shown)


def _gap(profile: Profile, proposer: Proposer) -> MappingGap:
    proposals = tuple(proposer.of(profile))
    if proposals and profile.key.kind is UnmappedKind.UNKNOWN_CODE:
        profile = replace(profile, key=replace(profile.key, kind=UnmappedKind.NEAR))
        proposals = tuple(replace(each, key=profile.key) for each in proposals)
    return MappingGap(profile, proposals)


class Proposer:
    """Makes proposals for one site, by the facts that its policies ask for."""

    def __init__(self, mapping: SiteMapping, policies: Sequence[Policy]) -> None:
        self._mapping = mapping
        self._index = name_index()
        self._words = Words(self._index, mapping)
        specs = mapping.fact_map.worded(mapping.words).facts
        self._facts = {name: spec for name, spec in specs.items() if spec.coded and not spec.type.members}
        self._names = {name: tuple(self._of_fact(name, spec)) for name, spec in self._facts.items()}
        self._services = {policy.service.code: self._of_service(policy) for policy in policies}

    @property
    def answer_words(self) -> frozenset[str]:
        """Words of answers, which tell nothing of a patient."""
        return self._index.answer_words

    def of(self, profile: Profile) -> Iterator[Proposal]:
        """The likeliest proposals for what stands under a key, the best first."""
        key = profile.key
        if key.fact:
            yield from self._of_known(profile)
            return
        found = sorted(self._all_of(profile), key=lambda each: (-each.score, each.fact))[:MAX_PROPOSALS]
        names = [each.fact for each in found]
        for each in found:
            yield replace(each, competing=tuple(name for name in names if name != each.fact))

    def _of_known(self, profile: Profile) -> Iterator[Proposal]:
        """What the answers mean under a code that is ours already and whose answers cannot be read."""
        key, spec = profile.key, self._facts.get(profile.key.fact)
        if key.reason != ReasonCode.UNCLEAR_SCALE or spec is None or profile.values.is_empty:
            return
        found = fit(key.fact, spec, profile.values, profile.display, self._words)
        if found.fits and found.besides:
            why = f"the code answers {key.fact} already; what its answers mean is not said"
            yield Proposal(key, key.fact, Addition(found.besides), _ALL, why, found.caution)

    def _all_of(self, profile: Profile) -> Iterator[Proposal]:
        kind = profile.key.resource_type
        if kind in _ANSWERED:
            yield from self._of_answer(profile)
        elif kind in _ORDERED | _GIVEN:
            yield from self._of_order(profile, "orderables" if kind in _ORDERED else "contacts")
        elif kind == "CarePlan":
            yield from self._of_plan(profile)
        elif kind in _HELD:
            yield from self._of_qualification(profile)

    def _of_answer(self, profile: Profile) -> Iterator[Proposal]:
        text = profile.display or profile.key.text
        for fact, names in self._names.items():
            score, written = self._near(fact, names, text, profile)
            if score < MIN_SCORE:
                continue
            found = fit(fact, self._facts[fact], profile.values, text, self._words)
            if found.fits:
                addition = _addition(profile.key, fact, found.besides, found.steps)
                why = f"its words hold {written!r}, a name of {fact}"
                yield Proposal(profile.key, fact, addition, score, why, found.caution)

    def _near(self, fact: str, names: Iterable[Name], text: str, profile: Profile) -> tuple[int, str]:
        """The best name of a fact in a text; where the fact's instrument has to be named, it must be."""
        listed = self._index.file.facts.get(fact)
        words = self._index.words(f"{text} {profile.key.system}")
        for needed in listed.must if listed else ():
            if not self._index.words(needed) <= words:
                return 0, ""
        score, written = best(self._index, names, text)
        by_range = [self._index.name(each) for each in listed.by_range] if listed else []
        whole, by_its_range = best(self._index, by_range, text)
        return (whole, by_its_range) if whole == _ALL and score < whole else (score, written)

    def _of_order(self, profile: Profile, section: str) -> Iterator[Proposal]:
        for service, names in self._services.items():
            score, written = best(self._index, names, profile.display)
            if score >= MIN_SCORE:
                addition = Addition({"orders": {service: {section: [_code(profile.key)]}}})
                why = f"its words hold {written!r}, a name of {service}"
                yield Proposal(profile.key, service, addition, score, why)

    def _of_plan(self, profile: Profile) -> Iterator[Proposal]:
        for service in self._services:
            listed = self._index.file.services.get(service)
            plans = [self._index.name(each) for each in listed.plans] if listed else []
            score, written = best(self._index, plans, profile.key.text)
            if score >= MIN_SCORE:
                addition = Addition({"plans": {service: {"titles": [profile.key.text]}}})
                why = f"its title holds {written!r}, a name of the plan for {service}"
                yield Proposal(profile.key, service, addition, score, why)

    def _of_qualification(self, profile: Profile) -> Iterator[Proposal]:
        names = [self._index.name(each) for each in self._index.file.reviewers]
        score, written = best(self._index, names, profile.display)
        if score >= MIN_SCORE:
            addition = Addition({"lpha_qualifications": [_code(profile.key)]})
            caution = ("whether it counts as an LPHA here is for the site to say",)
            yield Proposal(profile.key, "lpha", addition, score, f"its words hold {written!r}", caution)

    def _of_fact(self, name: str, spec: FactSpec) -> Iterator[Name]:
        """What a fact may be called: its title, its name, and what the file lists."""
        listed = self._index.file.facts.get(name)
        for written in (
            spec.title,
            spec.short or "",
            name.replace("-", " "),
            *(listed.names if listed else ()),
        ):
            if written:
                yield self._index.name(written)

    def _of_service(self, policy: Policy) -> tuple[Name, ...]:
        listed = self._index.file.services.get(policy.service.code)
        names = (policy.title, policy.service.code, *(listed.names if listed else ()))
        return tuple(map(self._index.name, names))


def _code(key: UnmappedKey) -> Mapping[str, str]:
    return {"system": key.system, "code": key.code} if key.code else {"text": key.text}


def _addition(key: UnmappedKey, fact: str, besides: Mapping[str, Any], steps: Mapping[str, int]) -> Addition:
    """The code under its fact, or the item of its form, with what its answers and numbers mean."""
    if key.resource_type == _FORM:
        url, _, version = key.system.partition("|")
        form: dict[str, Any] = {"url": url, **({"version": version} if version else {})}
        form["items"] = {key.code: fact}
        code: Mapping[str, Any] = {"questionnaires": [form | ({"scale": dict(steps)} if steps else {})]}
    else:
        code = {"codes": {fact: [_code(key)]}}
        if steps:
            code = {**code, "scales": [{**_code(key), **steps}]}
    return together([Addition(code), Addition(besides)])
