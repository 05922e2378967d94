"""The fact map: every criteria input, as `facts.yaml` declares it, with each name in it checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union

from pydantic import Field, create_model

from criteria.facts import Vocabulary
from criteria.nearest import nearest
from criteria.strict_model import SpanField, Strict
from criteria.strict_yaml import Document, Location, Mistake, read, refuse, validate
from criteria.words import Words
from mappings.codes.fact_specs import FactSpec, HintSpec, Kinds, WindowName

FACTS = Path(__file__).parent.parent / "facts.yaml"
VALUE_SETS = Path(__file__).parent.parent / "value_sets"


class FactMap(Strict):
    """All facts by name, how long answers count, and the hints that may stand beside an open fact."""

    windows: dict[WindowName, SpanField]
    hints: dict[str, HintSpec]
    facts: dict[str, FactSpec]

    @property
    def inputs(self) -> frozenset[str]:
        """The facts that are answered under their own code."""
        return frozenset(name for name, spec in self.facts.items() if spec.coded)

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts as a policy sees them."""
        return {name: spec.type for name, spec in self.facts.items()}

    def worded(self, words: Words) -> FactMap:
        """The same facts as a policy would speak of them."""
        return self.model_copy(update={"facts": {name: s.worded(words) for name, s in self.facts.items()}})


def load_fact_map(kinds: Kinds, path: Path = FACTS, value_sets: Path = VALUE_SETS) -> FactMap:
    """The fact map, which may use these kinds and name the value sets of a folder.

    Raises:
        FileError: when the file has an unknown key or value, or names a fact,
            a hint or a value set that does not exist.
    """
    document = read(path)
    fact_map = validate(document, _file_model(kinds))
    refuse(_unknown_names(document, fact_map, {file.stem for file in value_sets.glob("*.yaml")}))
    return fact_map


def _unknown_names(document: Document, fact_map: FactMap, value_sets: Collection[str]) -> Iterator[Mistake]:
    """Facts, hints and value sets that are named and do not exist."""

    def unknown(at: Location, kind: str, named: Iterable[str], known: Collection[str]) -> Iterator[Mistake]:
        for name in named:
            if name not in known:
                yield document.mistake(at, f"no {kind} {name!r}{nearest(name, known)}")

    for name, hint in fact_map.hints.items():
        yield from unknown(("hints", name, "value_set"), "value set", hint.value_sets, value_sets)
    for name, spec in fact_map.facts.items():
        yield from unknown(("facts", name), "fact", spec.rests_on, fact_map.facts)
        yield from unknown(("facts", name, "hints"), "hint", spec.hints, fact_map.hints)
        yield from unknown(("facts", name, "value_set"), "value set", spec.value_sets, value_sets)


@cache
def _file_model(kinds: Kinds) -> type[FactMap]:
    """The file as it may be written: `reader` chooses which kind a fact or a hint is of."""
    facts: Any = _one_of(kinds.facts)
    hints: Any = _one_of(_named(name, spec) for name, spec in kinds.hints)
    return create_model(
        "FactMap", __base__=FactMap, facts=(dict[str, facts], ...), hints=(dict[str, hints], ...)
    )


def _named(name: str, spec: type[HintSpec]) -> type[HintSpec]:
    reader: Any = Literal[name]
    return create_model(spec.__name__, __base__=spec, reader=(reader, ...))


def _one_of(specs: Iterable[type[Strict]]) -> Any:
    return Annotated[Union[tuple(specs)], Field(discriminator="reader")]  # noqa: UP007  # from values
