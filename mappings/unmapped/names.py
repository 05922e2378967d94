"""The words by which a site's codes are recognized: `names.yaml`, compiled for lookup.

Precision goes before recall: every word of a name has to stand in the words of a code, and a word that
makes it another thing, such as "history" or "goal", may not, unless the name has it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from mappings.codes.site_answers import SiteAnswers

NAMES = Path(__file__).parent / "names.yaml"
MIN_SCORE = 40
"""Of a hundred: the share of a code's words that a name has."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
Answer = str
"""A key of a site's `answers`: yes, no, cannot_tell, or a severity."""


class FactNames(Strict):
    """What a fact may be called; see names.yaml for the keys."""

    must: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    by_range: tuple[str, ...] = ()


class ServiceNames(Strict):
    """What a service and its plan of care may be called."""

    names: tuple[str, ...]
    plans: tuple[str, ...] = ()


class NamesFile(Strict):
    """The file."""

    same: dict[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    rule_out: tuple[str, ...]
    facts: dict[str, FactNames]
    services: dict[str, ServiceNames]
    reviewers: tuple[str, ...]
    answers: dict[str, tuple[str, ...]]


class Name(NamedTuple):
    """A name as a set of words, and as it is written."""

    words: frozenset[str]
    written: str


class NameIndex:
    """Tells how near the words of a code are to a name."""

    def __init__(self, file: NamesFile) -> None:
        self.file = file
        phrases = {
            _plain(each): _plain(same).replace(" ", "")
            for same, listed in file.same.items()
            for each in (same, *listed)
        }
        self._same = phrases
        longest_first = sorted(phrases, key=len, reverse=True)
        self._phrase = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
        filler = [_plain(each) for each in file.ignored]
        pairs = [re.escape(each) for each in filler if " " in each]
        self._pair = re.compile(rf"(?<!\w)(?:{'|'.join(pairs) or '(?!)'})(?!\w)")
        self._ignored = frozenset(word for each in filler for word in self._canonical(each))
        self._rule_out = tuple(self._canonical(each) for each in file.rule_out)

    def name(self, written: str) -> Name:
        """A name, compiled."""
        return Name(self.words(written), written)

    def words(self, text: str) -> frozenset[str]:
        """The words of a text that tell something, each by the one that stands for its like."""
        return (
            frozenset(word for word in self._canonical(text) if not _NUMBER.fullmatch(word)) - self._ignored
        )

    def score(self, name: Name, text: str) -> int:
        """How much of a text a name is, to 100; 0 where a word of it is lacking, or another rules it out."""
        words = self.words(text)
        if not name.words or not name.words <= words or self._is_ruled_out(name, text):
            return 0
        return round(100 * len(name.words) / len(words))

    def answer_of(self, text: str) -> Answer:
        """What a word of an answer says; empty where it says nothing that is known."""
        return self._answers.get(_plain(text), "")

    @cached_property
    def answer_words(self) -> frozenset[str]:
        """The words of answers, which tell nothing of a patient."""
        return frozenset(self._answers)

    @cached_property
    def _answers(self) -> Mapping[str, Answer]:
        return {_plain(word): answer for answer, words in self.file.answers.items() for word in words}

    def _is_ruled_out(self, name: Name, text: str) -> bool:
        all_words = self._canonical(text)
        own = self._canonical(name.written)
        return any(out and out <= all_words and not out <= own for out in self._rule_out)

    def _canonical(self, text: str) -> frozenset[str]:
        told = self._pair.sub(" ", _plain(text))
        replaced = self._phrase.sub(lambda found: self._same[found[0]], told)
        return frozenset(replaced.split())


@cache
def name_index(path: Path = NAMES) -> NameIndex:
    """The words of a file, read once.

    Raises:
        FileError: when it is wrong.
    """
    document = read(path)
    file = validate(document, NamesFile)
    if strange := set(file.answers) - set(SiteAnswers.model_fields):
        raise document.error(("answers",), f"no answer is called {sorted(strange)[0]}")
    return NameIndex(file)


def best(index: NameIndex, names: Iterable[Name], text: str) -> tuple[int, str]:
    """The highest score of some names, and the one that has it."""
    return max(((index.score(name, text), name.written) for name in names), default=(0, ""))


def _plain(text: str) -> str:
    return " ".join(_words(text.casefold()))


def _words(text: str) -> Iterator[str]:
    yield from _WORD.findall(text)
