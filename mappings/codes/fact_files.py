"""Files of facts as they may be written: the one that all policies share, and a policy's own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, Union

from pydantic import Field, create_model

from criteria.strict_model import SpanField, Strict
from mappings.codes.fact_specs import FactSpec, HintSpec, Kinds, WindowName


class FactsFile(Strict):
    """Facts by name, how long answers count, and the hints that may stand beside an open fact."""

    windows: dict[WindowName, SpanField]
    hints: dict[str, HintSpec]
    facts: dict[str, FactSpec]


class PolicyFactsFile(Strict):
    """What a policy brings for itself alone."""

    windows: dict[str, SpanField] = Field(default_factory=dict)
    hints: dict[str, HintSpec] = Field(default_factory=dict)
    facts: dict[str, FactSpec] = Field(default_factory=dict)


@cache
def shared_form(kinds: Kinds) -> type[FactsFile]:
    """The shared file as it may be written: `reader` chooses which kind a fact or a hint is of."""
    hints, facts = _sections(kinds)
    return create_model("FactsFile", __base__=FactsFile, facts=(facts, ...), hints=(hints, ...))


@cache
def policy_form(kinds: Kinds) -> type[PolicyFactsFile]:
    """A policy's own file, in which each section may be left out."""
    hints, facts = _sections(kinds)
    empty: Any = Field(default_factory=dict)
    return create_model(
        "PolicyFactsFile", __base__=PolicyFactsFile, facts=(facts, empty), hints=(hints, empty)
    )


def _sections(kinds: Kinds) -> tuple[Any, Any]:
    hints: Any = _one_of(_named(name, spec) for name, spec in kinds.hints)
    facts: Any = _one_of(kinds.facts)
    return dict[str, hints], dict[str, facts]


def _named(name: str, spec: type[HintSpec]) -> type[HintSpec]:
    reader: Any = Literal[name]
    return create_model(spec.__name__, __base__=spec, reader=(reader, ...))


def _one_of(specs: Iterable[type[Strict]]) -> Any:
    return Annotated[Union[tuple(specs)], Field(discriminator="reader")]  # noqa: UP007  # from values
