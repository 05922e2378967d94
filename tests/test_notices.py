"""The license notices that the image and a release carry: of every package that ships."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def notices() -> str:
    """What the program says of the packages that these tests run with, the shipped ones among them."""
    said = subprocess.run(
        [sys.executable, str(ROOT / "deploy" / "notices.py")], capture_output=True, text=True, check=True
    )
    return said.stdout


def test_every_package_that_ships_has_a_notice_with_its_license(notices: str) -> None:
    locked = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)( ; .*)?",
        (ROOT / "requirements.lock").read_text(),
        re.MULTILINE,
    )
    told = {
        _plain(name): licensed for name, licensed in re.findall(r"^(\S+) \S+: (.+)$", notices, re.MULTILINE)
    }
    everywhere = {_plain(name) for name, _, condition in locked if not condition}
    assert everywhere
    assert everywhere - told.keys() == set()
    assert {name: told[name] for name in everywhere if told[name] == "not told"} == {}


def test_a_text_that_came_with_a_package_is_repeated(notices: str) -> None:
    flask = notices.partition("flask ")[2] or notices.partition("Flask ")[2]
    assert "Copyright 2010 Pallets" in flask


def test_the_image_carries_our_license_and_the_notices() -> None:
    assert "RUN /opt/criteria-cards/bin/python notices.py > /build/NOTICES.txt\n" in DOCKERFILE
    assert (
        "COPY --from=build /build/LICENSE /build/NOTICES.txt /usr/share/doc/criteria-cards/\n" in DOCKERFILE
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
