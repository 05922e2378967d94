"""Loads short patients: strict YAML, a baseline and only the differences from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from criteria.strict_yaml import Document, Location, nearest, read, validate
from mappings.codes.fact_map import load_fact_map
from tests.goldens.case import Case

PATIENTS = Path(__file__).parents[2] / "fixtures" / "patients"
_OWN = ("baseline", "title", "expect")
_REMOVED = "null"


def load_cases(folder: Path = PATIENTS) -> dict[str, Case]:
    """Every case of a folder by its name, which is its file's.

    Raises:
        FileError: for what no case may say, or a baseline that leads back to itself.
    """
    return {path.stem: load_case(path) for path in sorted(folder.glob("*.yaml"))}


def load_case(path: Path) -> Case:
    """One case, with its baseline filled in.

    Raises:
        FileError: see `load_cases`.
    """
    document = read(path)
    case = validate(document, Case, _with_baseline(document, (path.stem,)))
    coded = {name for name, spec in load_fact_map().facts.items() if spec.coded}
    for at, code in _codes(case):
        if code not in coded:
            raise document.error(at, f"no input has this code{nearest(code, coded)}")
    return case


def _with_baseline(document: Document, above: tuple[str, ...]) -> dict[str, Any]:
    """The case over its baseline's, one level deep; title and expectation are each case's own."""
    stated: dict[str, Any] = dict(document.value)
    name = stated.pop("baseline", None)
    if name is None:
        return stated
    path = document.path.with_name(f"{name}.yaml")
    if name in above or not path.exists():
        problem = "leads back to itself" if name in above else "is no case here"
        known = [other.stem for other in document.path.parent.glob("*.yaml")]
        raise document.error(("baseline",), f"{name} {problem}{nearest(name, set(known) - {name})}")
    below = _with_baseline(read(path), (*above, name))
    inherited = {key: value for key, value in below.items() if key not in _OWN}
    return _without_removed(
        inherited | {key: _over(inherited.get(key), value) for key, value in stated.items()}
    )


def _over(below: Any, value: Any) -> Any:
    if isinstance(below, Mapping) and isinstance(value, Mapping):
        return _without_removed({**below, **value})
    return value


def _without_removed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value != _REMOVED}


def _codes(case: Case) -> Iterator[tuple[Location, str]]:
    """Every code of an input that a case names, and where."""
    for code, answers in case.answers.items():
        yield ("answers", code), code
        for answer in answers:
            yield from ((("answers", code), part) for part in answer.components)
    for i, response in enumerate(case.questionnaire_responses):
        yield from ((("questionnaire_responses", i), code) for code in response.answers)
