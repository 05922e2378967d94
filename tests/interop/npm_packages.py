"""Packages of the npm registry, fetched by npm itself, checked against their hash and unpacked once."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import NamedTuple

from tests.interop.not_had import NotHad

FETCH_TIMEOUT_SECONDS = 120


class Package(NamedTuple):
    """A package in one version, whose archive has one hash."""

    name: str
    version: str
    sha512: str


LHC_FORMS = Package(
    "lforms",
    "40.1.3",
    "WLruTm+BcVnafC0rSAQ3/cNqhxvclBUxyBG68aub/uha2NaK9H8ZZcEXTTuORuGzzCt0wa7fvhuieZtcDIdPzQ==",
)
SDC = Package(
    "hl7.fhir.uv.sdc",
    "4.0.0-ballot",
    "pgQtd+CtCpC4/exNcqYjEyobQu/xAFR8xuicGUxx4jMiZU4KUAf1n4lzOJOLn0eWw414uvUcwnDktUkGWytlMw==",
)
EXTENSIONS = Package(
    "hl7.fhir.uv.extensions.r4",
    "5.3.0-ballot-tc1",
    "mhPmWj0dZvIC7JQLkqxT42/UpoIyYwFtSiIZbhX/ArfX96hR5oTqNvAUvMD+dMH45m4mGMQ19WyCZFpP1OLEbQ==",
)


def fetched(package: Package, kept: Path) -> Path:
    """The folder of an unpacked package, below the folder where such are kept.

    Raises:
        NotHad: where npm is missing, cannot get it, or gets another one.
    """
    folder = kept / f"{package.name}-{package.version}"
    if not folder.is_dir():
        with tarfile.open(_archive(package, kept)) as archive:
            archive.extractall(folder.with_suffix(".new"), filter="data")
        folder.with_suffix(".new").rename(folder)
    return folder / "package"


def _archive(package: Package, kept: Path) -> Path:
    if shutil.which("npm") is None:
        raise NotHad("npm is missing; install Node.js 20")
    kept.mkdir(parents=True, exist_ok=True)
    command = ["npm", "pack", f"{package.name}@{package.version}", "--silent", "--ignore-scripts"]
    done = subprocess.run(
        command, cwd=kept, capture_output=True, text=True, timeout=FETCH_TIMEOUT_SECONDS, check=False
    )
    if done.returncode:
        raise NotHad(f"npm cannot get {package.name} {package.version}: {done.stderr.strip()[-300:]}")
    archive = kept / done.stdout.split()[-1]
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != package.sha512:
        archive.unlink()
        raise NotHad(f"npm gets another {package.name} {package.version} than the one that is known")
    return archive
