"""A proposal for a site's file: what it would say of a code, why, and what to check before it does."""

from __future__ import annotations

from msgspec import Struct

from mappings.unmapped.addition import Addition
from mappings.unmapped.profile import Profile
from mappings.unmapped.row import UnmappedKey


class Proposal(Struct, frozen=True, rename="camel"):
    """What a code may mean. It is never applied by itself.

    `fact` is the fact that the code would feed, or, of an order or a plan, the
    service. `score` tells how near the words are, to 100. `why` and each
    `caution` are words for whoever decides. `competing` are the facts that other
    proposals for the same code name.
    """

    key: UnmappedKey
    fact: str
    addition: Addition
    score: int
    why: str
    caution: tuple[str, ...] = ()
    competing: tuple[str, ...] = ()


class MappingGap(Struct, frozen=True, rename="camel"):
    """A profile with the proposals for it, the likeliest first; `key.kind` tells whether one is near."""

    profile: Profile
    proposals: tuple[Proposal, ...] = ()
