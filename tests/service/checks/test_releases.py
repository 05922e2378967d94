"""Which release of ICD-10-CM is in force on a day: one begins each October, its update each April."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from criteria.strict_yaml import read
from service.checks.problem import Problem
from service.checks.releases import older_than_in_force, release_in_force


@pytest.mark.parametrize(
    ("on", "release"),
    [
        ("2026-03-31", "2025-10"),
        ("2026-04-01", "2026-04"),
        ("2026-09-30", "2026-04"),
        ("2026-10-01", "2026-10"),
        ("2026-12-31", "2026-10"),
        ("2027-01-01", "2026-10"),
    ],
)
def test_a_release_is_in_force_from_its_first_day(on: str, release: str) -> None:
    assert release_in_force(date.fromisoformat(on)) == release


@pytest.mark.parametrize(("on", "is_old"), [("2026-09-30", False), ("2026-10-01", True)])
def test_a_list_is_old_from_the_day_of_the_next_release(tmp_path: Path, on: str, is_old: bool) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("id: list\nrelease: 2026-04\n", encoding="utf-8")
    said = "the list was held against ICD-10-CM 2026-04; in force since 2026-10-01 is 2026-10"
    expected = [Problem(str(path), 2, "release", said)] if is_old else []
    assert list(older_than_in_force(read(path), date.fromisoformat(on))) == expected


def test_a_list_without_codes_of_icd_10_cm_has_no_release_to_be_old(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("id: list\n", encoding="utf-8")
    assert list(older_than_in_force(read(path), date(2099, 1, 1))) == []
