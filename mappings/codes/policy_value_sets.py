"""Value sets that policies bring in their folders, each under an id that no other has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from criteria.strict_yaml import FileError, Mistake
from mappings.codes.code_lists import PolicyValueSet, ValueSet, load_value_set
from mappings.codes.mapping_files import MappingFiles, PolicyMappingFiles

SHARED = ""
"""Stands in place of a policy's id for what all policies share."""
Taken = Mapping[str, str]
"""By a name that is taken, the policy that took it."""


def taken_by(policy: str, what: str) -> str:
    """What to say of a name of a policy's own that another one has already."""
    if policy == SHARED:
        return f"all policies share a {what} of this name: use that one, or give this another name"
    return f"the policy {policy} brings a {what} of this name: give this one another"


def names_taken(files: MappingFiles, others: Iterable[PolicyMappingFiles] = ()) -> Taken:
    """The ids of the value sets that all policies share, and of those that some others bring."""
    taken = {path.stem: each.policy for each in others for path in each.value_sets}
    return taken | {path.stem: SHARED for path in files.value_sets}


def load_policy_value_set(path: Path, systems: Collection[str], taken: Taken) -> ValueSet:
    """The value set of a file in a policy's folder.

    Raises:
        FileError: when it is wrong, or another value set has its id.
    """
    if path.stem in taken:
        raise FileError(Mistake(path, 1, "id", taken_by(taken[path.stem], "value set")))
    return load_value_set(path, systems, PolicyValueSet)


def load_policy_value_sets(files: MappingFiles, systems: Collection[str]) -> list[tuple[ValueSet, str]]:
    """The value sets that policies bring, each with its policy.

    Raises:
        FileError: when one is wrong, or has the id of another.
    """
    return [
        (load_policy_value_set(path, systems, names_taken(files, files.by_policy[:i])), each.policy)
        for i, each in enumerate(files.by_policy)
        for path in each.value_sets
    ]
