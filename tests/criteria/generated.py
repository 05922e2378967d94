"""Conditions of every form, and what is known of a person from day to day, as Hypothesis makes them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st
from pydantic import TypeAdapter

from criteria.events import Event, Events
from criteria.facts import SEVERITIES, Count, Evidence, Fact, FactKind, Facts, FactType, Value, Vocabulary
from criteria.form import Form
from criteria.node import Node
from criteria.node_result import EvaluationInput, NodeResult
from criteria.spans import BirthDate
from criteria.truth import Truth

ON = date(2026, 3, 1)
HORIZON = timedelta(days=100)
VOCABULARY: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "said": FactType(FactKind.TRUTH),
    "also-said": FactType(FactKind.TRUTH),
    "points": FactType(FactKind.SCORE),
    "scales": FactType(FactKind.SCORE_GROUP, ("scale-one", "scale-two")),
    "scale-one": FactType(FactKind.SCORE),
    "scale-two": FactType(FactKind.SCORE),
    "area": FactType(FactKind.RATING),
    "goals": FactType(FactKind.COUNT),
    "change": FactType(FactKind.CHANGE),
    "event": FactType(FactKind.DATE),
    "enrolled": FactType(FactKind.DATE, recurs=False),
    "stays": FactType(FactKind.EVENTS),
    "calls": FactType(FactKind.EVENTS),
}
_ONE_FORM: TypeAdapter[Form] = TypeAdapter(Node)


class Seen(NamedTuple):
    """An event on file: since when, and for how many days.

    One without a number of days goes on, or its end is not known.
    """

    began: date
    lasted: int | None
    is_end_known: bool
    reference: str
    may_be_another: bool = False

    def by(self, day: date) -> Event:
        """The event as it is known on a day."""
        if self.lasted is not None:
            end = self.began + timedelta(days=self.lasted)
            return Event(self.began, end, end, self.reference, self.may_be_another)
        until = max(self.began, day)
        lasted_to = until if self.is_end_known else self.began
        return Event(self.began, lasted_to, until, self.reference, self.may_be_another)


class Known(NamedTuple):
    """What is known of one fact: a value, the day that it is of, and the last day on which the answer counts.

    Of events `value` is the number that a clinician told.
    """

    value: Value | None = None
    day: date | None = None
    until: date | None = None
    seen: tuple[Seen, ...] = ()
    undated: int = 0
    is_whole: bool = False

    def fact(self, name: str, day: date) -> Fact:
        """The fact as it is read on a day, when no answer was given since."""
        counts = self.until is None or day <= self.until
        value: Value | None = self.value if counts else None
        evidence = (Evidence(name, counts_until=self.until.isoformat() if self.until else ""),)
        if VOCABULARY[name].kind is FactKind.EVENTS:
            told = value if isinstance(value, int) else None
            dated = tuple(each.by(day) for each in self.seen)
            return Fact(name, Events(dated, self.undated, self.is_whole, told), evidence=evidence)
        return Fact(name, value, evidence=evidence if value is not None else (), day=self.day)


Story = Mapping[str, Known]


def evaluated(condition: Form, story: Story, day: date = ON) -> NodeResult:
    """What a condition comes to on a day, when nothing new was learnt by then."""
    facts: Facts = {name: known.fact(name, day) for name, known in story.items()}
    return condition.evaluate(EvaluationInput(VOCABULARY, facts, day, _no_rule_set))


def _no_rule_set(name: str, _: EvaluationInput) -> NodeResult:
    raise KeyError(name)


def _days(before: int, after: int) -> st.SearchStrategy[date]:
    return st.dates(ON - timedelta(days=before), ON + timedelta(days=after))


def _within(*spans: str) -> st.SearchStrategy[str]:
    return st.sampled_from(spans or ("10 days", "1 month", "45 days"))


def _of(**keys: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with these keys, each of one of its values; a value of None leaves the key out."""
    made = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value) for key, value in keys.items()
    }
    return st.fixed_dictionaries(made).map(lambda d: {k: v for k, v in d.items() if v is not None})


def _bounds(lowest: int, highest: int) -> st.SearchStrategy[dict[str, int]]:
    """A least number, a greatest, or both."""
    both = st.tuples(*[st.integers(lowest, highest)] * 2).map(sorted)
    low = st.integers(max(lowest, 1), highest).map(lambda n: {"minimum": n})
    high = st.integers(lowest, highest).map(lambda n: {"maximum": n})
    return low | high | both.map(lambda b: {"minimum": max(b[0], 1), "maximum": max(b) or 1})


def _with(bounds: st.SearchStrategy[dict[str, int]], **keys: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(_of(**keys), bounds).map(lambda two: {**two[0], **two[1]})


_OPTIONAL_WINDOW = st.none() | _within()
_KINDS = st.sampled_from([["stays"], ["calls"], ["stays", "calls"]])
_AGES = st.sampled_from(
    [{"from": "18 years"}, {"below": "18 years"}, {"from": "12 years", "below": "18 years"}]
)
_TIME = _within().map(lambda span: {"within": span}) | st.just({"since": "enrolled"})
_WORST = st.sampled_from([None, "moderate", "severe"])
_DATES = st.sampled_from(["event", "enrolled"])


def _lasting() -> st.SearchStrategy[dict[str, Any]]:
    length = st.tuples(st.sampled_from(["at_least", "more_than"]), _within("5 days", "20 days", "1 month"))
    parts = st.tuples(_KINDS, length, st.integers(0, 3), _TIME)
    return parts.map(lambda p: {"lasting": p[0], p[1][0]: p[1][1], "bridging": p[2], **p[3]})


def _ago() -> st.SearchStrategy[dict[str, Any]]:
    ago = st.tuples(_DATES, st.sampled_from(["at_least", "more_than"]), _within())
    return ago.map(lambda p: {"date": p[0], p[1]: p[2]})


def _near() -> st.SearchStrategy[dict[str, Any]]:
    near = st.tuples(_DATES, _within(), st.sampled_from(["after", "before", "around"]), _DATES)
    return near.map(lambda p: {"date": p[0], "within": p[1], p[2]: p[3]})


_LEAVES: Mapping[str, st.SearchStrategy[dict[str, Any]]] = {
    "fact": _of(fact=st.sampled_from(["said", "also-said"]), **{"is": st.sampled_from(["met", "not_met"])}),
    "fact within": _of(fact="event", within=_within()),
    "score": _with(_bounds(10, 20), score="points", within=_OPTIONAL_WINDOW),
    "any_score": _with(_bounds(10, 20), any_score="scales", within=_OPTIONAL_WINDOW),
    "rating": _of(rating="area", at_least="moderate", at_most=_WORST, within=_OPTIONAL_WINDOW),
    "rating at_most": _of(rating="area", at_most="mild", within=_OPTIONAL_WINDOW),
    "decrease": _of(change="change", decrease=st.integers(1, 6)),
    "increase": _of(change="change", increase=st.integers(1, 6)),
    "age": _of(age=_AGES, at=st.sampled_from([None, "event", "enrolled"])),
    "date": _ago(),
    "date near another": _near(),
    "count": _with(_bounds(0, 3), count="goals"),
    "events": st.tuples(_KINDS, _bounds(0, 3), _TIME).map(lambda p: {"events": p[0], **p[1], **p[2]}),
    "lasting": _lasting(),
    "undetermined": _of(undetermined="the policy does not say"),
}


def _combined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    two = st.lists(parts, min_size=2, max_size=3)
    by_age = st.tuples(parts, parts).map(
        lambda p: {"by_age": [{"below": "18 years", "when": p[0]}, {"from": "18 years", "when": p[1]}]}
    )
    return st.one_of(
        two.map(lambda each: {"all_of": each}),
        two.map(lambda each: {"any_of": each}),
        st.tuples(st.integers(1, 2), two).map(lambda each: {"at_least": each[0], "of": each[1]}),
        st.lists(parts, min_size=1, max_size=2).map(lambda each: {"none_of": each}),
        by_age,
    )


_CONDITIONS = st.recursive(st.one_of(*_LEAVES.values()), _combined, max_leaves=5)
_COMBINED = _combined(_CONDITIONS)
_WORDS = {"id": "A", "title": "A", "text": "A"}
_CRITERIA = st.one_of(
    _of(when=_CONDITIONS, excludes=st.booleans()),
    _of(when=_CONDITIONS, excludes=st.booleans(), applies_when=_CONDITIONS, applies_text="A"),
).map(lambda each: {**_WORDS, **each})
CONDITIONS: Mapping[str, st.SearchStrategy[Form]] = {
    each: strategy.map(_ONE_FORM.validate_python)
    for each, strategy in {**_LEAVES, "combined": _COMBINED, "criterion": _CRITERIA}.items()
}
"""Conditions of each leaf, of those combined, and criteria that exclude or may not apply."""

_LATE = Seen(ON - timedelta(days=5), 3, True, "Encounter/1")
_EARLY = Seen(ON - timedelta(days=25), None, True, "Encounter/2")
_SHARED: Sequence[tuple[Seen, ...]] = ((), (_LATE,), (_EARLY,), (_LATE, _EARLY))
_EVENT = st.builds(
    Seen, _days(60, 30), st.none() | st.integers(0, 40), st.booleans(), st.just(""), st.booleans()
)
SEEN: st.SearchStrategy[tuple[Seen, ...]] = st.lists(_EVENT, max_size=3).map(tuple)
"""Events on file, of which each is of one kind alone."""
_BORN = st.dates(date(2008, 2, 1), date(2008, 6, 30)) | st.dates(date(2014, 2, 1), date(2014, 6, 30))
VALUES: Mapping[FactKind, st.SearchStrategy[Value]] = {
    FactKind.TRUTH: st.sampled_from([Truth.MET, Truth.NOT_MET]),
    FactKind.SCORE: st.integers(9, 21),
    FactKind.RATING: st.integers(0, len(SEVERITIES) - 1),
    FactKind.CHANGE: st.integers(-7, 7),
    FactKind.COUNT: st.integers(0, 3).map(Count) | st.just(Count(0, 0)),
    FactKind.DATE: _days(60, 10) | st.just(Truth.NOT_MET),
    FactKind.BIRTH_DATE: _BORN.map(lambda day: BirthDate(day, day)),
    FactKind.EVENTS: st.integers(0, 3),
}
"""A value of each kind; of events, the number that a clinician tells."""


def known(kind: FactKind) -> st.SearchStrategy[Known]:
    """What may be known of a fact of a kind, perhaps nothing."""
    value, until = VALUES[kind], st.none() | _days(0, 60)
    if kind is FactKind.EVENTS:
        return _known_events(value, until)
    return st.just(Known()) | st.builds(Known, value, _days(50, 2), until)


def _known_events(
    told: st.SearchStrategy[Value], until: st.SearchStrategy[date | None]
) -> st.SearchStrategy[Known]:
    """Events that may be told of, whole, both or neither."""
    undated = st.sampled_from([0, 0, 0, 1])
    answers = st.tuples(st.none(), st.none()) | st.tuples(told, until)
    parts = st.tuples(answers, SEEN, st.sampled_from(_SHARED), undated, st.booleans())
    return parts.map(lambda p: Known(p[0][0], None, p[0][1], p[1] + p[2], p[3], p[4]))


def stories(condition: Form) -> st.SearchStrategy[Story]:
    """What is known of a person, as far as it concerns a condition; of a group its members."""
    members = [VOCABULARY[name].members or (name,) for name in sorted(condition.rests_on)]
    names = [name for each in members for name in each]
    return st.fixed_dictionaries({name: known(VOCABULARY[name].kind) for name in names})
