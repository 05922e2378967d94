"""The house rules that a reader relies on, checked on the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "criteria": {"criteria"},
    "mappings": {"criteria", "mappings"},
    "cds_cards": {"criteria", "cds_cards"},
    "service": {"criteria", "mappings", "cds_cards", "service"},
}
KNOWS_NO = {
    "criteria": {"flask", "requests", "fhir", "socket", "time", "sqlalchemy", "granian"},
    "cds_cards": {"flask", "requests", "fhir", "socket", "time", "sqlalchemy", "granian"},
    "mappings": {"flask", "requests", "socket", "time", "sqlalchemy", "granian"},
}
LONGEST_MODULE = 250


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).glob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_packages_import_downward_only(package: str) -> None:
    ours = set(MAY_IMPORT)
    for path in modules(package):
        assert set(imported(path)) & ours <= MAY_IMPORT[package], path.name


@pytest.mark.parametrize("package", KNOWS_NO)
def test_the_heart_knows_no_network_framework_or_clock(package: str) -> None:
    for path in modules(package):
        allowed = {"fhir"} if path.name == "validate_evidence.py" else set()
        assert set(imported(path)) & KNOWS_NO[package] <= allowed, path.name


def asks_for_the_day(path: Path) -> bool:
    """Whether a module calls `today()`, or `now()` of any zone but UTC, in which moments are written down."""
    calls = [
        (node.func.attr, [ast.unparse(each) for each in node.args])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    return any(name == "today" or (name == "now" and given != ["UTC"]) for name, given in calls)


def test_today_is_asked_for_in_one_place() -> None:
    asking = [
        str(path.relative_to(ROOT))
        for package in MAY_IMPORT
        for path in sorted((ROOT / package).glob("**/*.py"))
        if asks_for_the_day(path)
    ]
    assert asking == ["service/clock.py"]


def test_modules_stay_small() -> None:
    long = [
        path.name
        for package in MAY_IMPORT
        for path in modules(package)
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE
    ]
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path)
        for package in MAY_IMPORT
        for path in modules(package)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
