"""A site's own codes and settings: what an integration engineer writes to wire an EHR to our inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, PositiveInt

from criteria.nearest import nearest
from criteria.spans import Span
from criteria.strict_model import SpanField, Strict, Text, written_as
from mappings.codes.site_answers import SiteAnswers
from mappings.codes.site_codes import LocalCode, SiteCode, SystemCode
from mappings.codes.site_forms import SiteForm
from mappings.codes.site_orders import SiteService
from mappings.codes.site_organizations import ProviderType, SiteOrganization
from mappings.codes.site_plans import PlanSelector
from mappings.codes.site_scales import SiteScale

SITES = Path(__file__).parent.parent / "sites"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"there is no time zone {name!r}{nearest(name, available_timezones())}") from error
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]


BaseUrl = Annotated[
    str,
    written_as(
        r"https?://[^\s?#|/@]+(/[^\s?#|]*)?",
        "a base URL alone such as 'https://fhir.internal.example/r4', without a user, query or fragment",
    ),
]


def _some_time(span: Span) -> Span:
    if not span.length:
        raise ValueError("expected a span of one day or more: in none, nothing would count")
    return span


SomeTime = Annotated[SpanField, AfterValidator(_some_time)]
"""A span that is not empty."""


class SiteFile(Strict):
    """One site's file; everything in it is optional but its name."""

    site: Text
    time_zone: TimeZone | None = None
    """The zone in which a moment belongs to a day, such as America/New_York; else the service's."""
    policies: tuple[str, ...] | None = Field(None, min_length=1)
    """Ids of the policies that the site uses; left out, it uses all of them."""
    card: Literal["brief", "full"] = "brief"
    """How much a card says: what fits one screen, or every line."""
    provider_type: ProviderType | None = None
    organizations: tuple[SiteOrganization, ...] = ()
    """What the organizations are that orders name; what is said of one goes before `provider_type`."""
    lpha_qualifications: tuple[LocalCode, ...] = ()
    """Practitioner.qualification or PractitionerRole codes that mean an LPHA here."""
    admission_screening: bool = False
    """Whether opening a patient whose record meets the computable criteria shows an admission card."""
    order_of_lpha_recommends: bool = False
    """Whether an active order for the service by such a practitioner settles `lpha-recommends`."""
    forms_are_practitioner_only: bool = False
    """Whether an answer without a performer can only come from a practitioner here."""
    redisclosure_notice: bool = True
    """Whether a summary that shows substance use data carries the notice of 42 CFR 2.32."""
    monthly_minimum_contacts: dict[str, PositiveInt] = Field(default_factory=dict)
    """Contacts a month that the payer asks for, by service code."""
    orders: dict[str, SiteService] = Field(default_factory=dict)
    """The site's own codes for a service, by service code."""
    plans: dict[str, PlanSelector] = Field(default_factory=dict)
    """By service code."""
    lapse: SpanField = Span(30, "day")
    """How long after the end of its period a plan or an order still counts as in progress."""
    order_lasts: SomeTime = Span(1, "year")
    """How long an active order that says no end counts, from the day it was written."""
    windows: dict[str, SomeTime] = Field(default_factory=dict)
    """How long answers count here: by the name of a window, or of a single fact."""
    questionnaires: tuple[SiteForm, ...] = ()
    """The site's own forms."""
    server_aliases: tuple[BaseUrl, ...] = ()
    """Other base URLs of the EHR's FHIR server, as gateways write them."""
    withheld_codes: tuple[SystemCode, ...] = ()
    """Details of an OperationOutcome by which the EHR says that it withheld results."""
    codes: dict[str, tuple[SiteCode, ...]] = Field(default_factory=dict)
    """The site's own codes for a fact."""
    scales: tuple[SiteScale, ...] = ()
    """What the numbers mean under codes of severities."""
    answers: dict[str, SiteAnswers] = Field(default_factory=dict)
    """The site's own codes and words of answers, by fact or for all of them."""
    hints: dict[str, tuple[SiteCode, ...]] = Field(default_factory=dict)
    """Other instruments to show beside an open fact; they settle nothing."""


NO_SITE = SiteFile(site="none")
