"""Whatever two clinicians save one after the other, the record reads as a simple account of it says."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import NamedTuple

from hypothesis import given as drawn
from hypothesis import settings, strategies

from criteria.truth import Truth
from mappings.forms.given import CANNOT_TELL, NO, YES, Given, Signer
from tests.mappings.forms.signing import COLLEAGUE, SIGNED, SIGNER, saved, signed
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.support.fhir import Json

FACT = "least-restrictive"
VALUES = {YES: MET, NO: NOT_MET}


class Saved(NamedTuple):
    """One save: who said what, and whether it corrects their last answer, or supersedes the other's."""

    by: Signer
    value: str
    corrects: bool
    supersedes: bool


SAVES = strategies.lists(
    strategies.builds(
        Saved,
        strategies.sampled_from([SIGNER, COLLEAGUE]),
        strategies.sampled_from([YES, NO, CANNOT_TELL]),
        strategies.booleans(),
        strategies.booleans(),
    ),
    min_size=1,
    max_size=6,
)


class Chart:
    """The record that saves leave behind; `words` are what each person said last."""

    def __init__(self) -> None:
        self.forms: list[Json] = []
        self.observations: dict[str, Json] = {}
        self.last: dict[Signer, str] = {}
        self.words: dict[Signer, str] = {}
        self.superseded: set[Signer] = set()

    def save(self, number: int, done: Saved) -> None:
        """Save an answer, a minute after the one before."""
        own, other = self.last.get(done.by, ""), COLLEAGUE if done.by is SIGNER else SIGNER
        amends = own if done.corrects else ""
        read = (self.last[other],) if done.supersedes and other in self.last else ()
        form, observation = saved(
            signed(
                Given(FACT, done.value, amends=amends, supersedes=read),
                at=SIGNED + timedelta(minutes=number),
                by=done.by,
                draft=f"draft-{number}",
                on_file=self.observations,
            ),
            number,
        )
        self.forms.append(form)
        self.last[done.by] = f"Observation/{observation['id']}"
        self.observations[self.last[done.by]] = observation
        self.words[done.by] = done.value
        self.superseded.discard(done.by)
        if read:
            self.superseded.add(other)

    @property
    def sent(self) -> list[Json]:
        """Everything on file."""
        return [*self.forms, *self.observations.values()]


@settings(max_examples=150, deadline=None)
@drawn(saves=SAVES, shuffled=strategies.randoms(use_true_random=False))
def test_the_record_reads_as_it_was_saved(facts: Reader, saves: list[Saved], shuffled: Random) -> None:
    chart = Chart()
    for number, done in enumerate(saves):
        chart.save(number, done)
    found = facts(*chart.sent)[FACT]
    for _ in range(2):
        again = [*chart.sent, *shuffled.sample(chart.sent, 1)]
        shuffled.shuffle(again)
        assert facts(*again)[FACT].value == found.value
    said = {by: VALUES[word] for by, word in chart.words.items() if word != CANNOT_TELL}
    if len(set(said.values())) < 2:
        assert found.value == next(iter(said.values()), OPEN)
    elif not chart.superseded:
        assert found.value is OPEN


@settings(max_examples=80, deadline=None)
@drawn(value=strategies.sampled_from([YES, NO]), others=strategies.sampled_from([YES, NO]))
def test_the_later_word_stands_where_it_supersedes_the_other(facts: Reader, value: str, others: str) -> None:
    chart = Chart()
    chart.save(0, Saved(COLLEAGUE, others, corrects=False, supersedes=False))
    chart.save(1, Saved(SIGNER, value, corrects=False, supersedes=True))
    expected: Truth = VALUES[value]
    assert facts(*chart.sent)[FACT].value is expected
    chart.save(2, Saved(COLLEAGUE, others, corrects=True, supersedes=False))
    assert facts(*chart.sent)[FACT].value is (expected if value == others else OPEN)


def test_who_corrects_an_answer_that_superseded_anothers_does_not_supersede_what_they_said_since(
    facts: Reader,
) -> None:
    chart = Chart()
    chart.save(0, Saved(COLLEAGUE, CANNOT_TELL, corrects=False, supersedes=False))
    chart.save(1, Saved(SIGNER, CANNOT_TELL, corrects=False, supersedes=True))
    chart.save(2, Saved(COLLEAGUE, NO, corrects=True, supersedes=False))
    chart.save(3, Saved(SIGNER, YES, corrects=True, supersedes=False))
    assert facts(*chart.sent)[FACT].value is OPEN
