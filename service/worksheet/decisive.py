"""What the open criteria of a rule set decide: found by trying what each of them may still come to."""

from __future__ import annotations

from collections.abc import Callable, Collection

from msgspec.structs import replace

from cds_cards.worksheet_wording import DecideWords, Weighted
from criteria.combinators import AllOf, AtLeast
from criteria.criterion import Criterion
from criteria.determination import Determination
from criteria.form import Form
from criteria.needed import NeededFacts
from criteria.policy import Policy, RuleSet
from criteria.truth import Truth

_Whole = Callable[[Collection[str], Truth, Truth], Truth]


def told(found: Determination, rule_set: RuleSet, policy: Policy, words: DecideWords) -> Weighted:
    """How the whole hangs on what is open, as far as one sentence can say it.

    Each sentence is taken only where its every word holds, whatever combines the criteria.
    """
    open_ones = [each for each in found.criteria if each.truth is Truth.UNKNOWN]
    ids = [each.id for each in open_ones]
    whole = _whole(found, rule_set.when, policy)
    is_needed = all(whole({each}, Truth.NOT_MET, Truth.UNKNOWN) is Truth.NOT_MET for each in ids)
    is_enough = all(whole({each}, Truth.MET, Truth.UNKNOWN) is Truth.MET for each in ids)
    if any(each.excludes for each in open_ones):
        return words.not_ruled_out if is_needed and all(each.excludes for each in open_ones) else words.left
    if is_needed and whole(ids, Truth.MET, Truth.UNKNOWN) is Truth.MET:
        return {1: words.alone, 2: words.both}.get(len(ids), words.several)
    if is_enough and whole(ids, Truth.NOT_MET, Truth.UNKNOWN) is Truth.NOT_MET:
        return words.any
    return words.some if _is_count(rule_set.when) else words.left


def more_needed(found: Determination, rule_set: RuleSet) -> int:
    """Where a number of criteria is enough, how many more have to be met."""
    form = _inner(rule_set.when)
    met = sum(each.truth is Truth.MET for each in found.criteria)
    return form.at_least - met if isinstance(form, AtLeast) else 0


def _inner(form: Form) -> Form:
    """What a condition comes to that has one part alone; a rule set begins with one of its combinators."""
    parts = [part for _, part in form.parts()] if isinstance(form, AllOf) else []
    return parts[0] if len(parts) == 1 else form


def _is_count(whole: Form) -> bool:
    form = _inner(whole)
    return isinstance(form, AtLeast) and all(isinstance(part, Criterion) for _, part in form.parts())


def _whole(found: Determination, form: Form, policy: Policy) -> _Whole:
    needs = NeededFacts(policy)

    def whole(some: Collection[str], truth: Truth, others: Truth) -> Truth:
        """What it comes to where some of the open criteria come to this, and the other ones to that."""
        open_ones = {each.id: each for each in found.criteria if each.truth is Truth.UNKNOWN}
        tried = {
            name: replace(each, outcome=(truth if name in some else others).outcome)
            for name, each in open_ones.items()
        }
        return needs.truth(form, {each.id: each for each in found.criteria} | tried)

    return whole
