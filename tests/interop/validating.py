"""The HL7 validator over every resource that is served or emitted."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.interop.emitted import write_emitted
from tests.interop.java_parts import KEPT, java
from tests.interop.not_had import NotHad
from tests.interop.npm_packages import EXTENSIONS, SDC, fetched
from tests.support.fhir import Json

RESOURCES = KEPT / "resources"
WRITTEN = KEPT / "written"
"""What the end to end runs wrote to a FHIR server."""
VALIDATE_TIMEOUT_SECONDS = 600
KNOWN = Path(__file__).with_name("known.yaml")
_BROKEN = "broken-"


class Finding(NamedTuple):
    """One thing that the validator says."""

    file: str
    severity: str
    name: str
    where: str
    words: str


def validated() -> list[str]:
    """Mistakes, a line each; it prints what was not had and how much was looked at.

    Raises:
        NotHad: where not even R4's own definitions can be had.
    """
    print(f"  {write_emitted(RESOURCES, WRITTEN)} resources, and {write_broken()} that are broken on purpose")
    findings = [*_found(_definitions())]
    known = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    errors = [each for each in findings if each.severity in ("error", "fatal")]
    ours = [each for each in errors if not each.file.startswith(_BROKEN)]
    unexplained = [each for each in ours if not any(re.match(k["finding"], each.words) for k in known)]
    stale = [k["finding"] for k in known if not any(re.match(k["finding"], each.words) for each in ours)]
    for each in known:
        print(f"  known: {each['finding']}: {each['reason'].strip()}")
    missed = {f"{name}.json" for name in BROKEN} - {each.file for each in errors}
    return [
        *(f"{each.file}: {each.where}: {each.words}" for each in unexplained),
        *(f"known.yaml: nothing is found any more by: {each}" for each in stale),
        *(f"the validator takes what is broken on purpose: {each}" for each in sorted(missed)),
    ]


def _definitions() -> list[str]:
    found = []
    for package in (SDC, EXTENSIONS):
        try:
            found.append(str(fetched(package, KEPT / "npm")))
        except NotHad as error:
            print(f"  NOT HAD: {package.name}, so that its profiles go unchecked: {error}")
    print("  NOT HAD: hl7.fhir.us.davinci-dtr, which no registry serves: known.yaml says what goes unchecked")
    return found


def _found(definitions: Sequence[str]) -> Iterator[Finding]:
    done = subprocess.run(
        java("Validator", str(RESOURCES), *definitions),
        capture_output=True,
        text=True,
        timeout=VALIDATE_TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise NotHad(f"the validator fails: {done.stderr.strip()[-1000:]}")
    for line in done.stdout.splitlines():
        yield Finding(*line.split("\t", 4))


# --- what has to be found -------------------------------------------------------------------------
def _unknown_item(response: Json) -> None:
    response["item"][-1]["item"].append({"linkId": "nowhere", "answer": [{"valueBoolean": True}]})


def _no_status(observation: Json) -> None:
    del observation["status"]


def _free_word(questionnaire: Json) -> None:
    questionnaire["status"] = "nearly"


def _other_extension(questionnaire: Json) -> None:
    questionnaire["extension"].append({"url": f"{_SDC}sdc-questionnaire-entryMode", "valueBoolean": True})


_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
_CHANGES: dict[str, tuple[str, Any]] = {
    "unknown-item": ("signed-*-0-QuestionnaireResponse.json", _unknown_item),
    "no-status": ("signed-*-1-*.json", _no_status),
    "free-word": ("published-Questionnaire-*.json", _free_word),
    "other-extension": ("published-Questionnaire-*.json", _other_extension),
}
BROKEN = [f"{_BROKEN}{name}" for name in _CHANGES]


def write_broken() -> int:
    """Break a few of the resources, each in a way that has to be found; how many."""
    for name, (pattern, change) in _CHANGES.items():
        resource = json.loads(min(RESOURCES.glob(pattern)).read_text(encoding="utf-8"))
        change(resource)
        content = json.dumps(resource, separators=(",", ":"))
        (RESOURCES / f"{_BROKEN}{name}.json").write_text(content, encoding="utf-8")
    return len(_CHANGES)
