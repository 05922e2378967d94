"""Criteria as a policy writes them, and the finding of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from criteria.determination import Determination
from criteria.findings import Finding

Evaluate = Callable[..., Determination]
SAID = {"fact": "said"}
ALSO = {"fact": "also-said"}
THIRD = {"fact": "third"}


def criterion(id_: str, when: Any, **more: Any) -> dict[str, Any]:
    """A criterion of that id; its title and its text are the id."""
    return {"id": id_, "title": id_, "text": id_, "when": when, **more}


def found(evaluated: Evaluate, node: Mapping[str, Any], stated: Mapping[str, str]) -> Finding:
    """The finding of one criterion."""
    (finding,) = evaluated(node, stated).criteria
    return finding
