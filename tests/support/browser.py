"""A real browser without a window, which draws a page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
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
_MEASURE = "<script>document.body.dataset.height = document.documentElement.scrollHeight</script>"


class NoBrowser(Exception):
    """There is none, and why."""


def browser() -> str:
    """The browser of this machine; where there is none and we may, Debian's is installed.

    Raises:
        NoBrowser: where it can neither be found nor installed.
    """
    if found := _found():
        return found
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise NoBrowser(f"it needs one of {', '.join(NAMES)}; on Debian: apt-get install {PACKAGE}")
    told = subprocess.run(
        [apt, "install", "--yes", "--quiet", PACKAGE],
        capture_output=True,
        text=True,
        timeout=INSTALL_TIMEOUT_SECONDS,
        check=False,
    )
    if found := _found():
        return found
    raise NoBrowser(f"apt-get cannot install {PACKAGE}: {told.stderr.strip() or told.stdout.strip()}")


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


def _found() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


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
