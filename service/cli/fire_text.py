"""What came of a fired hook, for a terminal: the cards, the prefetch keys, the rules that are not kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from service.cli.card_text import answer_text, decoded_answer
from service.errors import Malformed
from service.simulator.checked import Checked, RuleVerdict
from service.simulator.recipe import Filled, Position, Refusal, Run
from service.simulator.rules import checked_discovery
from service.simulator.send import Discovered

if TYPE_CHECKING:
    from rich.console import RenderableType


class Fired(Struct, frozen=True, rename="camel", omit_defaults=True):
    """What came of a call; `feedback` is the status by which feedback was taken, 0 where none was sent."""

    url: str
    status: int
    ms: float
    cards: list[Any]
    prefetch: tuple[Filled, ...]
    broken: tuple[Checked, ...]
    refusal: Refusal | None = None
    feedback: int = 0


def fired_text(told: Fired, run: Run) -> RenderableType:
    """All of it."""
    from rich.console import Group  # Rich, only where something is drawn

    return Group(*_parts(told, run))


def services_text(found: Discovered) -> str:
    """The services that a URL has, with what to fire."""
    lines = [f"{each.id}: {each.hook}, {each.title or 'no title'}" for each in found.services]
    for rule in checked_discovery(found.document):
        lines += [f"not kept ({rule.place}): {each}" for each in rule.found if not rule.is_advice]
    return "\n".join([*lines, "fire one with --sample, --bundle or --fhir-server"])


def _parts(told: Fired, run: Run) -> Iterator[RenderableType]:
    yield f"{told.status} in {told.ms:g} ms from {told.url}\n"
    if told.refusal:
        yield from _refusal(told.refusal)
    elif run.status == 200:
        try:
            yield answer_text(decoded_answer(run.answer))
        except Malformed as error:
            yield f"the answer cannot be shown: {error.problem} {error.field}"
    if told.prefetch:
        yield "Prefetch"
        yield from (f"  {_filled(each)}" for each in told.prefetch)
    kept = sum(each.verdict is RuleVerdict.KEPT for each in run.checked)
    yield f"\nCDS Hooks 2.0: {kept} rules kept, {len(told.broken)} not"
    for rule in told.broken:
        yield from (f"  {rule.place}, {rule.text}: {each} ({rule.url})" for each in rule.found)
    if told.feedback:
        yield f"Feedback: {told.feedback}"


def _refusal(refusal: Refusal) -> Iterator[str]:
    yield refusal.title
    yield from (f"  {each.name}: {each.value}" for each in refusal.said)
    yield f"  do: {refusal.do}\n" if refusal.do else ""


def _filled(each: Filled) -> str:
    if each.position is not Position.SENT and each.position is not Position.FIRST_PAGE:
        return f"{each.key}: {each.position.value}"
    if each.reason and not each.status:
        return f"{each.key}: left out, {each.reason}"
    problem = f"; {each.reason}" if each.reason else ""
    page = ", the first page alone" if each.position is Position.FIRST_PAGE else ""
    return f"{each.key}: {each.entries} from {each.query}{page}{problem}"
