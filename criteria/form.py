"""What every form of the grammar says of itself.

A form is one class and nothing else: how it is written (its fields), which
facts it reads, what it is made of and what it comes to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from criteria.facts import FactKind
from criteria.node_result import EvaluationInput, NodeResult
from criteria.strict_model import Strict


class Form(Strict, ABC):
    """One way to write a condition of a policy."""

    key: ClassVar[str]
    """The key that only this form has, by which it is recognised."""
    written: ClassVar[str] = ""
    """How an error message calls it, where that is more than its key."""

    def parts(self) -> tuple[Form, ...]:
        """The conditions directly below this one."""
        return ()

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        """The facts that this form itself reads, each with the kind it must have."""
        return ()

    @abstractmethod
    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        """What the condition comes to."""
