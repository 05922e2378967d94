"""Generated and hand-written documents say what the program does."""

import re
from pathlib import Path

import pytest

from criteria.reasons import ReasonCode
from mappings.codes.site_file import SiteFile
from service.cli.coverage import coverage
from service.hooks.registry import HOOKS
from service.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_coverage_is_not_stale() -> None:
    assert (DOCS / "coverage.md").read_text(encoding="utf-8") == coverage(), "run `make docs`"


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_each_setting_is_documented(setting: str) -> None:
    assert f"`CRITERIA_CARDS_{setting.upper()}`" in (DOCS / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", SiteFile.model_fields)
def test_each_key_of_a_site_file_is_documented(key: str) -> None:
    assert f"`{key}`" in (DOCS / "add-a-site.md").read_text(encoding="utf-8")


def test_each_test_that_stands_beside_a_threat_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (DOCS / "security.md").read_text(encoding="utf-8")))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.glob("tests/**/test_*.py"))
    assert named
    assert named - set(re.findall(r"^def (test_\w+)\(", tests, re.MULTILINE)) == set()


@pytest.mark.parametrize("code", ReasonCode)
def test_each_reason_for_not_knowing_is_documented(code: ReasonCode) -> None:
    assert f"| `{code}` |" in (DOCS / "determination.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("service", HOOKS)
def test_each_service_is_named_in_the_readme(service: str) -> None:
    assert f"`{service}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "document", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md"], ids=lambda p: p.name
)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = [t for t in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) if "://" not in t]
    missing = [target for target in targets if not (document.parent / target).exists()]
    assert missing == []
