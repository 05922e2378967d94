"""What a check found: mistakes that stop the start or a policy, and notes that stop nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from criteria.check.proof import Proof
from criteria.strict_yaml import FileError, Mistake

Loaded = TypeVar("Loaded")


class Problem(Struct, frozen=True, rename="camel"):
    """One thing that is wrong: the file and line, or the setting, as `key`; the nearest name is in the words.

    Line 0 stands for a whole file, and an empty file for the environment.
    """

    file: str
    line: int
    key: str
    problem: str

    @property
    def place(self) -> str:
        """Where it is, as editors and terminals open it."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.key, self.problem) if part)


class Checked(Struct, frozen=True, rename="camel"):
    """What a check came to: the files read, mistakes, notes, and files not reached for a mistake.

    Of each policy that was named `proofs` tell what its cases show.
    """

    files: tuple[str, ...]
    mistakes: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    not_checked: tuple[str, ...]
    proofs: tuple[Proof, ...] = ()


def problem_of(mistake: Mistake) -> Problem:
    """A mistake in a file of ours as a problem."""
    return Problem(shown(mistake.path), mistake.line, mistake.key, mistake.problem)


def shown(path: Path) -> str:
    """A path from the current folder where it lies below it, else the whole."""
    whole = path.resolve()
    return str(whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole)


def tried(load: Callable[[], Loaded], mistakes: list[Problem]) -> Loaded | None:
    """What was loaded; None where it is wrong, with its mistakes added to the others."""
    try:
        return load()
    except FileError as error:
        mistakes += unique(map(problem_of, error.mistakes), mistakes)
        return None


def unique(problems: Iterable[Problem], known: Iterable[Problem] = ()) -> list[Problem]:
    """Problems in their order, without those that are known and without repetitions."""
    before = set(known)
    return [problem for problem in dict.fromkeys(problems) if problem not in before]
