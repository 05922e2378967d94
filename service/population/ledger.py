"""The ledger beside a site's file: what was decided of each gap, by whom, when and why.

Refused gaps stay quiet, postponed ones ask again after their day, and accepted ones are looked at again in
each run. Nothing here changes the site's file.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml
from pydantic import Field

from criteria.strict_model import Strict, Text
from criteria.strict_yaml import read, validate

SUFFIX = ".ledger.yaml"


class Decision(StrEnum):
    """What was decided of a gap."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    POSTPONED = "postponed"


class Entry(Strict):
    """One decision: `gap` is the id in the report, `what` its code, `fact` what it was proposed for.

    `lines` are those of an accepted one, as they are to be pasted.
    """

    gap: Text
    decision: Decision
    what: str = ""
    fact: str = ""
    by: Text
    on: date
    why: Text
    lines: str = ""
    until: date | None = None
    """Of a postponed one: the day from which it asks again."""

    def is_quiet(self, on: date) -> bool:
        """Whether the gap is not asked about on a day."""
        if self.decision is Decision.REFUSED:
            return True
        return self.decision is Decision.POSTPONED and (self.until is None or on < self.until)


class Ledger(Strict):
    """The whole file."""

    decisions: tuple[Entry, ...] = Field(())

    def of(self, gap: str) -> Entry | None:
        """What was last decided of a gap."""
        return next((each for each in reversed(self.decisions) if each.gap == gap), None)


def ledger_beside(site_file: Path) -> Path:
    """Where the ledger of a site's file stands."""
    return site_file.with_name(f"{site_file.stem}{SUFFIX}")


def load_ledger(path: Path) -> Ledger:
    """The decisions so far; none where there is no file yet.

    Raises:
        FileError: when the file is wrong.
    """
    return validate(read(path), Ledger) if path.exists() else Ledger()


def decide(path: Path, entry: Entry) -> None:
    """Add a decision to a ledger; those before it stay, as who decided what is kept.

    Raises:
        FileError: when the file is wrong.
        OSError: when it cannot be written.
    """
    ledger = load_ledger(path)
    decisions = [each.model_dump(mode="json", exclude_defaults=True) for each in (*ledger.decisions, entry)]
    text = yaml.safe_dump({"decisions": decisions}, sort_keys=False, allow_unicode=True, width=110)
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
