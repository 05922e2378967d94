"""The operator's settings, read once at start from CRITERIA_CARDS_* environment variables.

One that is empty counts as not set, as compose files leave those that nobody gave.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, AliasChoices, AnyHttpUrl, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from criteria.nearest import nearest, nearest_name

MEBIBYTE = 1024 * 1024
PREFIX = "CRITERIA_CARDS_"
_SCHEMES = dict.fromkeys(("postgres", "postgresql"), "postgresql+psycopg")
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]+)?")


class WrongSetting(Exception):
    """A setting that names what is not there; its message begins with the variable."""

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"{variable(setting)}: {problem}")


def variable(setting: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{setting.upper()}"


def _origin(text: str) -> str:
    if not _ORIGIN.fullmatch(text):
        raise ValueError(
            "an origin is scheme, host and port in lower case, without a path or a slash at the end; "
            f"{text!r} is none"
        )
    return text


Origin = Annotated[str, AfterValidator(_origin)]


class Settings(BaseSettings):
    """All settings; docs/settings.md lists them."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    public_url: AnyHttpUrl = Field(AnyHttpUrl("http://127.0.0.1:5000"), examples=["https://cards.example"])
    """Where clients reach the service; links on cards begin with it."""

    canonical_base: AnyHttpUrl = Field(
        AnyHttpUrl("https://criteria-cards.example/fhir"), examples=["https://criteria-cards.example/fhir"]
    )
    """The base of our code systems and questionnaires."""

    site: str = ""
    """The site whose codes and settings are used: a name in mappings/sites, or a path to a file."""

    clients: Path | None = None
    """The file that registers the EHRs: their tokens' issuers and keys, site files and FHIR servers."""

    require_token: bool = True
    """Whether a call needs the JWT of a registered client; else every caller is the unregistered client."""

    allow_open_address: bool = False
    """Whether a service without tokens may listen where others than this machine can reach it."""

    allow_loopback_fhir: bool = False
    """Whether an unregistered client may name a fhirServer on this machine; for demonstrations only."""

    budget_ms: int = Field(350, ge=50, le=5000)
    """How long an unregistered client's request may take while waiting for its FHIR server."""

    data: Path = Path("data")
    """The folder of the embedded database and of the spool of events that are not yet in the database."""

    database_url: str = Field(
        "",
        validation_alias=AliasChoices(variable("database_url"), "DATABASE_URL"),
        examples=["postgresql://user:password@host/name?sslmode=verify-full"],
    )
    """Where events and used tokens are kept, shared by all workers; empty for SQLite in the data folder.

    `DATABASE_URL` is what platforms set, with schemes that name no driver.
    """

    replay_store_down: Literal["answer", "refuse"] = "refuse"
    """Whether calls are answered or refused for now while nobody can tell if their token was used before."""

    spool_bytes: int = Field(256 * MEBIBYTE, ge=MEBIBYTE)
    """How much a worker may keep in its spool while the database is away."""

    pseudonym_keys: Path | None = None
    """The file of the operator's keys for pseudonyms of patients and users; without it none are recorded."""

    session_key: Path | None = None
    """The file of the key that encrypts worksheets' sessions; without it one is made at each start."""

    open_worksheet: bool = False
    """Whether worksheets open without an EHR, for shipped patients and FHIR servers on this machine."""

    console: Literal["off", "open", "sign-in"] = "off"
    """Whether the console is served, and to whom: to everybody, or to who signs in by OpenID Connect."""

    console_sign_in: Path | None = None
    """The file that says by whom and how the console's users are signed in."""

    console_patients: bool = False
    """Whether the console may open patients of FHIR servers; else those that come along alone."""

    cors_origins: Annotated[tuple[Origin, ...], NoDecode] = Field(
        (), examples=["https://ehr.example,https://portal.example:8443"]
    )
    """Origins whose browser-based clients may call: with commas between them, or a JSON list."""

    allow_loopback_origins: bool = False
    """Whether pages that this machine serves may call; for demonstrations only."""

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

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _listed(cls, origins: Any) -> Any:
        if not isinstance(origins, str):
            return origins
        if origins.lstrip().startswith("["):
            try:
                return json.loads(origins)
            except ValueError as error:
                raise ValueError("this begins like a JSON list and is none") from error
        return [each.strip() for each in origins.split(",") if each.strip()]

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, KeyError, ValueError) as error:
            raise ValueError(
                f"there is no time zone {name!r}{nearest(name, available_timezones())}"
            ) from error
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
            raise ValueError("this is no database URL")
        return url

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data / 'criteria-cards.db'}"

    @property
    def browsers_may_call(self) -> bool:
        """Whether pages of some origin may call."""
        return bool(self.cors_origins) or self.allow_loopback_origins

    @property
    def base(self) -> str:
        """The canonical base without a trailing slash."""
        return str(self.canonical_base).rstrip("/")

    @property
    def url(self) -> str:
        """The public URL without a trailing slash."""
        return str(self.public_url).rstrip("/")


def right_value(setting: str) -> str:
    """A value that a setting takes, as an environment variable writes it; empty where any text would do."""
    field = Settings.model_fields[setting]
    value = field.examples[0] if field.examples else field.default
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def mistakes_of(error: ValidationError) -> list[str]:
    """Each wrong setting by its variable, with what is wrong and a right value."""
    return list(dict.fromkeys(_mistake(str(each["loc"][0]), each["msg"]) for each in error.errors()))


def _mistake(location: str, problem: str) -> str:
    setting = location.removeprefix(PREFIX).lower()
    named = variable(setting) + (" or DATABASE_URL" if setting == "database_url" else "")
    return f"{named}: {problem.removeprefix('Value error, ')}; a right value is {right_value(setting)}"


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """What to say of the variables that are named like settings of ours and are none."""
    known = {setting.upper() for setting in Settings.model_fields}
    given = sorted(each.removeprefix(PREFIX) for each in environment if each.startswith(PREFIX))
    strange = {name: nearest_name(name, known) for name in given if name not in known}
    close = {name: f"; the nearest name is {PREFIX + meant!r}" for name, meant in strange.items() if meant}
    return [f"{PREFIX}{name} is no setting and was not read{close.get(name, '')}" for name in strange]
