"""Checks all that is installed, or some files of it; one mistake hides no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cds_cards.wording import load_wording
from cds_cards.worksheet_wording import WORKSHEET, load_worksheet_wording
from criteria.check.proof import Proof
from criteria.policy import Policy
from criteria.strict_yaml import FileError, read
from mappings.codes.fact_map import FactMap
from mappings.codes.mapping_files import PolicyMappingFiles
from mappings.codes.site_file import SITES
from service.auth.clients import Client, load_clients
from service.auth.sign_in_file import load_sign_in
from service.checks.mappings import (
    Codes,
    check_codes,
    check_fact_map,
    check_policy_facts,
    check_policy_lists,
    check_site,
    lists_for,
    old_lists,
)
from service.checks.policies import WrittenPolicy, prove_policy, read_policy, sole_diagnoses
from service.checks.problem import Checked, Problem, shown, tried, unique
from service.named_files import site_file
from service.review.rule_files import INSTALLED, RuleFiles
from service.settings import Settings


class _Shared(NamedTuple):
    """What sites rest on; None where a file of it is wrong."""

    codes: Codes | None
    policies: tuple[Policy, ...] | None
    fact_map: FactMap | None


class Check:
    """One check: the files read so far, and what is wrong with them."""

    def __init__(self, base: str, rules: RuleFiles = INSTALLED) -> None:
        self._base, self._rules = base, rules
        self._files: list[str] = []
        self._not_checked: list[str] = []
        self._proofs: list[Proof] = []
        self._notes: list[Problem] = []
        self.mistakes: list[Problem] = []
        self._mappings = rules.mapping_files
        self._fact_map: FactMap | None = check_fact_map(self._mappings, self.mistakes)
        self._shared: _Shared | None = None

    def shared(self) -> _Shared:
        """The code lists and the policies on which sites rest; read when they are first asked for."""
        if self._shared is None:
            codes = check_codes(self._mappings, self._base, self.mistakes)
            self._read(self._mappings.shared)
            self._shared = _Shared(codes, *self._installed())
        return self._shared

    def wording(self) -> None:
        """The words of cards and of the worksheet."""
        tried(lambda: load_wording(self._rules.wording), self.mistakes)
        tried(load_worksheet_wording, self.mistakes)
        self._read((self._rules.wording, WORKSHEET))

    def clients(self, path: Path) -> tuple[Client, ...]:
        """The file that registers the EHRs; its clients."""
        self._read((path,))
        return tried(lambda: load_clients(path), self.mistakes) or ()

    def sign_in(self, path: Path) -> None:
        """The file that says how the console's users are signed in."""
        self._read((path,))
        tried(lambda: load_sign_in(path), self.mistakes)

    def sites(self, paths: Iterable[Path]) -> None:
        """Sites' files, each once."""
        shared = self.shared()
        for path in dict.fromkeys(each.resolve() for each in paths):
            if shared.fact_map and shared.codes and shared.policies is not None:
                self._read((path,))
                check_site(path, shared.fact_map, shared.codes, shared.policies, self.mistakes)
            else:
                self._not_checked.append(shown(path))

    def policy(self, folder: Path) -> None:
        """A policy's folder, of wherever, and what its cases show of it."""
        own = PolicyMappingFiles(folder)
        written, fact_map = self._policy(own, self._fact_map)
        check_policy_lists(own, self._mappings, self._base, self.mistakes)
        if written and fact_map:
            proof = prove_policy(written, fact_map, self.mistakes)
            self._proofs += [proof] if proof else []
            lists = lists_for(own, self._mappings, self._base)
            self._notes += sole_diagnoses(written, fact_map, lists)

    def checked(self, on: date) -> Checked:
        """What it came to, on a day."""
        notes = [*self._notes, *(old_lists(self._mappings, on) if self._shared else ())]
        mistakes = tuple(unique(self.mistakes))
        return Checked(
            tuple(self._files), mistakes, tuple(notes), tuple(self._not_checked), tuple(self._proofs)
        )

    def _installed(self) -> tuple[tuple[Policy, ...] | None, FactMap | None]:
        """The policies that are installed, and the facts with theirs; None where one is wrong."""
        loaded: list[Policy | None] = []
        fact_map = self._fact_map
        for own in self._mappings.by_policy:
            written, with_own = self._policy(own, fact_map)
            fact_map = with_own or fact_map
            loaded.append(written.policy if written and not written.misquotes else None)
        right = tuple(policy for policy in loaded if policy)
        return (right if len(right) == len(loaded) else None), fact_map

    def _policy(
        self, own: PolicyMappingFiles, before: FactMap | None
    ) -> tuple[WrittenPolicy | None, FactMap | None]:
        """A policy, and the facts with those that it brings; None for what is wrong, or rests on that."""
        fact_map = before and check_policy_facts(before, own, self._mappings, self.mistakes)
        if fact_map is None:
            self._not_checked.append(shown(own.folder / "policy.yaml"))
            return None, None
        self._read(each for each in sorted(own.folder.rglob("*")) if each.is_file())
        return read_policy(own.folder, fact_map.vocabulary, self.mistakes), fact_map

    def _read(self, paths: Iterable[Path]) -> None:
        self._files += map(shown, paths)


def check_all(check: Check, settings: Settings) -> None:
    """Check all that is installed: rules, words, clients, and each site that is named or comes along."""
    check.wording()
    clients = check.clients(settings.clients) if settings.clients else ()
    if settings.console_sign_in:
        check.sign_in(settings.console_sign_in)
    names = [settings.site, *(client.site for client in clients)]
    named = [path for path in map(site_file, names) if path and path.is_file()]
    check.sites([*sorted(SITES.glob("*.yaml")), *named])


def check_paths(check: Check, paths: Iterable[Path]) -> None:
    """Check the files named: a policy's folder, a file of clients, or a site's."""
    sites: list[Path] = []
    for path in paths:
        if folder := _policy_folder(path):
            check.policy(folder)
        elif _registers_clients(path):
            check.sites(_sites_of(check.clients(path)))
        else:
            sites.append(path)
    if sites:
        check.sites(sites)


def _policy_folder(path: Path) -> Path | None:
    """The folder of a policy, where a path is one or a file in it."""
    if path.is_dir():
        return path
    if path.name in ("policy.yaml", "source.txt", "cases.yaml", "facts.yaml"):
        return path.parent
    return path.parent.parent if path.parent.name == "value_sets" else None


def _registers_clients(path: Path) -> bool:
    try:
        value = read(path).value
    except FileError:
        return False
    return isinstance(value, dict) and "clients" in value


def _sites_of(clients: Iterable[Client]) -> Iterator[Path]:
    for client in clients:
        if client.site and (path := site_file(client.site)):
            yield path
