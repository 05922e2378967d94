"""The site of the documents is built strictly: a broken link, or a page in no chapter, ends the build."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_document_is_a_page(site: Path) -> None:
    documents = [*(ROOT / "docs").glob("**/*.md"), ROOT / "CHANGELOG.md"]
    pages = {path.relative_to(site).with_suffix("").as_posix() for path in site.glob("**/*.html")}
    named = {path.relative_to(ROOT).with_suffix("").as_posix().removeprefix("docs/") for path in documents}
    assert named - pages == set()


def test_no_page_loads_anything_from_elsewhere_or_holds_a_script(site: Path) -> None:
    for page in site.glob("**/*.html"):
        text = page.read_text(encoding="utf-8")
        assert re.findall(r'<(?:script|img|iframe)[^>]+src="(?:https?:)?//[^"]+"', text) == [], page.name
        assert re.findall(r'<link[^>]+rel="(?:stylesheet|preload)"[^>]+href="(?:https?:)?//', text) == []
        assert re.findall(r"<script>", text) == [], page.name


def test_what_builds_the_site_changes_nothing_of_what_runs_the_service() -> None:
    """`make run` installs it beside the service that it starts."""
    pins = {
        name: set(re.findall(r"^([\w.-]+==[^\s;]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-docs.lock")
    }
    assert pins["requirements.lock"]
    assert pins["requirements.lock"] <= pins["requirements-docs.lock"]
