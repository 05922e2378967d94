"""What every answer has to be, whatever was sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cds_cards.card import DETERMINATION
from tests.fuzz.service import Answer
from tests.goldens.cds_hooks import violations

CANARY = "Zyx7Canary"
"""Stands in whatever the fuzzer makes up, so that an echo can be seen."""

_CODES = {
    400: ("invalid", "processing"),
    404: ("not-found", "processing"),
    405: ("processing",),
    408: ("processing",),
    412: ("required",),
    413: ("too-long",),
    415: ("not-supported",),
}
_ESCAPED = re.compile(r"\\.")
_PATH = re.compile(
    r"[A-Za-z]+(?:\.[A-Za-z_]+|\[(?:\d+|\.\.\.)\])*|Content-Type|extension\.com\.criteria-cards\.as-of"
)
_SECONDS = 4.0


def broken(answer: Answer, seconds: float = 0.0) -> list[str]:
    """The rules that an answer breaks, in words."""
    problems = [] if seconds <= _SECONDS else [f"it took {seconds:.1f} s"]
    if answer.headers.get("content-type") != "application/json":
        problems.append(f"its media type is {answer.headers.get('content-type')}")
    try:
        content = json.loads(answer.body, parse_constant=_refused, object_pairs_hook=_unique)
    except ValueError as error:
        return [*problems, f"its body is no JSON: {error}"]
    if answer.status == 200:
        return problems + (list(_of_cards(content)) if content else [])
    return problems + list(_of_error(answer, content))


def _of_cards(content: Any) -> Iterator[str]:
    for card in content["cards"]:
        card["detail"] = _ESCAPED.sub("", card["detail"])  # which is no markup
    yield from violations(content)
    if not all(DETERMINATION in card.get("extension", {}) for card in content["cards"]):
        yield "a policy failed to evaluate"


def _of_error(answer: Answer, content: Any) -> Iterator[str]:
    if answer.status not in _CODES:
        yield f"its status is {answer.status}: {answer.body[:300]!r}"
        return
    issue = content["issue"][0]
    if content.keys() != {"resourceType", "issue"} or content["resourceType"] != "OperationOutcome":
        yield "it is no OperationOutcome"
    if issue["code"] not in _CODES[answer.status]:
        yield f"its code is {issue['code']}"
    if CANARY.encode().lower() in answer.body.lower():
        yield f"it echoes the request: {answer.body[:300]!r}"
    for path in issue.get("expression", ()):
        if not _PATH.fullmatch(path):
            yield f"it names the field {path!r}"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a member stands twice")
    return dict(pairs)


def _refused(constant: str) -> None:
    raise ValueError(constant)
