"""What every form of the grammar says of itself.

A form is one class and nothing else: how it is written and what it is made of
(its fields), which facts it reads, and what it comes to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from pydantic import PrivateAttr

from criteria.facts import FactKind, Vocabulary
from criteria.node_result import EvaluationInput, NodeResult
from criteria.strict_model import Strict
from criteria.strict_yaml import Location


class Form(Strict, ABC):
    """One way to write a condition of a policy."""

    key: ClassVar[str]
    """The key that only this form has, by which it is recognised."""
    written: ClassVar[str] = ""
    """How an error message calls it, where that is more than its key."""

    _parts: tuple[tuple[Location, Form], ...] = PrivateAttr(())
    _rests_on: frozenset[str] | None = PrivateAttr(None)

    def model_post_init(self, _: object) -> None:
        """Look up the parts, which every walk over a policy asks for; policies do not change."""
        self._parts = tuple(self._below())

    def parts(self) -> tuple[tuple[Location, Form], ...]:
        """The conditions directly below this one, each with its place in it."""
        return self._parts

    def _below(self) -> Iterator[tuple[Location, Form]]:
        for key, value in self:
            if isinstance(value, Form):
                yield (key,), value
            elif isinstance(value, tuple):
                yield from (((key, i), part) for i, part in enumerate(value) if isinstance(part, Form))

    @property
    def rests_on(self) -> frozenset[str]:
        """The facts that this condition and all below it reads, looked up once: policies do not change."""
        if self._rests_on is None:
            own = {fact for fact, _ in self.facts_used()}
            self._rests_on = frozenset(own.union(*(part.rests_on for _, part in self.parts())))
        return self._rests_on

    @property
    def has_findings(self) -> bool:
        """Whether it or one below it is a criterion, of which is told what was found."""
        return any(part.has_findings for _, part in self.parts())

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, which may have other parts and rest on other facts."""
        copy = super().model_copy(update=update, deep=deep)
        copy._parts, copy._rests_on = tuple(copy._below()), None
        return copy

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        """The facts that this form itself reads, each with the kind it must have."""
        return ()

    def problems(self, _: Vocabulary) -> Iterator[str]:
        """What is wrong with it that only the facts it reads can tell; they exist and are of their kinds."""
        yield from ()

    @abstractmethod
    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        """What the condition comes to."""
