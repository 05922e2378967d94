"""The closed grammar of a condition: criteria, three combinators, the leaves, and other rule sets.

A form is recognised by its own key, so that a misspelt one is refused by name.
Everything else in this project asks a form about itself (criteria/form.py), and
none lists the forms again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar

import msgspec
from pydantic import BeforeValidator, Field, SerializeAsAny, model_validator
from pydantic_core import PydanticCustomError

from criteria.facts import FactKind, ServedFacts
from criteria.findings import NOT_APPLICABLE, Finding, Missing
from criteria.form import Form
from criteria.leaves import LEAVES
from criteria.nearest import nearest
from criteria.node_result import EvaluationInput, NodeResult, counts_until, gathered, unique
from criteria.strict_model import Text
from criteria.strict_yaml import Location
from criteria.truth import Truth, any_of, at_least, negate


class AllOf(Form):
    """Met when every part is met; an empty one takes in everyone."""

    key: ClassVar[str] = "all_of"
    all_of: tuple[Node, ...]

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        return _combined(len(self.all_of), self.all_of, inputs)


class AnyOf(Form):
    """Met when one part is met.

    While it is open, parts that rest on diagnoses ask only for what those with
    a diagnosis on file still lack; nothing asks for a diagnosis beside one.
    """

    key: ClassVar[str] = "any_of"
    any_of: tuple[Node, ...] = Field(min_length=2)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        results = [part.evaluate(inputs) for part in self.any_of]
        joined = _joined(1, results)
        if joined.truth is not Truth.UNKNOWN:
            return joined
        open_ones = [
            each for each in zip(self.any_of, results, strict=True) if each[1].truth is Truth.UNKNOWN
        ]
        return msgspec.structs.replace(joined, missing=_asked(open_ones, inputs))


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
    """The truth of another rule set of the same policy, population included.

    `served_by` names, by a fact of that rule set, the later question whose
    answer serves in its place, so that one thing is not asked twice.
    """

    key: ClassVar[str] = "rule_set"
    rule_set: str
    served_by: dict[str, str] = Field(default_factory=dict)

    def facts_used(self) -> tuple[tuple[str, FactKind], ...]:
        named = (*self.served_by, *self.served_by.values())
        return tuple((name, FactKind.TRUTH) for name in named)

    def evaluate(self, inputs: EvaluationInput) -> NodeResult:
        if self.served_by:
            facts = ServedFacts(inputs.facts, self.served_by)
            inputs = msgspec.structs.replace(inputs, facts=facts)
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
        finding = self._finding(result.truth.outcome, result)
        return NodeResult(result.truth, findings=(finding,), counts_until=result.counts_until)

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
            result.counts_until,
        )


def _combined(n: int, parts: Sequence[Form], inputs: EvaluationInput) -> NodeResult:
    return _joined(n, [part.evaluate(inputs) for part in parts])


def _joined(n: int, results: Sequence[NodeResult]) -> NodeResult:
    truth = at_least(n, [r.truth for r in results])
    findings = tuple([f for r in results for f in r.findings])
    if truth is Truth.UNKNOWN:
        return NodeResult(truth, *gathered(results), findings)
    deciding = [e for r in results if r.truth is truth for e in r.evidence]
    until = counts_until(n, results) if truth is Truth.MET else ""
    return NodeResult(truth, unique(deciding), findings=findings, counts_until=until)


def _asked(routes: Sequence[tuple[Form, NodeResult]], inputs: EvaluationInput) -> tuple[Missing, ...]:
    """What the open parts of an `any_of` ask for: nothing that matters only with another diagnosis."""
    diagnoses = [_diagnoses(part, inputs) for part, _ in routes]
    on_file = [any(inputs.facts[each].is_on_file for each in named) for named in diagnoses]
    asked: list[Missing] = []
    for (_, result), named, here in zip(routes, diagnoses, on_file, strict=True):
        if here or not named:
            asked += result.missing
        elif not any(on_file):
            asked += [each for each in result.missing if each.fact in named]
    return unique(asked)


def _diagnoses(part: Form, inputs: EvaluationInput) -> frozenset[str]:
    """The diagnoses that a condition or one below it rests on."""
    return frozenset(fact for fact in part.rests_on if inputs.vocabulary[fact].is_diagnosis)


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


def own_forms(condition: Form) -> Iterator[Form]:
    """A condition and what is below it, down to the criteria among it, which stand for themselves."""
    if not isinstance(condition, Criterion):
        yield condition
        for _, part in condition.parts():
            yield from own_forms(part)


def facts_used(conditions: Iterable[Form]) -> Iterator[tuple[str, FactKind]]:
    """The facts that these conditions name themselves, each with the kind it must have."""
    for each in conditions:
        yield from each.facts_used()
