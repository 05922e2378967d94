"""The pages of docs/reference/ on facts: each of them, and the kinds that a file may choose from."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from criteria.expressions import facts_used
from criteria.policy import Policy
from criteria.spans import Span
from criteria.strict_model import Strict
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec, HintSpec
from mappings.readers.registry import KINDS, described

_SHARED = ("reader", *FactSpec.model_fields)
"""Keys of every fact, which stand in a table of their own."""


def facts_page(policies: Iterable[Policy], fact_map: FactMap, generated: str) -> Iterator[str]:
    """Every fact: its name, where it is read from, who can supply it, which policies use it."""
    yield "# Facts"
    yield (
        f"{generated} A fact's name is the word in a policy, and the code of the answer that gives it. "
        "[Readers](readers.md) has the kinds that an entry may be of, with their keys."
    )
    named = [(policy, _named(policy)) for policy in policies]
    worded = {policy.id: fact_map.worded(policy.words).facts for policy, _ in named}
    read = [(policy, set(fact_map.with_those_below(facts))) for policy, facts in named]
    rows = []
    for name in fact_map.facts:
        by = [policy for policy, facts in read if name in facts]
        specs = [worded[policy.id][name] for policy in by] or [fact_map.facts[name]]
        title = " / ".join(dict.fromkeys(spec.title for spec in specs))
        supplied_by = " / ".join(dict.fromkeys(spec.supplied_by for spec in specs))
        mark = "" if any(name in facts for _, facts in named) else " (read by other facts)"
        used = ", ".join(f"[{policy.service.code}]({policy.id}.md)" for policy in by)
        rows.append(f"| `{name}` | {title}{mark} | {described(name, fact_map)} | {supplied_by} | {used} |")
    yield "\n".join(["| fact | title | from | supplied by | used by |", "|---|---|---|---|---|", *rows])


def readers_page(generated: str) -> Iterator[str]:
    """Every kind of fact and of hint, with the keys that an entry of it takes."""
    yield "# Readers"
    yield (
        f"{generated} An entry of a `facts.yaml` chooses with `reader` what it is read from. "
        "Keys in bold are required."
    )
    yield "## Keys of every fact"
    yield _keys(FactSpec, [name for name in FactSpec.model_fields if name != "reader"])
    yield "## Kinds of facts"
    for spec in KINDS.facts:
        yield f"### {_reader(spec)}"
        yield _first_words(spec)
        if own := [name for name in spec.model_fields if name not in _SHARED]:
            yield _keys(spec, own)
    yield "## Kinds of hints"
    yield "A hint stands beside an open question and settles nothing. Every one takes `reader` and `note`."
    for name, hint in KINDS.hints:
        yield f"### {name} (hint)"
        yield _first_words(hint)
        if own := [each for each in hint.model_fields if each not in HintSpec.model_fields]:
            yield _keys(hint, own)


def _named(policy: Policy) -> frozenset[str]:
    """The facts that a policy names."""
    return frozenset(fact for rule_set in policy.rule_sets for fact, _ in facts_used(rule_set.nodes()))


def _reader(spec: type[FactSpec]) -> str:
    return str(get_args(spec.model_fields["reader"].annotation)[0])


def _first_words(spec: type[Strict]) -> str:
    """The first sentence of the module of a kind, which has one job."""
    module = inspect.getmodule(spec)
    words = inspect.cleandoc(module.__doc__ or "") if module else ""
    return words.partition("\n\n")[0].replace("\n", " ")


def _keys(spec: type[Strict], names: Iterable[str]) -> str:
    said = _said_of_keys(spec)
    rows = []
    for name in names:
        field = spec.model_fields[name]
        key = f"`{field.alias or name}`"
        rows.append(
            f"| {f'**{key}**' if field.is_required() else key} | {_value(field)} | {said.get(name, '')} |"
        )
    return "\n".join(["| key | value | |", "|---|---|---|", *rows])


def _value(field: FieldInfo) -> str:
    """What a key takes, in words, and what stands for it where it is left out."""
    default = "" if field.is_required() or not field.default else f"; else {_told(field.default)}"
    return _in_words(field.annotation) + default


def _told(default: object) -> str:
    return ", ".join(default) if isinstance(default, tuple) else str(default)


def _in_words(kind: Any) -> str:
    origin, within = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _in_words(within[0])
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in within)
    if origin in (Union, UnionType):
        return " or ".join(_in_words(each) for each in within if each is not NoneType)
    if origin is tuple and within[-1] is not Ellipsis:
        return f"a list of {len(within)}: {_in_words(within[0])}"
    if origin in (tuple, frozenset):
        return f"a list of: {_in_words(within[0])}"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return ", ".join(f"`{each}`" for each in kind)
    return _TYPES[kind]


_TYPES: Mapping[Any, str] = {
    Span: "a span such as 90 days",
    str: "a text",
    bool: "true or false",
    int: "a whole number",
}


def _said_of_keys(spec: type[Strict]) -> Mapping[str, str]:
    """The docstring below each field, of a model and of those it is made of."""
    said: dict[str, str] = {}
    for model in reversed(spec.__mro__):
        if issubclass(model, Strict) and model is not Strict:
            said |= _documented(model)
    return said


def _documented(model: type[Strict]) -> Mapping[str, str]:
    (written,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    said: dict[str, str] = {}
    if isinstance(written, ast.ClassDef):
        for field, below in zip(written.body, written.body[1:], strict=False):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    said[name] = inspect.cleandoc(text).replace("\n", " ").rstrip(".")
    return said
