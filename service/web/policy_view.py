"""What a policy's page shows: the payer's words, our reading of each, and where each fact comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from criteria.criterion import Criterion
from criteria.expressions import facts_used, own_forms
from criteria.form import Form
from criteria.policy import Policy, RuleSet
from mappings.codes.fact_map import FactMap
from mappings.readers.registry import described
from service.web.condition_words import ConditionWords
from service.web.marked_quotes import MarkedQuote, marked

_CODE = Markup("<code>{}</code>")


class FactRow(NamedTuple):
    """A fact that a criterion reads itself: what it is called, where it is read, who can supply it."""

    title: str
    read_from: Markup
    supplied_by: str


class CriterionView(NamedTuple):
    """A criterion or sub-item; `quotes` is False where the words above it hold its own.

    Of one that `excludes`, `met_when` says when it does.
    """

    id: str
    title: str
    quote: MarkedQuote
    quotes: bool
    met_when: Markup
    applies_when: Markup
    applies_text: str
    reads_as: str
    left_to_clinician: str
    facts: Sequence[FactRow]
    parts: Sequence[CriterionView]
    excludes: bool


class RuleSetView(NamedTuple):
    """One rule set; its population and what all of it needs stand first."""

    rule_set: RuleSet
    address: str
    applies_when: Markup
    met_when: Markup
    facts: Sequence[FactRow]
    criteria: Sequence[CriterionView]


class PolicyView:
    """The rule sets of one policy, in its own words; `root` and `query` stand around their addresses."""

    def __init__(self, policy: Policy, fact_map: FactMap, root: str = "", query: str = "") -> None:
        self._facts = fact_map
        self.addresses = {
            each.id: f"{root}/policies/{policy.id}/{each.id}{query}" for each in policy.rule_sets
        }
        titles = {name: spec.title for name, spec in fact_map.facts.items()}
        pages = {
            each.id: (self.addresses[each.id], f"the criteria of {each.title}") for each in policy.rule_sets
        }
        self._words = ConditionWords(titles, pages)

    def rule_set(self, rule_set: RuleSet) -> RuleSetView:
        """What is shown of one rule set."""
        population = rule_set.population.when
        return RuleSetView(
            rule_set,
            self.addresses[rule_set.id],
            self._words.written(population),
            self._words.written(rule_set.when),
            self._rows([population, *own_forms(rule_set.when)]),
            [self._criterion(each, quotes=True) for each in _below(rule_set.when)],
        )

    def _criterion(self, criterion: Criterion, *, quotes: bool) -> CriterionView:
        below = list(_below(criterion.when))
        quote = marked(criterion.text, ((each.id, each.text) for each in below))
        own = [
            *own_forms(criterion.when),
            *(own_forms(criterion.applies_when) if criterion.applies_when else ()),
        ]
        return CriterionView(
            criterion.id,
            criterion.title,
            quote,
            quotes,
            self._words.written(criterion.when),
            self._words.written(criterion.applies_when) if criterion.applies_when else Markup(),
            criterion.applies_text or "",
            criterion.reads_as or "",
            criterion.left_to_clinician or "",
            self._rows(own),
            [self._criterion(each, quotes=each.id not in quote.holds) for each in below],
            criterion.excludes,
        )

    def _rows(self, conditions: Sequence[Form]) -> Sequence[FactRow]:
        return [self._row(name) for name in dict.fromkeys(fact for fact, _ in facts_used(conditions))]

    def _row(self, name: str) -> FactRow:
        spec = self._facts.facts[name]
        return FactRow(spec.title, _coded(described(name, self._facts)), spec.supplied_by)


def _below(condition: Form) -> Iterator[Criterion]:
    """The next criteria below a condition, or it itself."""
    if isinstance(condition, Criterion):
        yield condition
        return
    for _, part in condition.parts():
        yield from _below(part)


def _coded(text: str) -> Markup:
    """A line of the documentation, its codes as HTML."""
    written, *rest = text.split("`")
    line = Markup.escape(written)
    for code, after in zip(rest[::2], rest[1::2], strict=True):
        line += _CODE.format(code) + after
    return line
