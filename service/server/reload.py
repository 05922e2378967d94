"""Reads the policies, mappings, sites and clients anew when a signal asks for it: all of them, or none.

The main process reads and checks them, and the workers that it then makes
inherit what is right. Where anything is wrong they inherit what they had.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from criteria.strict_yaml import FileError
from mappings.codes.site_file import SiteFile
from service.errors import described
from service.installation import Installation, load_installation
from service.review.rule_files import SITE_FILE
from service.settings import WrongSetting

CHANGED = "changed"
_Value = TypeVar("_Value")

_log = logging.getLogger("criteria_cards.server")


class Installed:
    """What is installed as it was last read. Settings, session key and the moment are those of the start."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def read_anew(self) -> None:
        """Read all files again, and log what changed; where one is wrong nothing changes."""
        try:
            fresh = load_installation(self.installation.settings)._replace(
                session_key=self.installation.session_key, since=self.installation.since
            )
        except (FileError, WrongSetting, OSError) as error:
            problems = str(error).splitlines()
            _log.error(
                "nothing was read anew, since there are mistakes", extra={"data": {"mistakes": problems}}
            )
            return
        except Exception as error:
            _log.error("nothing was read anew", extra={"data": described(error)})
            return
        changed = dict(changes(self.installation, fresh))
        self.installation = fresh
        gc.collect()
        gc.freeze()  # as at the start: workers share what they do not write to
        _log.info("read anew", extra={"data": {"changed": changed or "nothing"}})


def changes(before: Installation, after: Installation) -> Iterator[tuple[str, Any]]:
    """What differs between two readings: clients by name, and by site the files that decide its answers."""
    clients = _differences(
        {client.name: client for client in before.clients}, {client.name: client for client in after.clients}
    )
    if clients:
        yield "clients", clients
    sites = {name: None for name in (*before.sites, *after.sites)}
    for name in sites:
        then, now = (each.snapshots.get(name) for each in (before, after))
        files = _differences(then.files if then else {}, now.files if now else {})
        if files.get(SITE_FILE) == CHANGED:
            files[SITE_FILE] = _changed_keys(_site_file(before, name), _site_file(after, name))
        if files:
            yield f"site {(after if now else before).sites[name].name}", files


def _site_file(installation: Installation, name: str) -> SiteFile:
    return installation.sites[name].reviewer.mapping.site


def _changed_keys(before: SiteFile, after: SiteFile) -> str:
    """The keys of a site's file that say something else now; none where only a comment or a blank changed."""
    keys = [key for key in SiteFile.model_fields if getattr(before, key) != getattr(after, key)]
    return f"{CHANGED}: {', '.join(keys)}" if keys else CHANGED


def _differences(before: Mapping[str, _Value], after: Mapping[str, _Value]) -> dict[str, str]:
    """Each name that came, went or means something else now."""
    told = {name: "is new" for name in after if name not in before}
    told |= {name: "is gone" for name in before if name not in after}
    return told | {name: CHANGED for name in after if name in before and after[name] != before[name]}
