"""The frame of every page of the console: the bar with its parts, who visits, the site."""

from __future__ import annotations

from importlib.metadata import version

from msgspec import Struct

from service.console.visits import Visit


class Part(Struct, frozen=True):
    """A part of the console as the bar names it; `path` follows the root of all addresses."""

    name: str
    title: str
    path: str


PARTS = (
    Part("home", "Home", "/"),
    Part("policies", "Policies", "/policies"),
    Part("bench", "Request bench", "/console/bench"),
    Part("mapping", "Mapping", "/console/mapping"),
    Part("gaps", "Mapping gaps", "/console/gaps"),
    Part("outcomes", "Outcomes", "/console/outcomes"),
    Part("documents", "Documents", "/docs/"),
)
"""The parts in their order. A page that is added to the console is entered here, once."""


class Frame(Struct, frozen=True):
    """What stands around a page; `part` is the one that is shown, `csrf` what its forms carry."""

    part: str
    site: str
    user: str
    csrf: str
    version: str = version("criteria-cards")
    parts: tuple[Part, ...] = PARTS


def frame_of(visit: Visit, part: str, site: str) -> Frame:
    """The frame around a part, for a visit."""
    return Frame(part, site, visit.name, visit.csrf_token)
