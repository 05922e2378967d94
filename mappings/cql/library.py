"""A policy as one CQL library: a definition for each rule set, each population and each criterion.

A definition is true where it is met, false where it is not met and null where
that is not known; a criterion that does not apply is true, and a definition of
its own says so. No data model is used: the facts are parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from criteria.criterion import Criterion
from criteria.facts import Vocabulary
from criteria.policy import Policy, RuleSet
from mappings.cql.conditions import Conditions
from mappings.cql.functions import DEFINITIONS
from mappings.cql.layout import comment, inset, joined, parenthesized, quoted
from mappings.cql.parameters import EVALUATION_DATE, Parameter, parameters_of
from mappings.cql.readings import Reading, readings

_EVALUATED = Parameter(EVALUATION_DATE, "Date", "")


class Definition(Struct, frozen=True):
    """One definition: what it is called, what it says, and the policy's words behind it."""

    name: str
    expression: str
    words: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """It as CQL."""
        about = f"{comment(self.words)}\n" if self.words else ""
        return f"{about}define {quoted(self.name)}:\n{inset(self.expression)}\n"


class CqlLibrary(Struct, frozen=True):
    """A library of CQL: what is handed to it, what it defines, and its whole text."""

    name: str
    version: str
    parameters: tuple[Parameter, ...]
    definitions: tuple[Definition, ...]
    text: str


def library_of(policy: Policy, vocabulary: Vocabulary, titles: Mapping[str, str]) -> CqlLibrary:
    """The library of a policy; the titles of facts stand beside their parameters."""
    definitions = [
        definition
        for reading in readings(policy)
        for definition in _of_reading(reading, policy.rule_set(reading.rule_set), vocabulary)
    ]
    own = _functions("\n".join(each.expression for each in definitions))
    asked = _asked("\n".join([*own, *(each.expression for each in definitions)]), vocabulary)
    name = name_of(policy)
    parts = (
        comment([f"{policy.title}, {policy.source.payer}", f"Made from the policy {policy.id}; {_NULLS}"]),
        f"library {name} version '{policy.version}'\n",
        "".join(_declared(each, titles) for each in asked),
        *own,
        *(each.text for each in definitions),
    )
    return CqlLibrary(name, policy.version, asked, tuple(definitions), "\n".join(parts))


_NULLS = (
    "the payer did not publish it. True is met, false is not met, null is not known. The facts are handed "
    "over as parameters; one that is not known is null."
)


def name_of(policy: Policy) -> str:
    """The name of its library, which is also that of the Library resource."""
    return "".join(part.capitalize() for part in policy.id.split("-"))


def _of_reading(reading: Reading, rule_set: RuleSet, vocabulary: Vocabulary) -> Iterator[Definition]:
    """A rule set, its population and its criteria, each before its parts."""
    conditions = Conditions(vocabulary, reading)
    when = parenthesized(conditions.written(rule_set.when))
    whole = joined("and", [quoted(reading.population), when])
    yield Definition(reading.name, whole, _words(rule_set.title, rule_set.text, rule_set.reads_as))
    people = rule_set.population
    words = _words(people.title, people.text, people.reads_as)
    yield Definition(reading.population, conditions.written(people.when), words)
    for criterion in rule_set.criteria():
        yield from _of_criterion(criterion, reading, conditions)


def _of_criterion(criterion: Criterion, reading: Reading, conditions: Conditions) -> Iterator[Definition]:
    when = conditions.written(criterion.when)
    if criterion.excludes:
        when = f"not {parenthesized(when)}"
    if criterion.applies_when:
        applies = reading.applies(criterion.id)
        words = (f"“{criterion.applies_text}”",)
        yield Definition(applies, conditions.written(criterion.applies_when), words)
        when = joined("or", [f"not {quoted(applies)}", parenthesized(when)])
    told = _words(f"{criterion.id} {criterion.title}", criterion.text, criterion.reads_as)
    yield Definition(reading.criterion(criterion.id), when, told)


def _words(title: str, text: str, reads_as: str | None) -> tuple[str, ...]:
    return (title, f"“{text}”", *((f"Read as: {reads_as}",) if reads_as else ()))


def _functions(body: str) -> Sequence[str]:
    """The definitions of ours that a body uses, with those that they use themselves, in their order."""
    used: dict[str, str] = {}
    for name, text in reversed(list(DEFINITIONS.items())):
        if quoted(name) in body or any(quoted(name) in other for other in used.values()):
            used[name] = text
    return list(reversed(used.values()))


def _asked(body: str, vocabulary: Vocabulary) -> tuple[Parameter, ...]:
    """The parameters that a body reads."""
    declared = (each for fact, of in vocabulary.items() for each in parameters_of(fact, of))
    return (_EVALUATED, *(each for each in declared if quoted(each.name) in body))


def _declared(each: Parameter, titles: Mapping[str, str]) -> str:
    about = f" // {' '.join(titles[each.fact].split())}" if each.fact else ""
    return f"parameter {quoted(each.name)} {each.type}{about}\n"
