"""The CQL-to-ELM translator from Maven Central, and cql-execution from npm, which evaluates ELM."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.interop.java_parts import KEPT
from tests.interop.not_had import NotHad

HERE = Path(__file__).parent
FOLDER = KEPT / "cql"
FETCH_TIMEOUT_SECONDS = 600
EVALUATE_TIMEOUT_SECONDS = 600
_CLASSPATH = FOLDER / "classpath"
_FETCHES = (
    (
        "mvn",
        "maven",
        HERE,
        ["--batch-mode", "--quiet", "dependency:build-classpath", f"-Dmdep.outputFile={_CLASSPATH}"],
    ),
    ("npm", "nodejs, version 20", FOLDER, ["ci", "--ignore-scripts", "--silent", "--no-audit", "--no-fund"]),
)

Told = Mapping[str, Any]
"""The parameters of one evaluation by name, as JSON."""
Truths = Mapping[str, bool | None]
"""What each definition came to."""


class WrongCql(Exception):
    """What the translator does not take, a line for each mistake."""


def prepare() -> None:
    """Fetch both, once.

    Raises:
        NotHad: where Java, Maven or npm is missing, or one of them cannot get a part.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "evaluate.mjs"):
        shutil.copy(HERE / name, FOLDER)
    for program, package, folder, arguments in _FETCHES:
        if shutil.which(program) is None:
            raise NotHad(f"{program} is missing; on Debian: apt-get install {package}")
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=FETCH_TIMEOUT_SECONDS,
            check=False,
        )
        if done.returncode:
            raise NotHad(f"{program} cannot get the CQL tools: {(done.stdout + done.stderr).strip()[-1000:]}")


def translated(libraries: Mapping[str, str]) -> Mapping[str, Path]:
    """The ELM of CQL texts, by the names they were given.

    Raises:
        WrongCql: when one of them is not CQL.
    """
    files = {name: FOLDER / f"{name}.cql" for name in libraries}
    for name, file in files.items():
        file.write_text(libraries[name], encoding="utf-8")
    classpath = _CLASSPATH.read_text(encoding="utf-8")
    command = ["java", "-cp", classpath, str(HERE / "Elm.java"), *map(str, files.values())]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=EVALUATE_TIMEOUT_SECONDS, check=False
    )
    if done.returncode or done.stdout.strip():
        raise WrongCql((done.stdout + done.stderr).strip())
    return {name: file.with_suffix(".json") for name, file in files.items()}


def evaluated(elm: Path, people: Iterable[Told]) -> Sequence[Truths]:
    """What the definitions of a library come to for each of some people.

    Raises:
        RuntimeError: when the engine fails.
    """
    done = subprocess.run(
        ["node", "evaluate.mjs", str(elm)],
        cwd=FOLDER,
        input="".join(json.dumps(each) + "\n" for each in people),
        capture_output=True,
        text=True,
        timeout=EVALUATE_TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"cql-execution fails: {done.stderr.strip()[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]
