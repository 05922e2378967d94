"""The facts and code lists that policies and sites rest on, each file read although another is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from criteria.policy import Policy
from criteria.strict_yaml import FileError, read
from mappings.codes.code_lists import Twins, ValueSet, load_twins, load_value_set
from mappings.codes.code_systems import CodeSystems, load_code_systems
from mappings.codes.coded_answers import CodedAnswers, load_coded_answers
from mappings.codes.fact_map import FactMap, load_fact_map
from mappings.codes.site_checks import SiteRules, load_site_file, policies_in_use
from mappings.codes.terminology import Terminology
from mappings.readers.registry import KINDS
from service.checks.problem import Problem, tried
from service.checks.releases import older_than_in_force


class Codes(NamedTuple):
    """The code lists, and what coded answers say."""

    terminology: Terminology
    answers: CodedAnswers


def check_fact_map(folder: Path, mistakes: list[Problem]) -> FactMap | None:
    """The facts; None where their file is wrong."""
    return tried(lambda: load_fact_map(KINDS, folder / "facts.yaml", folder / "value_sets"), mistakes)


def check_codes(folder: Path, base: str, mistakes: list[Problem]) -> Codes | None:
    """The code lists; None where one of their files is wrong."""
    systems = tried(lambda: load_code_systems(base, folder / "code_systems.yaml"), mistakes)
    if systems is None:
        return None
    answers = tried(lambda: load_coded_answers(systems, folder / "coded_answers.yaml"), mistakes)
    value_sets = _value_sets(folder, systems, mistakes)
    twins = _twins(folder, value_sets, mistakes)
    if answers is None or value_sets is None or twins is None:
        return None
    return Codes(Terminology(systems, value_sets, twins), answers)


def _value_sets(folder: Path, systems: CodeSystems, mistakes: list[Problem]) -> Mapping[str, ValueSet] | None:
    paths = sorted((folder / "value_sets").glob("*.yaml"))
    loaded = [tried(partial(load_value_set, path, systems.uris), mistakes) for path in paths]
    right = [value_set for value_set in loaded if value_set]
    return {value_set.id: value_set for value_set in right} if len(right) == len(loaded) else None


def _twins(folder: Path, value_sets: Mapping[str, ValueSet] | None, mistakes: list[Problem]) -> Twins | None:
    if value_sets is None:
        return None
    return tried(lambda: load_twins(folder / "snomed_twins.yaml", value_sets.values()), mistakes)


def old_lists(folder: Path, on: date) -> list[Problem]:
    """The code lists that are older than the release in force on a day."""
    found: list[Problem] = []
    for path in (*sorted((folder / "value_sets").glob("*.yaml")), folder / "snomed_twins.yaml"):
        try:
            found += older_than_in_force(read(path), on)
        except FileError:
            continue  # which is a mistake, and told as one
    return found


def check_site(
    path: Path, fact_map: FactMap, codes: Codes, policies: tuple[Policy, ...], mistakes: list[Problem]
) -> None:
    """Read a site's file, and add what is wrong with it."""
    services = {policy.id: policy.service.code for policy in policies}
    rules = SiteRules(fact_map, codes.terminology, codes.answers, services)
    site = tried(lambda: load_site_file(path, rules), mistakes)
    if site:
        tried(lambda: policies_in_use(site, services, path), mistakes)
