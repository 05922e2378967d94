"""Reads a site's file, and finds all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from criteria.facts import FactKind
from criteria.nearest import nearest, nearest_name
from criteria.policy import ServiceCode
from criteria.right_parts import right_parts
from criteria.strict_yaml import Document, FileError, Location, Mistake, read, refuse
from mappings.codes.code_systems import CRITERIA_INPUT, CodeSystems, Token
from mappings.codes.coded_answers import CodedAnswers
from mappings.codes.fact_map import FactMap
from mappings.codes.services import Services
from mappings.codes.site_answers import ALL, mistakes_in_answers
from mappings.codes.site_codes import SiteCode, token_of
from mappings.codes.site_file import SITES, SiteFile
from mappings.codes.site_forms import mistakes_in_forms, scales_of
from mappings.codes.site_orders import mistakes_in_orders
from mappings.codes.site_organizations import mistakes_in_organizations
from mappings.codes.site_plans import mistakes_in_plans
from mappings.codes.terminology import Terminology

_RATED = frozenset({"codes", "questionnaires"})
"""The sections that name the codes of severities."""
_EXPLAINED = frozenset({"scales", "answers", "questionnaires"})
"""The sections that say what the numbers and words under them mean."""


class SiteRules(NamedTuple):
    """What a site's file is checked against; `policies` are service codes by policy id."""

    fact_map: FactMap
    terminology: Terminology
    answers: CodedAnswers
    policies: Mapping[str, ServiceCode]

    def of(self, policies: Mapping[str, ServiceCode]) -> SiteRules:
        """The same for some of the policies, without what others bring for themselves."""
        return SiteRules(self.fact_map.of(policies), self.terminology.of(policies), self.answers, policies)


def load_site_file(path: Path, rules: SiteRules) -> SiteFile:
    """A site's file, checked against the facts and the policies.

    Raises:
        FileError: for an unknown key, fact, policy or service (with the nearest
            valid name), or a code that stands for two facts or for one of our own;
            with all of them at once.
    """
    document, site, refused = right_parts(read(path), SiteFile, {"site": path.stem})
    if site is None:
        raise FileError(*refused)
    used = rules.of(_used(site, rules.policies))._replace(policies=rules.policies)
    refuse((*refused, *_mistakes(document, site, used, _sections(refused))))
    return site


def check_site(site: SiteFile, rules: SiteRules) -> None:
    """Check a site's file that was made and stands nowhere, as one that is read.

    Raises:
        FileError: with all that is wrong, on line 1 of a file called after the site.
    """
    document = Document(Path(f"{site.site}.yaml"), site.model_dump(exclude_defaults=True), {(): 1})
    refuse(_mistakes(document, site, rules))


def _mistakes(
    document: Document, site: SiteFile, rules: SiteRules, wrong: frozenset[str] = frozenset()
) -> Iterator[Mistake]:
    """What is wrong between the parts of a file; in its `wrong` sections there is more, told already."""
    fact_map, systems = rules.fact_map, rules.terminology.systems
    services = Services(_used(site, rules.policies).values(), systems)
    has_meaning = partial(_has_meaning, rules.terminology, rules.answers, services)
    yield from _of_facts(document, site, fact_map)
    yield from _of_policies(document, site, rules.policies)
    yield from _of_codes(document, site, systems, has_meaning)
    yield from mistakes_in_answers(document, site.answers, fact_map, systems, rules.answers.has_meaning)
    yield from mistakes_in_forms(document, site.questionnaires, fact_map, _base(systems))
    yield from mistakes_in_organizations(document, site.organizations)
    yield from _of_scales(document, site, fact_map, systems, wrong)
    yield from mistakes_in_plans(document, site.plans, systems)
    yield from mistakes_in_orders(document, site.orders, systems, has_meaning)


def _sections(mistakes: Iterable[Mistake]) -> frozenset[str]:
    """The sections of the file in which something is wrong, also by a name that is misspelt."""
    named = {mistake.key.partition(".")[0] for mistake in mistakes}
    return frozenset(nearest_name(name, SiteFile.model_fields) or name for name in named)


def policies_in_use(
    site: SiteFile, policies: Mapping[str, ServiceCode], path: Path | None
) -> Mapping[str, ServiceCode]:
    """The policies that a site uses, as service codes by policy id; `path` is its file, if it has one.

    Raises:
        FileError: when it names none, and two of them are about one service; or
            when two that it uses are about services that only their code system tells apart.
    """
    used = (
        policies
        if site.policies is None
        else {each: policies[each] for each in policies if each in site.policies}
    )
    about: dict[str, str] = {}
    for policy, (code, system) in used.items():
        other = about.setdefault(code, policy)
        problem = ""
        if other != policy and system != used[other].system:
            problem = f"{other} and {policy} are about a {code} each of another code system: use one of them"
        elif other != policy and site.policies is None:
            problem = f"{other} and {policy} are both about {code}: list here those that this site uses"
        if problem:
            raise FileError(Mistake(path or SITES, 1 if path else 0, "policies", problem))
    return used


def _of_facts(document: Document, site: SiteFile, fact_map: FactMap) -> Iterator[Mistake]:
    """Names that are no facts, or facts that are not read from coded answers."""
    named = [(section, name) for section in ("codes", "hints") for name in getattr(site, section)]
    named += [("windows", name) for name in site.windows if name not in fact_map.windows]
    for section, name in named:
        spec = fact_map.facts.get(name)
        if spec is None:
            known = (*fact_map.facts, *(fact_map.windows if section == "windows" else ()))
            yield document.mistake((section, name), f"no fact has this name{nearest(name, known)}")
        elif not spec.coded:
            yield document.mistake((section, name), "this fact is not read from coded answers")


def _of_policies(
    document: Document, site: SiteFile, policies: Mapping[str, ServiceCode]
) -> Iterator[Mistake]:
    """Ids that are no policies, and services that no policy in use is about."""
    for i, policy in enumerate(site.policies or ()):
        if policy not in policies:
            problem = f"no policy has this id{nearest(policy, policies)}"
            yield document.mistake(("policies", i), problem)
    services = _services(site, policies)
    for section in ("plans", "orders", "monthly_minimum_contacts"):
        for service in getattr(site, section):
            if service not in services:
                problem = f"no policy in use is about this service{nearest(service, services)}"
                yield document.mistake((section, service), problem)


def _has_meaning(terminology: Terminology, answers: CodedAnswers, services: Services, token: Token) -> bool:
    """Whether a code that is no answer says something without a site's file."""
    listed = terminology.memberships(token) is not None
    return listed or token in answers.goal_observations or services.is_named(token)


def _of_scales(
    document: Document, site: SiteFile, fact_map: FactMap, systems: CodeSystems, wrong: frozenset[str]
) -> Iterator[Mistake]:
    """Severities whose numbers nobody explains, and scales of what is none; nothing for a `wrong` section."""
    severities = {name for name, spec in fact_map.facts.items() if spec.type.kind is FactKind.RATING}
    rated = [each for each in _read_at(site, systems) if each[1] in severities]
    explained: set[Token] = set()
    for i, scale in enumerate(site.scales):
        token = token_of(scale, systems)
        if token in explained:
            yield document.mistake(("scales", i), "this code stands here twice")
        elif not wrong & _RATED and token not in {each for _, _, each in rated}:
            yield document.mistake(("scales", i), "no severity under codes or questionnaires has this code")
        explained.add(token)
    explained |= scales_of(site.questionnaires).keys()
    for at, fact, token in [] if wrong & _EXPLAINED else rated:
        if token not in explained and not _has_words(site, fact):
            problem = "what its numbers mean has to stand under scales, or its words under answers"
            yield document.mistake(at, problem)


def _read_at(site: SiteFile, systems: CodeSystems) -> Iterator[tuple[Location, str, Token]]:
    """The codes and items of the site for facts, each with its place and its fact."""
    for section, fact, i, code in _codes(site):
        if section == "codes":
            yield (section, fact, i), fact, token_of(code, systems)
    for i, form in enumerate(site.questionnaires):
        for token, fact in form.tokens:
            yield ("questionnaires", i, "items", token.code), fact, token


def _base(systems: CodeSystems) -> str:
    """The canonical base of our own code systems and forms."""
    return systems.uris[CRITERIA_INPUT].removesuffix(f"/CodeSystem/{CRITERIA_INPUT}")


def _has_words(site: SiteFile, severity: str) -> bool:
    """Whether the site answers a severity in words or codes of its own."""
    return any(any(site.answers[each].severities) for each in (severity, ALL) if each in site.answers)


def _used(site: SiteFile, policies: Mapping[str, ServiceCode]) -> Mapping[str, ServiceCode]:
    """The policies in use; any may be meant where one of the ids is wrong."""
    named = site.policies or ()
    used = named if named and policies.keys() >= {*named} else policies
    return {policy: service for policy, service in policies.items() if policy in used}


def _services(site: SiteFile, policies: Mapping[str, ServiceCode]) -> frozenset[str]:
    """The services that they are about."""
    return frozenset(service.code for service in _used(site, policies).values())


def _of_codes(
    document: Document, site: SiteFile, systems: CodeSystems, has_meaning: Callable[[Token], bool]
) -> Iterator[Mistake]:
    """Codes with two meanings. One that is only a hint may stand beside several facts."""
    taken: dict[tuple[str, str], str] = {}
    hinted: set[tuple[str, str, str]] = set()
    for section, fact, i, code in _codes(site):
        system = systems.canonical(code.system)
        key = (system, code.code or code.text)
        problem = ""
        if system == systems.uris[CRITERIA_INPUT]:
            problem = "a code of criteria-input has its meaning already"
        elif section == "codes" and code.system and has_meaning(token_of(code, systems)):
            problem = "this code has its meaning already"
        elif key in taken:
            problem = f"this code already stands for {taken[key]}"
        elif (*key, fact) in hinted:
            problem = "this code stands here twice"
        elif section == "codes":
            taken[key] = fact
        hinted.add((*key, fact))
        if problem:
            yield document.mistake((section, fact, i), problem)


def _codes(site: SiteFile) -> Iterator[tuple[str, str, int, SiteCode]]:
    for section, facts in (("codes", site.codes), ("hints", site.hints)):
        for fact, codes in facts.items():
            for i, code in enumerate(codes):
                yield section, fact, i, code
