"""What the state of a criterion is called outside of cards: by the console, and on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

STATE_WORDS: Mapping[str, str] = {
    "met": "met",
    "not": "not met",
    "open": "open: not on file",
    "half": "open: on file, does not settle it",
    "unread": "unread",
    "na": "does not apply",
}
"""By the class of its tile."""
_OF_EXCLUSIONS = {
    "met": "ruled out",
    "not": "exclusion applies",
    "open": "not ruled out: not on file",
    "half": "not ruled out: on file, does not settle it",
}


def state_words(state: str, *, excludes: bool) -> str:
    """The state of a criterion or of an exclusion, by the class of its tile."""
    return (excludes and _OF_EXCLUSIONS.get(state)) or STATE_WORDS[state]
