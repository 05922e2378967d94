"""A clinic whose record has only codes of its own: several patients, a Bulk Data export, a site's file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.fhir import Json, condition, icd, observation, patient, reference

FLOWSHEET = "https://ehr.example/flowsheet"
LEAST, COMPOSITE, DAILY = "5014", "81077", "5001"


def row(code: str, display: str, of: str, day: str = "2026-02-20", **value: Any) -> Json:
    """A row of the clinic's flowsheet."""
    coded = {"coding": [{"system": FLOWSHEET, "code": code, "display": display}]}
    return observation(coded, value, on=day, identity=f"{of}-{code}", subject=reference(f"Patient/{of}"))


def child(identity: str, composite: int) -> list[Json]:
    """A child of eleven with a composite score under the clinic's own code."""
    own = reference(f"Patient/{identity}")
    return [
        patient("2014-05-01", identity=identity) | {"id": identity},
        condition(icd("F90.2"), identity=f"{identity}-dx", subject=own),
        row(COMPOSITE, "CALOCUS total score", identity, valueInteger=composite),
        row(LEAST, "Least restrictive setting", identity, valueBoolean=True),
        row("1", "Body weight", identity, valueQuantity={"value": 41, "unit": "kg"}),
    ]


CHILDREN = {"c1": 21, "c2": 19, "c3": 12}
"""The composites; the policy asks for 17."""


def export(folder: Path) -> Path:
    """A Bulk Data export: a file for each type."""
    folder.mkdir(exist_ok=True)
    for identity, composite in CHILDREN.items():
        for each in child(identity, composite):
            with (folder / f"{each['resourceType']}.ndjson").open("a", encoding="utf-8") as file:
                file.write(json.dumps(each) + "\n")
    return folder


def site(folder: Path, text: str = "") -> Path:
    """The clinic's file."""
    path = folder / "north-clinic.yaml"
    path.write_text(f"site: north-clinic\nprovider_type: private\n{text}", encoding="utf-8")
    return path
