"""The operator's settings, read once at start from CRITERIA_CARDS_* environment variables.

One that is empty counts as not set, as compose files leave those that nobody gave.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, AnyHttpUrl, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from mappings.codes.site_file import SITES

MEBIBYTE = 1024 * 1024
_SCHEMES = dict.fromkeys(("postgres", "postgresql"), "postgresql+psycopg")


class Settings(BaseSettings):
    """All settings; docs/settings.md lists them."""

    model_config = SettingsConfigDict(
        env_prefix="CRITERIA_CARDS_",
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    public_url: AnyHttpUrl = AnyHttpUrl("http://127.0.0.1:5000")
    """Where clients reach the service; links on cards begin with it."""

    canonical_base: AnyHttpUrl = AnyHttpUrl("https://criteria-cards.example/fhir")
    """The base of our code systems and questionnaires."""

    site: str = ""
    """The site whose codes and settings are used: a name in mappings/sites, or a path to a file."""

    clients: Path | None = None
    """The file that registers the EHRs: their tokens' issuers and keys, site files and FHIR servers."""

    require_token: bool = True
    """Whether a call needs the JWT of a registered client; else every caller is the unregistered client."""

    allow_loopback_fhir: bool = False
    """Whether an unregistered client may name a fhirServer on this machine; for demonstrations only."""

    budget_ms: int = Field(350, ge=50, le=5000)
    """How long an unregistered client's request may take while waiting for its FHIR server."""

    data: Path = Path("data")
    """The folder of the embedded database and of the spool of events that are not yet in the database."""

    database_url: str = Field(
        "", validation_alias=AliasChoices("CRITERIA_CARDS_DATABASE_URL", "DATABASE_URL")
    )
    """Where events and used tokens are kept, shared by all workers; empty for SQLite in the data folder.

    `DATABASE_URL` is what platforms set, with schemes that name no driver.
    """

    spool_bytes: int = Field(256 * MEBIBYTE, ge=MEBIBYTE)
    """How much a worker may keep in its spool while the database is away."""

    cors_origins: tuple[str, ...] = ()
    """Origins whose browser-based clients may call."""

    time_zone: str = "America/New_York"
    """The zone of sites that name none: in it a moment belongs to a day, and it is today."""

    allow_as_of: bool = False
    """Whether a request may pin the evaluation date; for demonstrations and tests only."""

    max_body_bytes: int = Field(10 * MEBIBYTE, ge=1024)
    """Requests with a longer body are refused with 413."""

    upload_seconds: float = Field(10, ge=1, le=300)
    """A body that has not arrived whole after so long is refused with 408."""

    validate_evidence: bool = False
    """Whether resources that became evidence are also validated with fhir.resources; findings become gaps."""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, KeyError, ValueError) as error:
            raise ValueError(f"there is no time zone {name!r}") from error
        return name

    @field_validator("database_url")
    @classmethod
    def _readable_url(cls, url: str) -> str:
        scheme, separator, rest = url.partition("://")
        url = f"{_SCHEMES.get(scheme, scheme)}{separator}{rest}"
        try:
            known = make_url(url or "sqlite://").drivername in ("sqlite", "postgresql+psycopg")
        except ArgumentError:
            known = False
        if not known:
            raise ValueError("expected a URL such as postgresql://user:password@host/name")
        return url

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data / 'criteria-cards.db'}"

    @property
    def base(self) -> str:
        """The canonical base without a trailing slash."""
        return str(self.canonical_base).rstrip("/")

    @property
    def url(self) -> str:
        """The public URL without a trailing slash."""
        return str(self.public_url).rstrip("/")


def site_file(site: str) -> Path | None:
    """The file of a site: one of mappings/sites by its name, else the path itself; None for no site."""
    if not site:
        return None
    named = SITES / f"{site}.yaml"
    return named if named.exists() else Path(site)
