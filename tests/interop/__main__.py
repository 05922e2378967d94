"""`make interop`: other people's programs against our own, all or those that are named (docs/interop.md)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from tests.interop.comparing import compared
from tests.interop.cql.differential import agreed
from tests.interop.java_parts import build
from tests.interop.not_had import NotHad
from tests.interop.validating import WRITTEN, validated

Part = Callable[[], list[str]]
RUN_TIMEOUT_SECONDS = 1200


def hapi() -> list[str]:
    """The end to end runs against HAPI FHIR's JPA server."""
    build()
    shutil.rmtree(WRITTEN, ignore_errors=True)
    WRITTEN.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "--quiet", "tests/endtoend"],
        env={**os.environ, "FHIR_STORE": "hapi", "WRITTEN_TO": str(WRITTEN)},
        timeout=RUN_TIMEOUT_SECONDS,
        check=False,
    )
    return ["an end to end run fails against HAPI FHIR"] if done.returncode else []


def validator() -> list[str]:
    """The HL7 validator over everything that is served or emitted, the runs' writings among it."""
    build()
    return validated()


PARTS: dict[str, Part] = {
    "CQL": agreed,
    "HAPI FHIR": hapi,
    "HL7 validator": validator,
    "LHC-Forms": compared,
}


def main(named: Sequence[str]) -> int:
    """Run all parts, or those named; the status is 1 where one finds a mistake, 2 where one is not had."""
    mistakes, not_had = [], []
    for name, part in PARTS.items():
        if named and name not in named:
            continue
        print(f"{name}:", flush=True)
        try:
            mistakes += [f"{name}: {each}" for each in part()]
        except NotHad as error:
            not_had.append(f"{name}: {error}")
    for each in mistakes:
        print(f"MISTAKE: {each}")
    for each in not_had:
        print(f"NOT HAD: {each}")
    print("interop: " + ("as it should be" if not mistakes and not not_had else "see above"))
    return 1 if mistakes else 2 if not_had else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
