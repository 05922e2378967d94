"""HAPI FHIR from Maven Central: built once, run as processes of Java."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.interop.not_had import NotHad
from tests.support.fhir import Json
from tests.support.fhir_stores.gate import Gate
from tests.support.fhir_stores.store import FhirStore
from tests.support.running.process import free_port, running

PROJECT = Path(__file__).parent / "java"
KEPT = Path(__file__).parents[2] / ".interop"
BUILD_TIMEOUT_SECONDS = 900
START_TIMEOUT_SECONDS = 180
_CLASSPATH = KEPT / "java" / "classpath"
_MEMORY = ("-Xmx1500m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")


def build() -> None:
    """Compile the project, and fetch what it stands on.

    Raises:
        NotHad: where Java or Maven is missing, or Maven cannot get a part.
    """
    for program, package in (("java", "openjdk-17-jdk-headless"), ("mvn", "maven")):
        if shutil.which(program) is None:
            raise NotHad(f"{program} is missing; on Debian: apt-get install {package}")
    goals = ("compile", "dependency:build-classpath", f"-Dmdep.outputFile={_CLASSPATH}")
    done = subprocess.run(
        ["mvn", "--batch-mode", "--quiet", *goals],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=BUILD_TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise NotHad(f"Maven cannot build HAPI FHIR: {(done.stdout + done.stderr).strip()[-1000:]}")


def java(main: str, *arguments: str) -> list[str]:
    """The command that runs a class of the project, once it is built."""
    classpath = f"{KEPT / 'java' / 'classes'}:{_CLASSPATH.read_text(encoding='utf-8')}"
    return ["java", *_MEMORY, "-cp", classpath, f"interop.{main}", *arguments]


@contextmanager
def hapi_store(folder: Path, resources: Sequence[Json] = ()) -> Iterator[FhirStore]:
    """HAPI FHIR's JPA server with some resources in it, behind a gate that is open, until the block ends."""
    port = free_port()
    with Gate() as gate:
        gate.target = port
        command = java("FhirServer", str(port), gate.url)
        with running(command, port, "/fhir/metadata", folder / "hapi.log", seconds=START_TIMEOUT_SECONDS):
            store = FhirStore(gate, "HAPI FHIR")
            try:
                if resources:
                    store.load(resources)
                yield store
            finally:
                store.close()
