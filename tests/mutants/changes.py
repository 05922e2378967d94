"""The changes that a module can be given: each is a stretch of its text and what stands there instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import copy
from typing import NamedTuple

Node = ast.expr | ast.stmt
_UNREAD = ("annotation", "returns", "decorator_list", "type_params", "bases")
_COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
}
_CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}


class Change(NamedTuple):
    """A stretch of a module, by its offsets in UTF-8, and what it is changed into."""

    line: int
    start: int
    end: int
    old: str
    new: str

    def made(self, source: str) -> str:
        """The module with the change."""
        text = source.encode()
        return (text[: self.start] + self.new.encode() + text[self.end :]).decode()

    def __str__(self) -> str:
        return " ".join(f"{self.old} -> {self.new}".split())


def changes(source: str) -> list[Change]:
    """Every change that a module can be given, in the order of its text."""
    starts, text = [0], source.encode()
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node in _that_run(ast.parse(source)):
        for changed, new in _instead(node):
            assert changed.end_lineno is not None
            assert changed.end_col_offset is not None
            begin = starts[changed.lineno - 1] + changed.col_offset
            end = starts[changed.end_lineno - 1] + changed.end_col_offset
            found.append(Change(changed.lineno, begin, end, text[begin:end].decode(), new))
    return found


def _that_run(tree: ast.AST) -> Iterator[Node]:
    """Expressions and statements, without annotations, docstrings, messages and what is for types only."""
    for name, field in ast.iter_fields(tree):
        for node in [] if name in _UNREAD else field if isinstance(field, list) else [field]:
            if isinstance(node, ast.AST) and not _is_unread(node):
                if isinstance(node, ast.expr | ast.stmt):
                    yield node
                yield from _that_run(node)


def _is_unread(node: ast.AST) -> bool:
    match node:
        case ast.JoinedStr() | ast.Expr(value=ast.Constant()) | ast.If(test=ast.Name("TYPE_CHECKING")):
            return True
        case ast.Subscript(slice=ast.Tuple()) | ast.keyword(arg="frozen" | "gc" | "strict"):
            return True
    return False


def _instead(node: Node) -> Iterator[tuple[Node, str]]:
    """What of a node is changed, and into what."""
    if isinstance(node, ast.If | ast.IfExp):
        yield node.test, _told(ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Expr):
        yield node, "pass"
    elif isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield from ((node, _told(each)) for each in _other_conditions(node))
    elif isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
        yield from _unconditioned(node)
    else:
        yield from ((node, each) for each in _other_values(node))


def _other_conditions(node: ast.Compare | ast.BoolOp | ast.UnaryOp) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            yield ast.Compare(left, [_COMPARED[type(op)]], [right])
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            yield from (ast.BoolOp(op, [*values[:i], *values[i + 1 :]]) for i in range(len(values)))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand


def _other_values(node: Node) -> Iterator[str]:
    match node:
        case ast.Constant(value=bool(value)):
            yield str(not value)
        case ast.Constant(value=int(value)):
            yield str(value + 1)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield _told(ast.BinOp(left, ast.Sub() if isinstance(op, ast.Add) else ast.Add(), right))
        case ast.Call(func=ast.Name(id=name), args=given, keywords=named) if name in _CALLED:
            yield ast.unparse(ast.Call(ast.Name(_CALLED[name]), given, named))
        case ast.Tuple(elts=[_, _, *_], ctx=ast.Load()):
            yield ast.unparse(ast.Tuple(node.elts[:-1], node.ctx))
        case ast.Set(elts=[_, _, *_]):
            yield ast.unparse(ast.Set(node.elts[:-1]))


def _unconditioned(
    node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp,
) -> Iterator[tuple[Node, str]]:
    """A comprehension that takes everything."""
    for i, each in enumerate(node.generators):
        if each.ifs:
            all_taken = ast.comprehension(each.target, each.iter, [], each.is_async)
            changed = copy(node)
            changed.generators = [*node.generators[:i], all_taken, *node.generators[i + 1 :]]
            yield node, ast.unparse(changed)


def _told(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"
