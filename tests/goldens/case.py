"""A golden case: a short patient, the hook and the site it is put to, and what is expected of the cards."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, field_validator

from service.samples.load import load
from service.samples.short_patient import Part, ShortPatient

FIXTURES = Path(__file__).parents[2] / "fixtures"
PATIENTS = FIXTURES / "patients"
Hook = Literal["order-select", "order-sign", "patient-view"]
HOOKS: tuple[Hook, ...] = get_args(Hook)
Outcome = Literal["met", "not_met", "unknown", "not_applicable"]


class Expected(Part):
    """What one card must say, written by hand.

    `criteria` is keyed by criterion id, with a slash before the id of a
    criterion inside another rule set (`A/C.1`). `cites` are references that must
    stand as evidence, `hints` beside an open question, `missing` facts that
    must be named as missing. `summary`, `detail` and `gaps` are stretches of
    text that must occur. A card without a rule set leaves `rule_set` out. What
    `rides` is the determination of a discharge on the card before it.
    """

    rule_set: str = ""
    rides: bool = False
    outcome: Outcome
    indicator: Literal["info", "warning"] | None = None
    criteria: dict[str, Outcome] = Field(default_factory=dict)
    cites: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    hints: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    missing: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    summary: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


class Case(ShortPatient):
    """One short patient, how the service is asked about it, and the cards expected, in their order."""

    hook: Hook = "order-select"
    site: str = "example-private"
    """A site that is shipped, or one of `fixtures/sites`."""
    sent_by_hand: bool = False
    """Whether the request is committed, for people who send one themselves."""
    expect: tuple[Expected, ...]

    @field_validator("expect", mode="before")
    @classmethod
    def _stated(cls, value: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("expected a list with one item for each card; [] for none")
        return value


def load_case(path: Path) -> Case:
    """One case, with its baseline filled in; title, expectation and whether it is sent by hand are its own.

    Raises:
        FileError: for what no case may say, or a baseline that leads back to itself.
    """
    return load(path, Case, own=("title", "sent_by_hand", "expect"))


def load_cases(folder: Path = PATIENTS) -> dict[str, Case]:
    """Every case of a folder by its name, which is its file's.

    Raises:
        FileError: see `load_case`.
    """
    return {path.stem: load_case(path) for path in sorted(folder.glob("*.yaml"))}
