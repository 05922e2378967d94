"""The files that settings name: the site's, the clients', the console's sign-in, and those of keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from criteria.nearest import nearest
from mappings.codes.site_file import SITES
from service.settings import Settings, WrongSetting

_MAX_NAMES = 20


def site_file(site: str) -> Path | None:
    """The file of a site: one of mappings/sites by its name, else the path itself; None for no site."""
    if not site:
        return None
    named = SITES / f"{site}.yaml"
    return named if named.exists() else Path(site)


def check_named_files(settings: Settings) -> None:
    """See that the site's file, the clients' file and those of keys are there.

    Raises:
        WrongSetting: when one is not; it names what there is.
    """
    for mistake in files_not_there(settings):
        raise mistake


def files_not_there(settings: Settings) -> Iterator[WrongSetting]:
    """Each setting that names a file which is not there."""
    site, clients = site_file(settings.site), settings.clients
    if site and not site.is_file():
        known = [path.stem for path in SITES.glob("*.yaml")]
        problem = f"there is no site {settings.site!r} and no such file{nearest(settings.site, known)}"
        problem += f"; the sites that come along: {_listed(known)}"
        yield WrongSetting("site", problem)
    if clients and not clients.is_file():
        beside = _listed(path.name for path in clients.parent.glob("*.yaml"))
        yield WrongSetting("clients", f"there is no file {clients}; in {clients.parent} there is: {beside}")
    if settings.console == "sign-in" and settings.console_sign_in is None:
        yield WrongSetting("console_sign_in", "the console asks for signing in, and no file says by whom")
    for setting in ("pseudonym_keys", "session_key", "console_sign_in"):
        if (keys := getattr(settings, setting)) and not keys.is_file():
            yield WrongSetting(setting, f"there is no file {keys}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:_MAX_NAMES]) or "none"
