"""Where the latest gap report of a site is kept, for the next run to compare with: counts and references."""

from __future__ import annotations

from pathlib import Path

import msgspec

from service.population.gap_report import GapReport


def kept_report(data: Path, site: str) -> Path:
    """The file of a site's latest report, in the folder of the service's data."""
    return data / "gaps" / f"{site}.json"


def load_report(path: Path) -> GapReport | None:
    """The report in a file; None where there is none, or one of another version of this program."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=GapReport)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def keep_report(path: Path, report: GapReport) -> None:
    """Keep a report, readable by this user alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    beside.touch(mode=0o600)
    beside.write_bytes(msgspec.json.encode(report))
    beside.replace(path)
