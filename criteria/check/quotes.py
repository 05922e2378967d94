"""Quotes: whether they stand in a policy's source, and whether they leave out a word of its criteria.

Pure: a policy and its published text go in, what is wrong comes out in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from criteria.policy import CriteriaPart, Policy
from criteria.quotes import criteria_texts, misquotes, normalised, pieces

_ENUMERATION = re.compile(r"(?:[.;,*]|and\b|or\b|•|-|[A-I]\.|[a-d]\.|\s)*")
"""What may stand between two quotes: letters and bullets of a list, and the words that join its items."""


def check_quotes(policy: Policy, source: str) -> tuple[str, ...]:
    """What is wrong with a policy's quotes of its published text, in words; empty when nothing is."""
    return (
        *(f"source.txt does not say {piece!r}" for _, piece in misquotes(policy, source)),
        *(
            f"source.txt does not say {part.ends!r} after {part.begins!r}"
            for part in policy.criteria_parts
            if not _stretch_of(normalised(source), part)
        ),
        *(f"no text of the policy quotes {stretch!r}" for stretch in unquoted(policy, source)),
    )


def unquoted(policy: Policy, source: str) -> tuple[str, ...]:
    """The stretches of the criteria parts that no text of the policy quotes, but for enumeration."""
    text = normalised(source)
    found = [piece for _, quote in criteria_texts(policy) for piece in pieces(quote)]
    return tuple(
        stretch
        for part in policy.criteria_parts
        for stretch in _uncovered(_stretch_of(text, part), found)
        if not _ENUMERATION.fullmatch(stretch)
    )


def _stretch_of(text: str, part: CriteriaPart) -> str:
    """The part of the source from its first words to its last; nothing where it does not have them."""
    _, begins, after = text.partition(normalised(part.begins))
    between, ends, _ = after.partition(normalised(part.ends))
    return begins + between + ends if begins and ends else ""


def _uncovered(text: str, found: Sequence[str]) -> list[str]:
    """The stretches of a text that none of the pieces found in it covers."""
    covered = bytearray(len(text))
    for piece in found:
        for match in re.finditer(re.escape(piece), text):
            covered[match.start() : match.end()] = b"\1" * len(piece)
    return [text[m.start() : m.end()] for m in re.finditer(rb"\0+", bytes(covered))]
