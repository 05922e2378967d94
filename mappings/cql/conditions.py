"""Conditions of a policy as CQL: one expression for each form of the grammar, true, false or null."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from criteria.by_age import ByAge
from criteria.combinators import AllOf, AnyOf, AtLeast, NoneOf
from criteria.criterion import Criterion, RuleSetMet
from criteria.facts import Vocabulary
from criteria.form import Form
from mappings.cql.event_leaves import EventLeaves
from mappings.cql.functions import AT_LEAST
from mappings.cql.layout import called, inset, joined, listed, parenthesized, quoted
from mappings.cql.leaves import Leaves, aged
from mappings.cql.parameters import EVALUATION_DATE
from mappings.cql.readings import Reading


class Conditions:
    """Writes the conditions of one reading of a rule set; criteria and rule sets among them by name."""

    def __init__(self, vocabulary: Vocabulary, reading: Reading) -> None:
        leaves = Leaves(vocabulary, reading)
        self._forms: Mapping[type[Form], Callable[[Any], str]] = {
            Criterion: lambda form: quoted(reading.criterion(form.id)),
            AllOf: lambda form: self._joined("and", form.all_of) if form.all_of else "true",
            AnyOf: lambda form: self._joined("or", form.any_of),
            AtLeast: self._at_least,
            NoneOf: lambda form: f"not {parenthesized(self._joined('or', form.none_of))}",
            ByAge: self._by_age,
            RuleSetMet: lambda form: quoted(reading.below(form).name),
            **leaves.forms,
            **EventLeaves(leaves.told).forms,
        }

    def written(self, condition: Form) -> str:
        """A condition, as CQL in which all that it names is defined or a parameter."""
        return self._forms[type(condition)](condition)

    def _joined(self, word: str, parts: Sequence[Form]) -> str:
        return joined(word, [self._term(part) for part in parts])

    def _term(self, part: Form) -> str:
        written = self.written(part)
        is_several = isinstance(part, AllOf | AnyOf) and len(part.parts()) > 1
        return parenthesized(written) if is_several else written

    def _at_least(self, form: AtLeast) -> str:
        return called(AT_LEAST, str(form.at_least), listed([self.written(part) for part in form.of]))

    def _by_age(self, form: ByAge) -> str:
        return "\n".join(["case", *map(inset, self._ages(form)), "end"])

    def _ages(self, form: ByAge) -> Iterator[str]:
        for each in form.by_age:
            yield f"when {aged(each, EVALUATION_DATE)} then {self.written(each.when)}"
        yield "else null"
