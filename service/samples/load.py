"""Loads short patients: strict YAML, a baseline and only the differences from it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from criteria.nearest import nearest
from criteria.strict_yaml import Document, Location, read, validate
from mappings.codes.fact_map import load_fact_map
from mappings.readers.registry import KINDS
from service.samples.short_patient import ShortPatient

S = TypeVar("S", bound=ShortPatient)
_REMOVED = "null"


def load(path: Path, model: type[S], own: Collection[str] = ("title",)) -> S:
    """A short patient of a file, with its baseline filled in; `own` keys are never a baseline's.

    Raises:
        FileError: for what no short patient may say, or a baseline that leads back to itself.
    """
    document = read(path)
    loaded = validate(document, model, _with_baseline(document, own, (path.stem,)))
    coded = {name for name, spec in load_fact_map(KINDS).facts.items() if spec.coded}
    for at, code in _codes(loaded):
        if code not in coded:
            raise document.error(at, f"no input has this code{nearest(code, coded)}")
    return loaded


def _with_baseline(document: Document, own: Collection[str], above: tuple[str, ...]) -> dict[str, Any]:
    """What a file says over what its baseline does, one level deep."""
    stated: dict[str, Any] = dict(document.value)
    name = stated.pop("baseline", None)
    if name is None:
        return stated
    path = document.path.with_name(f"{name}.yaml")
    if name in above or not path.exists():
        problem = "leads back to itself" if name in above else "is no case here"
        known = [other.stem for other in document.path.parent.glob("*.yaml")]
        raise document.error(("baseline",), f"{name} {problem}{nearest(name, set(known) - {name})}")
    below = _with_baseline(read(path), own, (*above, name))
    inherited = {key: value for key, value in below.items() if key not in own}
    return _without_removed(
        inherited | {key: _over(inherited.get(key), value) for key, value in stated.items()}
    )


def _over(below: Any, value: Any) -> Any:
    if isinstance(below, Mapping) and isinstance(value, Mapping):
        return _without_removed({**below, **value})
    return value


def _without_removed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value != _REMOVED}


def _codes(patient: ShortPatient) -> Iterator[tuple[Location, str]]:
    """Every code of an input that a short patient names, and where."""
    for code, answers in patient.answers.items():
        yield ("answers", code), code
        for answer in answers:
            yield from ((("answers", code), part) for part in answer.components)
    for i, response in enumerate(patient.questionnaire_responses):
        yield from ((("questionnaire_responses", i), code) for code in response.answers)
    for i, signed in enumerate(patient.signed):
        yield from ((("signed", i), code) for code in signed.answers)
