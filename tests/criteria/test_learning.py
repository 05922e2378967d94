"""Learning more never turns met into not met or back, in a condition of any form.

It may settle what is open, and no more: a value where there was none, the day
of a birth, a number that a clinician tells, that a record is whole, the day or
the end of an event. A further event in a record that is not known to be whole
settles or is disputed by what was told; a whole record has no further ones.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.facts import FactKind
from criteria.form import Form
from criteria.truth import Truth
from tests.criteria.generated import CONDITIONS, ON, SEEN, VALUES, VOCABULARY, Known, Seen, evaluated, stories


@pytest.mark.parametrize("form", CONDITIONS)
@settings(max_examples=60)
@given(data=st.data())
def test_learning_never_flips_met_and_not_met(form: str, data: st.DataObject) -> None:
    condition: Form = data.draw(CONDITIONS[form])
    story = data.draw(stories(condition))
    more = {name: data.draw(learnt(VOCABULARY[name].kind, known)) for name, known in story.items()}
    before, after = evaluated(condition, story).truth, evaluated(condition, more).truth
    assert before is Truth.UNKNOWN or after in (before, Truth.UNKNOWN)


@pytest.mark.parametrize("form", sorted(CONDITIONS.keys() - {"events", "lasting", "combined", "criterion"}))
@settings(max_examples=30)
@given(data=st.data())
def test_where_no_events_are_counted_what_is_settled_stays_so(form: str, data: st.DataObject) -> None:
    condition: Form = data.draw(CONDITIONS[form])
    story = data.draw(stories(condition))
    more = {name: data.draw(learnt(VOCABULARY[name].kind, known)) for name, known in story.items()}
    before, after = evaluated(condition, story).truth, evaluated(condition, more).truth
    assert before is Truth.UNKNOWN or after is before


@pytest.mark.parametrize("form", ["events", "lasting"])
@settings(max_examples=60)
@given(data=st.data())
def test_where_nobody_counted_a_further_event_takes_back_nothing(form: str, data: st.DataObject) -> None:
    condition: Form = data.draw(CONDITIONS[form])
    story = dict(data.draw(stories(condition)))
    kinds = [name for name in story if VOCABULARY[name].kind is FactKind.EVENTS]
    story |= {kind: story[kind]._replace(value=None, is_whole=False) for kind in kinds}
    further = {kind: story[kind]._replace(seen=story[kind].seen + data.draw(SEEN)) for kind in kinds}
    before, after = evaluated(condition, story).truth, evaluated(condition, story | further).truth
    assert before is Truth.UNKNOWN or after is before


def learnt(kind: FactKind, known: Known) -> st.SearchStrategy[Known]:
    """What may be known later of a fact."""
    if kind is FactKind.EVENTS:
        return _more_of_events(known)
    if known.value is None:
        return st.just(known) | VALUES[kind].map(lambda value: known._replace(value=value, day=ON))
    return st.just(known)


@st.composite
def _more_of_events(draw: st.DrawFn, known: Known) -> Known:
    """Further events, one's day, its end, their number, and that there are no others."""
    seen = [_with_its_end(each) if draw(st.booleans()) else each for each in known.seen]
    if not known.is_whole:
        seen += draw(SEEN)
    dated = draw(SEEN)[: known.undated]
    told = draw(st.none() | VALUES[FactKind.EVENTS]) if known.value is None else known.value
    is_whole = known.is_whole or draw(st.booleans())
    undated = known.undated - len(dated)
    return known._replace(seen=(*seen, *dated), undated=undated, value=told, is_whole=is_whole)


def _with_its_end(seen: Seen) -> Seen:
    """An event of which it is known that it is over, where that was not known."""
    if seen.lasted is not None or seen.is_end_known:
        return seen
    return seen._replace(lasted=max((ON - seen.began).days // 2, 0))
