"""A site's own codes and settings: what an integration engineer writes to wire an EHR to our inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, PositiveInt, model_validator

from criteria.strict_model import SpanField, Strict, Text
from criteria.strict_yaml import Document, Location, nearest, read, validate
from mappings.codes.code_systems import CodeSystems
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
    windows: dict[str, SpanField] = Field(default_factory=dict)
    """How long answers count here: by the name of a window, or of a single fact."""
    codes: dict[str, tuple[SiteCode, ...]] = Field(default_factory=dict)
    """The site's own codes for a fact."""
    hints: dict[str, tuple[SiteCode, ...]] = Field(default_factory=dict)
    """Other instruments to show beside an open fact; they settle nothing."""


NO_SITE = SiteFile(site="none")


def load_site_file(path: Path, fact_map: FactMap, systems: CodeSystems, services: frozenset[str]) -> SiteFile:
    """A site's file, checked against the facts and the services.

    Raises:
        FileError: for an unknown key, fact or service (with the nearest valid
            name), or a code that stands for two facts or for one of our own.
    """
    document = read(path)
    site = validate(document, SiteFile)
    for section in ("codes", "hints"):
        for name in getattr(site, section):
            _check_fact(document, (section, name), name, fact_map)
    for name in site.windows:
        if name not in fact_map.windows:
            _check_fact(document, ("windows", name), name, fact_map, fact_map.windows)
    for section in ("plans", "monthly_minimum_contacts"):
        for service in getattr(site, section):
            if service not in services:
                problem = f"no policy is about this service{nearest(service, services)}"
                raise document.error((section, service), problem)
    _check_clashes(document, site, systems)
    return site


def _check_fact(
    document: Document, at: Location, name: str, fact_map: FactMap, others: Iterable[str] = ()
) -> None:
    if name not in fact_map.facts:
        raise document.error(at, f"no fact has this name{nearest(name, (*fact_map.facts, *others))}")
    if not fact_map.facts[name].coded:
        raise document.error(at, "this fact is not read from coded answers")


def _check_clashes(document: Document, site: SiteFile, systems: CodeSystems) -> None:
    """A code stands for one fact. One that is only a hint may stand beside several."""
    taken: dict[tuple[str, str], str] = {}
    hinted: set[tuple[str, str, str]] = set()
    for section, fact, i, code in _codes(site):
        at = (section, fact, i)
        system = systems.canonical(code.system)
        key = (system, code.code or code.text)
        if system == systems.uris["criteria-input"]:
            raise document.error(at, "a code of criteria-input has its meaning already")
        if key in taken:
            raise document.error(at, f"this code already stands for {taken[key]}")
        if (*key, fact) in hinted:
            raise document.error(at, "this code stands here twice")
        if section == "codes":
            taken[key] = fact
        hinted.add((*key, fact))


def _codes(site: SiteFile) -> Iterator[tuple[str, str, int, SiteCode]]:
    for section, facts in (("codes", site.codes), ("hints", site.hints)):
        for fact, codes in facts.items():
            for i, code in enumerate(codes):
                yield section, fact, i, code
