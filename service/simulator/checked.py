"""A rule of the CDS Hooks specification as it was kept or broken."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class RuleVerdict(StrEnum):
    """Whether a rule of the specification was kept."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_SHOWN = "not-shown"
    """This exchange holds nothing that the rule is about."""


class Checked(Struct, frozen=True, rename="camel", omit_defaults=True):
    """One rule of the specification, its place there, and whether an exchange kept it.

    `rule` is its name here, `text` what it asks for. `is_advice` is whether the specification recommends it
    rather than asks for it; `found` says where and how it was broken, a sentence for each time.
    """

    rule: str
    text: str
    place: str
    url: str
    verdict: RuleVerdict
    is_advice: bool = False
    found: tuple[str, ...] = ()
