"""The closed grammar of a condition: criteria, three combinators, the leaves, and other rule sets.

A form is recognised by its own key, so that a misspelt one is refused by name.
Everything else in this project asks a form about itself (criteria/form.py), and
none lists the forms again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, SerializeAsAny, model_validator
from pydantic_core import PydanticCustomError

from criteria.facts import FactKind
from criteria.findings import NOT_APPLICABLE, Finding
from criteria.form import Form
from criteria.leaves import LEAVES
from criteria.node_result import EvaluationInput, NodeResult, gathered, unique
from criteria.strict_model import Text
from criteria.strict_yaml import Location, nearest
from criteria.truth import Truth, any_of, at_least, negate


class AllOf(Form):
    """Met when every part is met; an empty one takes in everyone."""

    key: ClassVar[str] = "all_of"
    all_of: tuple[Node, ...]

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return _combined(len(self.all_of), self.all_of, inputs)


class AnyOf(Form):
    """Met when one part is met."""

    key: ClassVar[str] = "any_of"
    any_of: tuple[Node, ...] = Field(min_length=2)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return _combined(1, self.any_of, inputs)


class AtLeast(Form):
    """Met when so many of the parts are met."""

    key: ClassVar[str] = "of"
    written: ClassVar[str] = "at_least with of"
    at_least: int = Field(ge=1)
    of: tuple[Node, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _reachable(self) -> AtLeast:
        if self.at_least > len(self.of):
            raise ValueError(f"at_least {self.at_least} of {len(self.of)} parts can never be met")
        return self

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return _combined(self.at_least, self.of, inputs)


class RuleSetMet(Form):
    """The truth of another rule set of the same policy, population included."""

    key: ClassVar[str] = "rule_set"
    rule_set: str

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return inputs.rule_set(self.rule_set, inputs)


class Criterion(Form):
    """A criterion or sub-item of the policy, with its own words.

    `text` and `applies_text` are quoted from the source; `[...]` marks what a
    quote leaves out. `reads_as` is our reading of a doubt, and
    `left_to_clinician` what is not computed. Where `applies_when` is false the
    criterion is not applicable and counts as satisfied.
    """

    key: ClassVar[str] = "id"
    written: ClassVar[str] = "a criterion with an id"
    id: Text
    title: Text
    text: Text
    reads_as: Text | None = None
    left_to_clinician: Text | None = None
    applies_when: Node | None = None
    applies_text: Text | None = None
    when: Node

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        applies = self.applies_when.evaluate(inputs) if self.applies_when else None
        if applies and applies.truth is Truth.NOT_MET:
            finding = self._finding(NOT_APPLICABLE, NodeResult(Truth.MET, applies.evidence))
            return NodeResult(Truth.MET, findings=(finding,))
        result = self.when.evaluate(inputs)
        if applies and applies.truth is Truth.UNKNOWN:
            result = _perhaps(applies, result)
        return NodeResult(result.truth, findings=(self._finding(result.truth.outcome, result),))

    def _finding(self, outcome: str, result: NodeResult) -> Finding:
        return Finding(
            self.id,
            outcome,
            self.title,
            self.text,
            result.evidence,
            result.hints,
            result.missing,
            self.left_to_clinician or "",
            self.reads_as or "",
            result.findings,
        )


def _combined(n: int, parts: Sequence[Form], inputs: EvaluationInput) -> NodeResult:
    results = [part.evaluate(inputs) for part in parts]
    truth = at_least(n, [r.truth for r in results])
    findings = tuple([f for r in results for f in r.findings])
    if truth is Truth.UNKNOWN:
        return NodeResult(truth, *gathered(results), findings)
    deciding = [e for r in results if r.truth is truth for e in r.evidence]
    return NodeResult(truth, unique(deciding), findings=findings)


def _perhaps(applies: NodeResult, result: NodeResult) -> NodeResult:
    """Where it is not known whether a criterion applies: met if it is met either way, else unknown."""
    truth = any_of([negate(applies.truth), result.truth])
    if truth is Truth.MET:
        return result
    return NodeResult(truth, *gathered([applies, result]), result.findings)


FORMS: tuple[type[Form], ...] = (Criterion, AllOf, AnyOf, AtLeast, *LEAVES, RuleSetMet)
"""The closed set; a further form needs a decision record in docs/adr."""


def _one_of(forms: Sequence[type[Form]]) -> BeforeValidator:
    """Reads a mapping of a policy file as the form whose key it has."""
    expected = ", ".join(form.written or form.key for form in forms)
    keys = [form.key for form in forms]

    def read(value: object) -> object:
        if isinstance(value, Form):
            return value
        written = value if isinstance(value, dict) else {}
        for form in forms:
            if form.key in written:
                return form.model_validate(value)
        meant = next(filter(None, (nearest(key, keys) for key in written)), "")
        raise PydanticCustomError("unknown_form", "expected one of {all}", {"all": expected + meant})

    return BeforeValidator(read)


Node = Annotated[SerializeAsAny[Form], _one_of(FORMS)]
"""Any form, as a field of a model."""

Conditions = Annotated[AllOf | AnyOf, _one_of((AllOf, AnyOf))]
"""What a rule set is made of, as a field of a model."""

for _model in (AllOf, AnyOf, AtLeast, Criterion):
    _model.model_rebuild()


def placed(condition: Form, at: Location = ()) -> Iterator[tuple[Location, Form]]:
    """A condition and everything below it with its place, depth first; other rule sets are not entered."""
    yield at, condition
    for place, part in condition.parts():
        yield from placed(part, (*at, *place))


def nodes(condition: Form) -> Iterator[Form]:
    """A condition and everything below it, depth first; other rule sets are not entered."""
    return (each for _, each in placed(condition))


def facts_used(conditions: Iterable[Form]) -> Iterator[tuple[str, FactKind]]:
    """The facts that these conditions name themselves, each with the kind it must have."""
    for each in conditions:
        yield from each.facts_used()
