"""Resolves prefetch templates: their tokens are replaced by what the hook's context and the user say.

CDS Hooks 2.0.1 knows root fields of the context and the id of the user by type; 3.0 adds `today()` with
days, simple paths into the resources of the context, and other prefetch keys as `%key`. The paths that
Da Vinci CRD 1.0 used, such as `context.draftOrders.ServiceRequest.id`, are resolved as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from service.samples.fhir import Json

_TOKEN = re.compile(r"\{\{(.*?)\}\}")
_TODAY = re.compile(r"today\(\)(?:\s*([+-])\s*(\d{1,6})\s*days?)?")
_STEP = re.compile(r"(?:ofType\((\w+)\)|(resolve)\(\)|(\w+))(?:\.|$)")
_ROOT = re.compile(r"(context|%[\w-]+)\.(.+)")
_USER = {
    "userPractitionerId": "Practitioner",
    "userPractitionerRoleId": "PractitionerRole",
    "userPatientId": "Patient",
    "userRelatedPersonId": "RelatedPerson",
}


class Unresolved(Exception):
    """A token that nothing is known for; says which and why."""


def tokens_in(template: str) -> list[str]:
    """What stands between the braces of a template."""
    return _TOKEN.findall(template)


def resolved(template: str, context: Json, on: date, earlier: Mapping[str, Any] | None = None) -> str:
    """The relative FHIR request of a template; several values of one token are joined by commas.

    `earlier` is what stands under the prefetch keys before this one.

    Raises:
        Unresolved: when a token is none, or nothing is known for it.
    """
    roots = {"context": context, **{f"%{key}": value for key, value in (earlier or {}).items()}}
    return _TOKEN.sub(lambda token: _value(token[1], roots, on), template)


def _value(token: str, roots: Mapping[str, Any], on: date) -> str:
    if token != token.strip():
        raise Unresolved(f"{{{{{token}}}}} has blanks inside its braces")
    if found := _TODAY.fullmatch(token):
        days = timedelta(days=int(found[2] or 0))
        return (on - days if found[1] == "-" else on + days).isoformat()
    values = list(_values(token, roots))
    if not values:
        raise Unresolved(f"the context has nothing for {{{{{token}}}}}")
    return ",".join(dict.fromkeys(values))


def _values(token: str, roots: Mapping[str, Any]) -> Iterator[str]:
    """The texts that a token stands for, of all its alternatives."""
    if token in _USER:
        kind, _, identity = str(roots["context"].get("userId", "")).rpartition("/")
        if kind.rpartition("/")[2] != _USER[token]:
            raise Unresolved(f"the user is no {_USER[token]}, for {{{{{token}}}}}")
        yield identity
        return
    for path in token.split("|"):
        root, steps = _parts(path, token)
        found = [roots[root]] if root in roots else []
        for kind, resolve, member in steps:
            found = [each for value in found for each in _stepped(value, kind, resolve, member)]
        yield from (str(each) for each in found if isinstance(each, str | int))


def _parts(path: str, token: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The root of a path, and its steps: the type of `ofType`, or `resolve`, or the name of a member."""
    rooted = _ROOT.fullmatch(path)
    if not rooted:
        raise Unresolved(f"{{{{{token}}}}} is no prefetch token: it begins with no context field")
    steps, at = [], 0
    while at < len(rooted[2]):
        step = _STEP.match(rooted[2], at)
        if step is None:
            raise Unresolved(f"{{{{{token}}}}} asks for more than members, ofType() and resolve()")
        steps.append((step[1] or "", step[2] or "", step[3] or ""))
        at = step.end()
    return rooted[1], steps


def _stepped(value: Any, kind: str, resolve: str, member: str) -> Sequence[Any]:
    if not isinstance(value, dict):
        return ()
    if kind:
        return (value,) if value.get("resourceType") == kind else ()
    if resolve:
        return _target(value)
    if value.get("resourceType") == "Bundle" and member[:1].isupper():
        entries = (each.get("resource", {}) for each in value.get("entry", ()))
        return [each for each in entries if each.get("resourceType") == member]
    found = value.get(member, _choice(value, member))
    return found if isinstance(found, list) else () if found is None else (found,)


def _target(reference: Json) -> Sequence[Json]:
    """What a Reference leads to, of which the type and the id are known."""
    kind, _, identity = str(reference.get("reference", "")).rpartition("/")
    kind = kind.rpartition("/")[2]
    return ({"resourceType": kind, "id": identity},) if kind and identity else ()


def _choice(value: Json, member: str) -> Any:
    """An element that stands for several types, such as `medication` for `medicationReference`."""
    typed = re.compile(rf"{re.escape(member)}[A-Z]")
    return next((found for name, found in value.items() if typed.match(name)), None)
