"""A real browser without a window: finding or installing one, and drawing a page with it.

`python -m tests.support.browser` finds one, or installs it: Debian's through
apt-get for root, else the one that Playwright downloads. `make check` runs it
first, so that a machine without a browser is told so in one sentence.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "chromium"
TIMEOUT_SECONDS = 120
INSTALL_TIMEOUT_SECONDS = 600
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=2",
)
_WHERE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
_WANTED = (
    f"A browser is needed: one of {', '.join(NAMES)}. On Debian: apt-get install {PACKAGE}; "
    "elsewhere: .venv/bin/python -m playwright install chromium."
)
_MEASURE = "<script>document.body.dataset.height = document.documentElement.scrollHeight</script>"


class NoBrowser(Exception):
    """There is none, and why."""


def browser() -> str:
    """The browser of this machine; where there is none, one is installed.

    Raises:
        NoBrowser: where it can neither be found nor installed.
    """
    if found := installed():
        return found
    told = ""
    for way in (_with_apt, _with_playwright) if _may_apt() else (_with_playwright,):
        told = way()
        if found := installed():
            return found
    raise NoBrowser(f"{_WANTED} It could not be installed here: {told[-300:]}")


def installed() -> str | None:
    """The browser of this machine: one of its own, or Playwright's."""
    return next(filter(None, map(shutil.which, NAMES)), None) or _downloaded()


def wanted() -> str:
    """The browser of this machine.

    Raises:
        NoBrowser: where it has none.
    """
    if found := installed():
        return found
    raise NoBrowser(_WANTED)


def drawn(program: str, page: str, width: int, folder: Path) -> bytes:
    """A page as a PNG of that width and as high as the page is, two pixels for each of its own.

    Raises:
        NoBrowser: where the browser does not draw.
    """
    file, picture = folder / "page.html", folder / "page.png"
    file.write_text(f"{page}<style>html {{ width: {width}px }}</style>{_MEASURE}", encoding="utf-8")
    measured = _run(program, folder, f"--window-size={width},100", "--dump-dom", file.as_uri())
    height = re.search(r'data-height="(\d+)"', measured)
    if height is None:
        raise NoBrowser(f"{program} does not show the page")
    _run(program, folder, f"--window-size={width},{height[1]}", f"--screenshot={picture}", file.as_uri())
    return picture.read_bytes()


def _downloaded() -> str | None:
    """The browser that Playwright has downloaded, if it has; asked by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _WHERE], capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
    )
    path = done.stdout.strip()
    return path if path and Path(path).exists() else None


def _may_apt() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _with_apt() -> str:
    """Install Debian's; what apt-get said."""
    for command in (["update"], ["install", "--yes", "--no-install-recommends", PACKAGE]):
        told = _said(["apt-get", "--quiet", *command])
    return told


def _with_playwright() -> str:
    """Have Playwright download its own; what it said."""
    return _said([sys.executable, "-m", "playwright", "install", "chromium"])


def _said(command: list[str]) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=INSTALL_TIMEOUT_SECONDS,
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    return (done.stderr.strip() or done.stdout.strip()) if done.returncode else ""


def _run(program: str, folder: Path, *arguments: str) -> str:
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []  # it refuses to run as root with one
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [program, *_QUIET, *alone, profile, *arguments],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise NoBrowser(f"{program} fails: {done.stderr.strip()[-300:]}")
    return done.stdout


def main() -> int:
    """Find or install a browser; the status is 1 where there is none."""
    try:
        sys.stdout.write(f"The tests' browser: {browser()}\n")
    except NoBrowser as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
