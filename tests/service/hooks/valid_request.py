"""A request that gets a card, and the same one with one member changed."""

from __future__ import annotations

import copy

from tests.support.fhir import Json
from tests.support.hook_calls import adult, draft, order_select, prefetched

MARK = "a-mark-that-no-answer-may-repeat"
LEFT_OUT = object()


def valid() -> Json:
    """A request that gets a card."""
    return order_select(draft(), prefetch=prefetched(*adult()))


def changed(path: str, value: object) -> Json:
    """That request with one member set, or left out."""
    body = copy.deepcopy(valid())
    *above, last = path.split("/")
    inner = body
    for step in above:
        inner = inner[step]
    if value is LEFT_OUT:
        del inner[last]
    else:
        inner[last] = value
    return body
