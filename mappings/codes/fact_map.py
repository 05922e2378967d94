"""The fact map: every criteria input, as `facts.yaml` declares it, with each name in it checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Literal

from criteria.facts import Vocabulary
from criteria.strict_model import SpanField
from criteria.strict_yaml import Document, Location, nearest, read, validate
from mappings.codes.fact_specs import (
    AnySpec,
    CalocusSpec,
    DiagnosisSpec,
    FactSpec,
    GroupSpec,
    ImprovementSpec,
    Strict,
    WindowName,
)

FACTS = Path(__file__).parent.parent / "facts.yaml"
VALUE_SETS = Path(__file__).parent.parent / "value_sets"


class HintSpec(Strict):
    """Something to show beside an open question: a coded entry, or what a reader makes of the plan.

    `value_set` says which entries, `within` how old they may be, `note` what
    they do not show.
    """

    reader: Literal[
        "coded",
        "service-order",
        "inpatient-stay",
        "service-plan",
        "plan-participants",
        "plan-period",
        "plan-goals",
        "plan-ended",
        "delivered-service",
        "monthly-contacts",
        "last-contact",
        "family-contact",
    ]
    note: str = ""
    value_set: str | None = None
    within: SpanField | None = None


class FactMap(Strict):
    """All facts by name, how long answers count, and the hints that may stand beside an open fact."""

    windows: dict[WindowName, SpanField]
    hints: dict[str, HintSpec]
    facts: dict[str, AnySpec]

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts as a policy sees them."""
        return {name: spec.type for name, spec in self.facts.items()}


def load_fact_map(path: Path = FACTS, value_sets: Path = VALUE_SETS) -> FactMap:
    """The fact map, which may name the value sets of a folder.

    Raises:
        FileError: when the file has an unknown key or value, or names a fact,
            a hint or a value set that does not exist.
    """
    document = read(path)
    fact_map = validate(document, FactMap)
    known = {file.stem for file in value_sets.glob("*.yaml")}
    for name, hint in fact_map.hints.items():
        if hint.value_set is not None or hint.reader == "coded":
            _check(document, ("hints", name), "value set", [hint.value_set or ""], known)
    for name, spec in fact_map.facts.items():
        _check(document, ("facts", name), "fact", _named_by(spec), fact_map.facts)
        _check(document, ("facts", name, "hints"), "hint", spec.hints, fact_map.hints)
        if isinstance(spec, DiagnosisSpec):
            _check(document, ("facts", name, "value_set"), "value set", [spec.value_set], known)
    return fact_map


def _check(document: Document, at: Location, kind: str, named: Iterable[str], known: Collection[str]) -> None:
    for name in named:
        if name not in known:
            raise document.error(at, f"no {kind} {name!r}{nearest(name, known)}")


def _named_by(spec: FactSpec) -> tuple[str, ...]:
    match spec:
        case CalocusSpec():
            return (spec.level, *spec.sum_of, *spec.greatest_of)
        case GroupSpec():
            return spec.members
        case ImprovementSpec():
            return (spec.rating,)
        case _:
            return ()
