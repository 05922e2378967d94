"""Checks all that is installed, or some files of it; one mistake hides no other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cds_cards.wording import load_wording
from cds_cards.worksheet_wording import WORKSHEET, load_worksheet_wording
from criteria.check.proof import Proof
from criteria.policy import Policy
from criteria.strict_yaml import FileError, read
from mappings.codes.fact_map import FactMap
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_file import SITES
from service.auth.clients import Client, load_clients
from service.auth.sign_in_file import load_sign_in
from service.checks.mappings import Codes, check_codes, check_fact_map, check_site, old_lists
from service.checks.policies import check_policy, prove_policy
from service.checks.problem import Checked, Problem, shown, tried, unique
from service.named_files import site_file
from service.review.rule_files import INSTALLED, RuleFiles
from service.settings import Settings


class _Shared(NamedTuple):
    """What sites rest on; None where a file of it is wrong."""

    codes: Codes | None
    policies: tuple[Policy, ...] | None


class Check:
    """One check: the files read so far, and what is wrong with them."""

    def __init__(self, base: str, rules: RuleFiles = INSTALLED) -> None:
        self._base, self._rules = base, rules
        self._files: list[str] = []
        self._not_checked: list[str] = []
        self._proofs: list[Proof] = []
        self.mistakes: list[Problem] = []
        self._fact_map: FactMap | None = check_fact_map(rules.mappings, self.mistakes)
        self._shared: _Shared | None = None

    def shared(self) -> _Shared:
        """The code lists and the policies on which sites rest; read when they are first asked for."""
        if self._shared is None:
            codes = check_codes(self._rules.mappings, self._base, self.mistakes)
            self._read(MappingFiles(self._rules.mappings).shared)
            policies = self._policies_of(sorted(self._rules.policies.glob("*/policy.yaml")))
            self._shared = _Shared(codes, policies)
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
            if self._fact_map and shared.codes and shared.policies is not None:
                self._read((path,))
                check_site(path, self._fact_map, shared.codes, shared.policies, self.mistakes)
            else:
                self._not_checked.append(shown(path))

    def policy(self, folder: Path) -> None:
        """A policy's folder, of wherever, and what its cases show of it."""
        self._policies_of([folder / "policy.yaml"])
        proof = self._fact_map and prove_policy(folder, self._fact_map.vocabulary, self.mistakes)
        self._proofs += [proof] if proof else []

    def checked(self, on: date) -> Checked:
        """What it came to, on a day."""
        notes = old_lists(self._rules.mappings, on) if self._shared else ()
        mistakes = tuple(unique(self.mistakes))
        return Checked(
            tuple(self._files), mistakes, tuple(notes), tuple(self._not_checked), tuple(self._proofs)
        )

    def _policies_of(self, paths: Collection[Path]) -> tuple[Policy, ...] | None:
        """The policies of these files; None where one is wrong, or the facts are."""
        if self._fact_map is None:
            self._not_checked += map(shown, paths)
            return None
        self._read(beside for path in paths for beside in sorted(path.parent.iterdir()))
        vocabulary = self._fact_map.vocabulary
        loaded = [check_policy(path.parent, vocabulary, self.mistakes) for path in paths]
        right = tuple(policy for policy in loaded if policy)
        return right if len(right) == len(loaded) else None

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
    folder = path if path.is_dir() else path.parent
    of_a_policy = path.is_dir() or path.name in ("policy.yaml", "source.txt", "cases.yaml")
    return folder if of_a_policy else None


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
