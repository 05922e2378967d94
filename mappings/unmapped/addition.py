"""What could be added to a site's file: as data, as lines to paste, and as the file that it would make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from msgspec import Struct

from mappings.codes.site_file import SiteFile
from mappings.unmapped.yaml_lines import yaml_lines

_FORMS = "questionnaires"


class Addition(Struct, frozen=True, rename="camel"):
    """A part of a site's file, in the form that the file has: sections, with what would be added to each."""

    sections: Mapping[str, Any]

    def lines(self) -> str:
        """The lines to paste; where the file has a section already, what stands below its key goes there."""
        return "".join(f"{line}\n" for line in yaml_lines(self.sections))

    def applied(self, site: SiteFile) -> SiteFile:
        """The file with this added to it, of which only each part by itself is checked.

        Raises:
            pydantic.ValidationError: when a part is not of the form that its section has.
        """
        written = site.model_dump(exclude_defaults=True)
        return SiteFile.model_validate(_merged({"site": site.site, **written}, self.sections))


NOTHING = Addition({})


def together(additions: Iterable[Addition]) -> Addition:
    """All of some additions as one."""
    return Addition(reduce(_merged, (each.sections for each in additions), {}))


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Both, with what each says of one key put together."""
    both = dict(one)
    for key, value in other.items():
        both[key] = _both(key, both[key], value) if key in both else value
    return both


def _both(key: str, one: Any, other: Any) -> Any:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return _merged(one, other)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return _forms(one, other) if key == _FORMS else _different((*one, *other))
    return other


def _forms(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    """Forms by their canonicals: what is said of one form stands in one entry."""
    by_canonical: dict[tuple[str, str], Any] = {}
    for form in (*one, *other):
        canonical = form["url"], form.get("version") or ""
        known = by_canonical.get(canonical, {})
        by_canonical[canonical] = _merged(known, form)
    return list(by_canonical.values())


def _different(items: Iterable[Any]) -> list[Any]:
    """The items, each once, in their order."""
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
