"""The rules of the house. Each takes modules and returns one sentence for each breach."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from tests.architecture.rooms import CLOCK, DAYS, FLOORS, MAX_LINES, TIMERS, WALLS
from tests.architecture.source import Module, Modules, import_graph, is_in

_FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
_LEANS = re.compile(
    r"^(so|nor|but|and|also|then)\b|^(the same|the other|another)$|\b(too|neither|either|likewise)$"
)
_UTC = frozenset(("datetime.UTC", "datetime.timezone.utc"))


def without_a_room(modules: Modules) -> list[str]:
    """Modules that stand on no floor of the plan."""
    return [f"{name} stands on no floor" for name in modules if "." in name and not _room(name)]


def upward(modules: Modules) -> list[str]:
    """Imports that lead up, or across to another room of the same floor."""
    return [
        f"{name} imports {target}, which is not below it"
        for name, targets in import_graph(modules).items()
        for target in sorted(targets)
        if not _may_import(_room(name), _room(target))
    ]


def circles(modules: Modules) -> list[str]:
    """A circle of imports, if there is one."""
    try:
        TopologicalSorter(import_graph(modules)).prepare()
    except CycleError as error:
        return [" is imported by ".join(error.args[1])]
    return []


def walls_broken(modules: Modules) -> list[str]:
    """What modules import or name although their room keeps it out."""
    return [
        f"{name} knows {each}"
        for name, module in modules.items()
        for wall in WALLS
        if is_in(name, wall.rooms) and not is_in(name, wall.but)
        for each in sorted(module.imported | module.used)
        if is_in(each, wall.keep_out)
    ]


def days_asked_for(modules: Modules) -> list[str]:
    """Where it is asked which day it is, outside the clock; a moment in UTC is no day."""
    return [
        f"{name}:{line} asks which day it is"
        for name, module in modules.items()
        if name != CLOCK
        for line in _days_in(module)
    ]


def too_long(modules: Modules) -> list[str]:
    """Modules of more than MAX_LINES lines."""
    lines = {name: len(module.text.splitlines()) for name, module in modules.items()}
    return [f"{name} has {count} lines" for name, count in lines.items() if count > MAX_LINES]


def silent(modules: Modules) -> list[str]:
    """Modules that do not say what they are for."""
    return [
        f"{name} has no docstring" for name, module in modules.items() if not ast.get_docstring(module.tree)
    ]


def timed(modules: Modules) -> list[str]:
    """Tests that go by the clock or sleep: what they say would depend on who else uses the machine."""
    return [
        f"{name} goes by {each}"
        for name, module in modules.items()
        if name.rpartition(".")[2].startswith("test_")
        for each in sorted(module.used & TIMERS)
    ]


def leaning_ids(modules: Modules) -> list[str]:
    """Ids of cases that only make sense below the case before, such as `so does F32`."""
    return [
        f"{name}: {node.value.value!r} leans on another case"
        for name, module in modules.items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.keyword) and node.arg == "id" and isinstance(node.value, ast.Constant)
        if _LEANS.search(str(node.value.value))
    ]


def _days_in(module: Module) -> Iterator[int]:
    nodes = list(ast.walk(module.tree))
    days_of = [node.value for node in nodes if isinstance(node, ast.Attribute) and node.attr == "date"]
    calls = [node for node in nodes if isinstance(node, ast.Call) and node not in days_of]
    moments = [call.func for call in calls if call.args and module.meant(call.args[-1]) in _UTC]
    asking = (node for node in nodes if isinstance(node, ast.expr) and module.meant(node) in DAYS)
    yield from (node.lineno for node in asking if node not in moments)


def _room(name: str) -> str:
    """The innermost room a module is in."""
    return max((room for room in _FLOOR_OF if is_in(name, (room,))), key=len, default="")


def _may_import(room: str, other: str) -> bool:
    return room == other or not room or not other or _FLOOR_OF[other] > _FLOOR_OF[room]
