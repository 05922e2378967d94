"""Words of a policy's criteria that it neither quotes nor passes over, as its published text has them.

Pure: a policy and its published text go in, what is wrong comes out in words.
That its quotes stand in the text is seen to when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from criteria.policy import CriteriaPart, Policy
from criteria.published_text import PublishedText, Stretch
from criteria.quotes import criteria_texts, pieces
from criteria.strict_yaml import Location

_JOINTS = re.compile(r"(?:[.;:,\s]|\b(?:and|or|and/or)\b)*")
"""What may stand between two quotes besides the marks of a list: the words and points that join its items."""


class Unquoted(NamedTuple):
    """Words of the criteria that are not quoted, with their line in the source."""

    line: int
    words: str


def unquoted(policy: Policy, source: str) -> Iterator[Unquoted]:
    """The words of the criteria parts that no text of the policy quotes and that it does not pass over."""
    text = PublishedText(source)
    said = [*_quotes(policy), *(each.text for each in policy.passed_over)]
    for start, end in _left_out(policy, text, said):
        yield Unquoted(text.line_at(start), text.text[start:end])


def wrong_places(policy: Policy, source: str) -> Iterator[tuple[Location, str]]:
    """What is wrong with the criteria parts, each with its place: no end, or words passed over in vain."""
    text = PublishedText(source)
    for i, part in enumerate(policy.criteria_parts):
        if _stretch_of(text, part) is None:
            yield ("criteria_parts", i), f"source.txt does not say {part.ends!r} after {part.begins!r}"
    left_out = {place for stretch in _left_out(policy, text, _quotes(policy)) for place in range(*stretch)}
    for i, passed in enumerate(policy.passed_over):
        if left_out.isdisjoint(_covered(text, [passed.text])):
            yield ("passed_over", i), "this is quoted already, or stands in no criteria part"


def _quotes(policy: Policy) -> list[str]:
    return [quote for _, quote in criteria_texts(policy)]


def _covered(text: PublishedText, quotes: Iterable[str]) -> set[int]:
    """The places of a text that quotes say."""
    found = dict.fromkeys(piece for quote in quotes for piece in pieces(quote))
    stretches = (stretch for piece in found for place in text.places(piece) for stretch in place)
    return {at for stretch in stretches for at in range(*stretch)}


def _left_out(policy: Policy, text: PublishedText, quotes: Iterable[str]) -> Iterator[Stretch]:
    """The stretches of the criteria parts that no quote says, but for what only marks or joins items."""
    covered = _covered(text, quotes)
    marks = {at for word in text.words if word.is_mark for at in range(word.start, word.end)}
    for part in policy.criteria_parts:
        whole = range(*(_stretch_of(text, part) or (0, 0)))
        for stretch in _runs(at for at in whole if at not in covered):
            said = "".join(" " if at in marks else text.text[at] for at in range(*stretch))
            if not _JOINTS.fullmatch(said):
                yield stretch[0] + len(said) - len(said.lstrip()), stretch[0] + len(said.rstrip())


def _runs(places: Iterable[int]) -> Iterator[Stretch]:
    """Places in their order as stretches of those that follow each other."""
    start = end = -1
    for at in places:
        if at != end:
            if end > start:
                yield start, end
            start = at
        end = at + 1
    if end > start:
        yield start, end


def _stretch_of(text: PublishedText, part: CriteriaPart) -> Stretch | None:
    """The part of the text from its first words to its last; None where it does not have them."""
    begins = next(text.places(part.begins), None)
    ends = begins and next(text.places(part.ends, begins[-1][1]), None)
    return (begins[0][0], ends[-1][1]) if begins and ends else None
