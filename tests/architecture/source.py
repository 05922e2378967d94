"""Source as data: the modules of a tree, what each imports, and every name it uses."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

Modules = Mapping[str, "Module"]
"""Modules by their dotted names."""


class Module:
    """One source file, parsed; `name` is what others import it by."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)
        self._package = name if path.stem == "__init__" else name.rpartition(".")[0]
        self._bound = dict(self._imported())

    @property
    def imported(self) -> set[str]:
        """The dotted names of all it imports, inside functions and for type checking too."""
        return {full for _, full in self._imported()}

    @property
    def used(self) -> set[str]:
        """Every dotted name in it, as what it stands for."""
        return {self.meant(node) for node in ast.walk(self.tree)} - {""}

    def meant(self, node: ast.AST) -> str:
        """What a name stands for: `d.today` is `datetime.date.today` where so imported. Empty for no name."""
        if isinstance(node, ast.Name):
            return self._bound.get(node.id, node.id)
        if isinstance(node, ast.Attribute) and (inner := self.meant(node.value)):
            return f"{inner}.{node.attr}"
        return ""

    def _imported(self) -> Iterator[tuple[str, str]]:
        """Each imported name as it is bound here, and in full."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(node)
                yield from ((alias.asname or alias.name, f"{origin}.{alias.name}") for alias in node.names)

    def _origin(self, node: ast.ImportFrom) -> str:
        parents = self._package.split(".")[: 1 - node.level or None] if node.level else []
        return ".".join([*parents, *filter(None, [node.module])])


def modules(root: Path, packages: Collection[str]) -> Modules:
    """Every module of these packages, in whatever sub-folder it stands."""
    paths = (path for package in packages for path in sorted((root / package).rglob("*.py")))
    named = ((_name(path.relative_to(root)), path) for path in paths)
    return {name: Module(name, path) for name, path in named}


def import_graph(known: Modules) -> dict[str, set[str]]:
    """For each module those of the tree that it imports; `from package import module` means that module."""
    return {
        name: {each if each in known else each.rpartition(".")[0] for each in module.imported} & known.keys()
        for name, module in known.items()
    }


def is_in(name: str, places: Collection[str]) -> bool:
    """Whether a dotted name is one of these, or inside one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


def _name(path: Path) -> str:
    parts: Sequence[str] = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
