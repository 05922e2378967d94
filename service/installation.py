"""What is installed here: settings, clients, policies and sites, read and checked once at start.

The main process reads it and its workers inherit it, so that all of them serve
the same whatever happens to a file meanwhile, and a mistake in one stops the
start rather than the worker that is made next. It holds no thread, no socket
and no database connection: these would not survive the fork.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from criteria.load import source_text
from criteria.policy import Policy
from service.audit.pseudonyms import Pseudonyms, load_pseudonyms
from service.audit.rule_snapshots import RuleSnapshot, snapshot_of
from service.auth.clients import Client, load_clients
from service.auth.sign_in_file import SignIn, load_sign_in
from service.clock import now
from service.named_files import check_named_files, site_file
from service.publication.publication import Publication, publication_of
from service.review.rule_files import INSTALLED, AnswerSettings, RuleFiles
from service.review.site import Site
from service.settings import Settings, WrongSetting
from service.smart.seals import KEY_BYTES


class Installation(NamedTuple):
    """Everything that is read at start; texts by policy; sites, and snapshots of their rules, by name."""

    settings: Settings
    clients: tuple[Client, ...]
    policies: tuple[Policy, ...]
    sources: Mapping[str, bytes]
    sites: Mapping[str, Site]
    snapshots: Mapping[str, RuleSnapshot]
    pseudonyms: Pseudonyms
    session_key: bytes
    publications: Mapping[str, Publication]
    """What is published as FHIR, by site."""
    sign_in: SignIn | None
    """How the console's users are signed in, where it asks them to."""
    since: datetime
    """When it was read at the start of the service."""
    is_counted: bool = True
    """Whether its calls are an operator's, and are counted as such."""
    rules: RuleFiles = INSTALLED
    """The files that decide answers."""

    def site_called(self, name: str) -> Site | None:
        """The site whose file gives it that name, if there is one."""
        return next((site for site in self.sites.values() if site.name == name), None)


def load_installation(settings: Settings, rules: RuleFiles = INSTALLED) -> Installation:
    """Read and check all of it.

    Raises:
        FileError: when a policy, a mapping, the wording, a site's or the clients' file is wrong.
        WrongSetting: when a setting names a file that is not there.
        OSError: when another file cannot be read.
    """
    check_named_files(settings)
    clients = load_clients(settings.clients) if settings.clients else ()
    policies = rules.load_policies()
    sources = {policy.id: source_text(rules.policies / policy.id).encode() for policy in policies}
    names = {settings.site, *(client.site for client in clients)}
    files = {name: rules._replace(site=site_file(name)) for name in names}
    decide = AnswerSettings(settings.base, settings.url, settings.time_zone, settings.validate_evidence)
    sites = {name: each.load_site(policies, decide) for name, each in files.items()}
    return Installation(
        settings,
        clients,
        policies,
        sources,
        sites,
        {name: snapshot_of(each, decide) for name, each in files.items()},
        pseudonyms_of(settings),
        session_key_of(settings),
        {name: publication_of(site, settings.url) for name, site in sites.items()},
        load_sign_in(settings.console_sign_in) if settings.console_sign_in else None,
        now(UTC),
        rules=rules,
    )


def pseudonyms_of(settings: Settings) -> Pseudonyms:
    """What makes the pseudonyms in the record; none where the operator gives no keys.

    Raises:
        WrongSetting: when the file holds none.
        OSError: when it cannot be read.
    """
    if settings.pseudonym_keys is None:
        return Pseudonyms()
    try:
        return load_pseudonyms(settings.pseudonym_keys)
    except ValueError as error:
        raise WrongSetting("pseudonym_keys", str(error)) from error


def session_key_of(settings: Settings) -> bytes:
    """The key that encrypts worksheets' sessions; where the operator gives none, one for this start alone.

    Raises:
        WrongSetting: when the file holds no key.
        OSError: when it cannot be read.
    """
    if settings.session_key is None:
        return secrets.token_bytes(KEY_BYTES)
    try:
        key = bytes.fromhex(settings.session_key.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongSetting("session_key", f"expected a file with {2 * KEY_BYTES} hexadecimal digits")
    return key
