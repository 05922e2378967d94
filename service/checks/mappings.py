"""The facts and code lists that policies and sites rest on, each file read although another is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from criteria.policy import Policy
from criteria.strict_yaml import FileError, read
from mappings.codes.code_lists import PolicyValueSet, Twins, ValueSet, load_twins, load_value_set
from mappings.codes.code_systems import CodeSystems, load_code_systems
from mappings.codes.coded_answers import CodedAnswers, load_coded_answers
from mappings.codes.fact_map import FactMap, load_shared_facts, with_policy_facts
from mappings.codes.mapping_files import MappingFiles, PolicyMappingFiles
from mappings.codes.policy_value_sets import Taken, load_policy_value_set, names_taken
from mappings.codes.site_checks import SiteRules, load_site_file, policies_in_use
from mappings.codes.terminology import Terminology
from mappings.readers.registry import KINDS
from service.checks.problem import Problem, tried
from service.checks.releases import older_than_in_force


class Codes(NamedTuple):
    """The code lists, and what coded answers say."""

    terminology: Terminology
    answers: CodedAnswers


def check_fact_map(files: MappingFiles, mistakes: list[Problem]) -> FactMap | None:
    """The facts that all policies share; None where their file is wrong."""
    return tried(lambda: load_shared_facts(KINDS, files), mistakes)


def check_policy_facts(
    fact_map: FactMap, own: PolicyMappingFiles, files: MappingFiles, mistakes: list[Problem]
) -> FactMap | None:
    """The same with the facts that a policy brings; None where its file is wrong."""
    return tried(lambda: with_policy_facts(fact_map, KINDS, own, files), mistakes)


def check_codes(files: MappingFiles, base: str, mistakes: list[Problem]) -> Codes | None:
    """The code lists, with those that policies bring; None where one of their files is wrong."""
    systems = tried(lambda: load_code_systems(base, files.folder / "code_systems.yaml"), mistakes)
    if systems is None:
        return None
    answers = tried(lambda: load_coded_answers(systems, files.folder / "coded_answers.yaml"), mistakes)
    loaded = [tried(partial(load_value_set, path, systems.uris), mistakes) for path in files.value_sets]
    shared = _all(loaded)
    twins = _twins(files, shared, mistakes)
    owned = _owned(files, systems, mistakes)
    if answers is None or shared is None or twins is None or owned is None:
        return None
    lists = {each.id: each for each in (*shared, *(value_set for value_set, _ in owned))}
    owners = {value_set.id: policy for value_set, policy in owned}
    return Codes(Terminology(systems, lists, twins, owners), answers)


def check_policy_lists(
    own: PolicyMappingFiles, files: MappingFiles, base: str, mistakes: list[Problem]
) -> None:
    """Read the code lists that a policy of wherever brings, and add what is wrong with them."""
    systems = tried(lambda: load_code_systems(base, files.folder / "code_systems.yaml"), mistakes)
    if systems:
        _lists_of(own, systems, names_taken(files), mistakes)


def lists_for(own: PolicyMappingFiles, files: MappingFiles, base: str) -> Mapping[str, ValueSet]:
    """The code lists that a policy may name, by id: those that all share and its own, but for wrong ones."""
    systems = tried(lambda: load_code_systems(base, files.folder / "code_systems.yaml"), [])
    if systems is None:
        return {}
    shared = [partial(load_value_set, path, systems.uris) for path in files.value_sets]
    brought = [partial(load_value_set, path, systems.uris, PolicyValueSet) for path in own.value_sets]
    loaded = (tried(load, []) for load in (*shared, *brought))
    return {each.id: each for each in loaded if each}


def _lists_of(
    own: PolicyMappingFiles, systems: CodeSystems, taken: Taken, mistakes: list[Problem]
) -> Sequence[ValueSet] | None:
    """The code lists that a policy brings; None where one of their files is wrong."""
    load = partial(load_policy_value_set, systems=systems.uris, taken=taken)
    return _all([tried(partial(load, path), mistakes) for path in own.value_sets])


def _owned(
    files: MappingFiles, systems: CodeSystems, mistakes: list[Problem]
) -> list[tuple[ValueSet, str]] | None:
    """The code lists that policies bring, each with its policy; None where a file is wrong."""
    found: list[tuple[ValueSet, str]] = []
    is_right = True
    for i, own in enumerate(files.by_policy):
        lists = _lists_of(own, systems, names_taken(files, files.by_policy[:i]), mistakes)
        is_right = is_right and lists is not None
        found += [(value_set, own.policy) for value_set in lists or ()]
    return found if is_right else None


def _all(loaded: Sequence[ValueSet | None]) -> Sequence[ValueSet] | None:
    right = [value_set for value_set in loaded if value_set]
    return right if len(right) == len(loaded) else None


def _twins(
    files: MappingFiles, value_sets: Sequence[ValueSet] | None, mistakes: list[Problem]
) -> Twins | None:
    return None if value_sets is None else tried(lambda: load_twins(files.twins, value_sets), mistakes)


def old_lists(files: MappingFiles, on: date) -> list[Problem]:
    """The code lists that are older than the release in force on a day."""
    found: list[Problem] = []
    for path in (*files.value_sets, files.twins):
        try:
            found += older_than_in_force(read(path), on)
        except FileError:
            continue  # which is a mistake, and told as one
    return found


def check_site(
    path: Path, fact_map: FactMap, codes: Codes, policies: tuple[Policy, ...], mistakes: list[Problem]
) -> None:
    """Read a site's file, and add what is wrong with it."""
    services = {policy.id: policy.service.coded for policy in policies}
    rules = SiteRules(fact_map, codes.terminology, codes.answers, services)
    site = tried(lambda: load_site_file(path, rules), mistakes)
    if site:
        tried(lambda: policies_in_use(site, services, path), mistakes)
