"""A site's own codes and settings: what an integration engineer writes to wire an EHR to our inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from criteria.spans import Span
from criteria.strict_model import SpanField, Strict, Text
from criteria.strict_yaml import Document, FileError, Mistake, nearest, read, refuse, validate
from mappings.codes.code_systems import CRITERIA_INPUT, CodeSystems
from mappings.codes.fact_map import FactMap

SITES = Path(__file__).parent.parent / "sites"


class SiteCode(Strict):
    """A code a site uses: a system and a code, or the exact `code.text` of an uncoded entry."""

    system: str = ""
    code: str = ""
    text: str = ""
    title: str = ""
    """What the code is called there; shown with a hint."""

    @model_validator(mode="after")
    def _one_form(self) -> SiteCode:
        given = (bool(self.system), bool(self.code), bool(self.text))
        if given not in ((True, True, False), (False, False, True)):
            raise ValueError("give either system and code, or text")
        return self


class SystemCode(Strict):
    """A system and a code."""

    system: Text
    code: Text


class PlanSelector(Strict):
    """How the site marks the plan of care of one service; any one of the marks is enough."""

    identifiers: tuple[Annotated[str, Field(pattern=r"^[^|]*\|[^|]*$")], ...] = ()
    """`system|value` of CarePlan.identifier; `system|` for any value."""
    categories: tuple[SystemCode, ...] = ()
    titles: tuple[str, ...] = ()


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"there is no time zone {name!r}{nearest(name, available_timezones())}") from error
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


class SiteFile(Strict):
    """One site's file; everything in it is optional but its name."""

    site: Text
    time_zone: TimeZone | None = None
    """The zone in which a moment belongs to a day, such as America/New_York; else the service's."""
    policies: tuple[str, ...] | None = Field(None, min_length=1)
    """Ids of the policies that the site uses; left out, it uses all of them."""
    provider_type: Literal["private", "public"] | None = None
    lpha_qualifications: tuple[SystemCode, ...] = ()
    """Practitioner.qualification or PractitionerRole codes that mean an LPHA here."""
    admission_screening: bool = False
    """Whether opening a patient whose record meets the computable criteria shows an admission card."""
    order_of_lpha_recommends: bool = False
    """Whether an active order for the service by such a practitioner settles `lpha-recommends`."""
    forms_are_practitioner_only: bool = False
    """Whether an answer without a performer can only come from a practitioner here."""
    monthly_minimum_contacts: dict[str, PositiveInt] = Field(default_factory=dict)
    """Contacts a month that the payer asks for, by service code."""
    plans: dict[str, PlanSelector] = Field(default_factory=dict)
    """By service code."""
    lapse: SpanField = Span(30, "day")
    """How long after the end of its period a plan or an order still counts as in progress."""
    order_lasts: SpanField = Span(1, "year")
    """How long an active order that says no end counts, from the day it was written."""
    windows: dict[str, SpanField] = Field(default_factory=dict)
    """How long answers count here: by the name of a window, or of a single fact."""
    questionnaires: tuple[Text, ...] = ()
    """Canonical URLs of the site's own forms whose linkIds are names of our facts."""
    withheld_codes: tuple[SystemCode, ...] = ()
    """Details of an OperationOutcome by which the EHR says that it withheld results."""
    codes: dict[str, tuple[SiteCode, ...]] = Field(default_factory=dict)
    """The site's own codes for a fact."""
    hints: dict[str, tuple[SiteCode, ...]] = Field(default_factory=dict)
    """Other instruments to show beside an open fact; they settle nothing."""


NO_SITE = SiteFile(site="none")


def load_site_file(
    path: Path, fact_map: FactMap, systems: CodeSystems, policies: Mapping[str, str]
) -> SiteFile:
    """A site's file, checked against the facts and the policies; those are service codes by policy id.

    Raises:
        FileError: for an unknown key, fact, policy or service (with the nearest
            valid name), or a code that stands for two facts or for one of our own.
    """
    document = read(path)
    site = validate(document, SiteFile)
    mistakes = (
        *_of_facts(document, site, fact_map),
        *_of_policies(document, site, policies),
        *_of_codes(document, site, systems),
    )
    refuse(mistakes)
    return site


def policies_in_use(site: SiteFile, policies: Mapping[str, str], path: Path | None) -> Mapping[str, str]:
    """The policies that a site uses, as service codes by policy id; `path` is its file, if it has one.

    Raises:
        FileError: when it names none, and two of them are about one service.
    """
    if site.policies is not None:
        return {policy: service for policy, service in policies.items() if policy in site.policies}
    about: dict[str, str] = {}
    for policy, service in policies.items():
        if (other := about.setdefault(service, policy)) != policy:
            problem = f"{other} and {policy} are both about {service}: list here those that this site uses"
            raise FileError(Mistake(path or SITES, 1 if path else 0, "policies", problem))
    return policies


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


def _of_policies(document: Document, site: SiteFile, policies: Mapping[str, str]) -> Iterator[Mistake]:
    """Ids that are no policies, and services that no policy in use is about."""
    for i, policy in enumerate(site.policies or ()):
        if policy not in policies:
            problem = f"no policy has this id{nearest(policy, policies)}"
            yield document.mistake(("policies", i), problem)
    services = {service for policy, service in policies.items() if policy in (site.policies or policies)}
    for section in ("plans", "monthly_minimum_contacts"):
        for service in getattr(site, section):
            if service not in services:
                problem = f"no policy in use is about this service{nearest(service, services)}"
                yield document.mistake((section, service), problem)


def _of_codes(document: Document, site: SiteFile, systems: CodeSystems) -> Iterator[Mistake]:
    """Codes with two meanings. One that is only a hint may stand beside several facts."""
    taken: dict[tuple[str, str], str] = {}
    hinted: set[tuple[str, str, str]] = set()
    for section, fact, i, code in _codes(site):
        system = systems.canonical(code.system)
        key = (system, code.code or code.text)
        problem = ""
        if system == systems.uris[CRITERIA_INPUT]:
            problem = "a code of criteria-input has its meaning already"
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
