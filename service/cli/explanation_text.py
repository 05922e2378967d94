"""An explanation for a terminal: the criteria as a tree, then everything else that came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mappings.codes.code_systems import CRITERIA_INPUT
from service.explanation.explanation import (
    Considered,
    CriterionAccount,
    CriterionState,
    DeterminationAccount,
    Explanation,
    FactAccount,
    FactState,
    Meaningless,
    SearchAccount,
    SetAsideAccount,
    Verdict,
)
from service.explanation.state_words import state_words

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.tree import Tree

_COLORS = {
    CriterionState.MET: "green",
    CriterionState.NOT_MET: "red",
    CriterionState.OPEN: "yellow",
    CriterionState.ON_FILE: "yellow",
    CriterionState.UNREAD: "magenta",
    CriterionState.DOES_NOT_APPLY: "dim",
}
_VERDICTS = {
    Verdict.USED: "used",
    Verdict.SET_ASIDE: "set aside",
    Verdict.HINT: "hint",
    Verdict.LOOKED_FOR: "looked for in",
    Verdict.UNREAD: "unread",
}
_WHATEVER = "--policy ID tells what the record comes to by a policy, whatever is ordered."
_MAX_LISTED = 20
_MAX_REFERENCES = 3


def explanation_text(told: Explanation) -> RenderableType:
    """The whole of an explanation, as Rich draws it."""
    from rich.console import Group  # Rich, only where something is drawn

    parts: list[RenderableType] = [f"Patient {told.patient or 'none'}, as of {told.on}, site {told.site}", ""]
    if told.silence:
        parts += [f"No criteria: {told.silence}.", _WHATEVER, ""]
    for determination in told.determinations:
        parts += [_determination(determination), ""]
    sections = (
        ("Set aside", list(_by_reason(told.set_aside))),
        (
            "Read, and asked for by no criterion",
            [_with_code(each.reference, each.code) for each in told.unused],
        ),
        ("Arrived, and means nothing here", list(map(_meaningless, told.meaningless))),
        ("Gaps", [f"{each.reference}: {each.problem}" for each in told.gaps]),
        ("Searches", list(map(_search, told.searches))),
        ("Milliseconds", [f"{each.name} {each.ms:g}" for each in told.stages]),
    )
    for title, lines in sections:
        if lines:
            parts += [title, *_listed(lines), ""]
    for card in told.cards:
        parts += ["Card", *(f"  {line}" for line in card.text.splitlines()), ""]
    return Group(*parts[:-1])


def _determination(told: DeterminationAccount) -> Tree:
    from rich.tree import Tree

    tally = told.tally
    counted = f"{tally.met} of {tally.total} met, {tally.not_met} not met, {tally.still_open} open"
    unread = f", {tally.unread} unread" if tally.unread else ""
    tree = Tree(f"{told.title} ({told.policy}): {counted}{unread}", style="bold")
    _fact(tree, told.in_progress)
    for criterion in (told.population, *told.criteria):
        _criterion(tree, criterion)
    return tree


def _criterion(tree: Tree, told: CriterionAccount) -> None:
    from rich.text import Text

    words, color = state_words(told.state, excludes=told.excludes), _COLORS[told.state]
    name = "" if told.id == "population" else f"{told.id} "
    branch = tree.add(Text.assemble(f"{name}{told.title}: ", (words, color)), style="not bold")
    for fact in told.facts:
        _fact(branch, fact)
    for part in told.parts:
        _criterion(branch, part)


def _fact(tree: Tree, told: FactAccount) -> None:
    from rich.text import Text

    known = told.value if told.state is FactState.KNOWN else f"{told.state.value}, {told.reason}"
    branch = tree.add(
        Text(f"{told.name} = {known}" if told.state is FactState.KNOWN else f"{told.name}: {known}")
    )
    for line in _items(told.name, told.considered):
        branch.add(Text(line))


def _items(fact: str, considered: Iterable[Considered]) -> Iterator[str]:
    """A line for each thing that was considered; the places where nothing was found share one."""
    places = []
    for each in considered:
        if each.verdict is Verdict.LOOKED_FOR:
            places.append(f"{each.reference} ({each.why})")
        else:
            yield _item(fact, each)
    if places:
        yield f"{_VERDICTS[Verdict.LOOKED_FOR]} {', '.join(places)}"


def _item(fact: str, told: Considered) -> str:
    named = f"{_short(fact, told.code)} {told.display}".strip()
    stated = [told.value, told.date, named, f"by {told.by}" if told.by else ""]
    line = f"{_VERDICTS[told.verdict]} {told.reference}: {', '.join(filter(None, stated))}"
    return f"{line}; {told.why}" if told.why else line


def _short(fact: str, code: str) -> str:
    """A code with the end of its system's name; none where it is our own for the fact."""
    system, bar, value = code.rpartition("|")
    name = system.rpartition("/")[2]
    return "" if (name, value) == (CRITERIA_INPUT, fact) else f"{name}{bar}{value}"


def _by_reason(told: Iterable[SetAsideAccount]) -> Iterator[str]:
    """What was set aside, by why: each reference where they are few."""
    reasons: dict[str, list[str]] = {}
    for each in told:
        reasons.setdefault(each.why, []).append(each.reference)
    for why, references in reasons.items():
        more = len(references) - _MAX_REFERENCES
        yield f"{', '.join(references[:_MAX_REFERENCES])}{f' and {more} more' if more > 0 else ''}: {why}"


def _meaningless(told: Meaningless) -> str:
    code = f"{told.system}|{told.code}" if told.code else "no code"
    named = f"{told.resource_type} {code}" + (f" {told.display!r}" if told.display else "")
    last = f", last {told.last}" if told.last else ""
    return f"{named}: {told.count}{last}; such as {', '.join(told.examples)}"


def _search(told: SearchAccount) -> str:
    came = f", {told.entries} entries" if told.status in ("sent", "read") else ""
    ms = f", {told.ms:g} ms" if told.ms else ""
    problem = f": {told.problem}" if told.problem else ""
    return f"{told.key} {told.status}{came}{ms}{problem}"


def _with_code(reference: str, code: str) -> str:
    return f"{reference} ({code})" if code else reference


def _listed(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:_MAX_LISTED])
    if len(lines) > _MAX_LISTED:
        yield f"  and {len(lines) - _MAX_LISTED} more; --json lists all"
