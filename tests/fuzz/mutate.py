"""Changes a request: some of its values, or the bytes it is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import msgspec
from msgspec import Raw

from tests.fuzz.rules import CANARY

Path = tuple[str | int, ...]
Change = Callable[[Any, Random], Any]

_TOKENS = (
    *("1e308", "5e-324", "-0", "-0.0", "0.1e1", "9" * 19, "-" + "9" * 19, "2147483648", "1." + "3" * 400),
    *('"\\u0000"', '"\\u202e\\ufeff"', '"' + "a" * 5000 + '"', "true", "null", "{}", "[]", "[[]]", "[{}]"),
    *(
        "[null]",
        "[" * 50 + "]" * 50,
        '{"a":' * 50 + "1" + "}" * 50,
        '{"a":1,"a":2}',
        '{"entry":{"resource":[]}}',
    ),
    *('{"coding":{"code":1}}', '{"coding":[null,1,{"code":[]}]}', '{"reference":{"reference":"a"}}'),
    '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Bundle","entry":[{}]}}]}',
    '{"resourceType":"OperationOutcome","issue":[]}',
    '{"resourceType":"Patient","id":"x"}',
)
_NO_JSON = (
    *(
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "-1e400",
        "9" * 5000,
        "-" + "9" * 5000,
        "01",
        "+1",
        ".5",
        "1.",
    ),
    *(
        '"\\ud800"',
        '"\\udfff\\ud800"',
        "'a'",
        "nul",
        "[1,]",
        '{"a"}',
        "",
        "/* a */1",
        "[" * 5000 + "]" * 5000,
    ),
)
_TEXTS = (
    *("", " ", CANARY, f"<script>{CANARY}</script>", f"{CANARY}\r\nSet-Cookie: a=b", "\x00", "\x1b[31m"),
    *(f"]({CANARY})", f"| {CANARY} |", "é" * 70, "\U0001f9d1\u200d\U0001f9d1", "a" * 200, "%s%n", "{{7*7}}"),
    *("0", "-1", "1e9", "١٢", "true", "None", "2026-02-30", "2026", "2026-03", "0000-01-01", "9999-12-31"),
    *("10000-01-01", "2026-03-01T25:61:61Z", "2026-03-01T00:00:00+99:99", "2026-03-01T00:00:00.123456789Z"),
    *("Patient/", "/", "#", "urn:uuid:", "Patient/1/_history/2", "https://", "../../etc/passwd", "H2017"),
    *("final", "active", "completed", "entered-in-error", "http://loinc.org", "Observation", "Bundle"),
)
_BYTES = (
    b"\x00",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\u",
)


def mutated(content: Mapping[str, Any], random: Random) -> bytes:
    """The request as bytes, changed in some values and sometimes in some bytes."""
    changed: Any = content
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        changed = _changed(changed, _place(changed, random), random.choice(_CHANGES), random)
    body = msgspec.json.encode(changed)
    return scrambled(body, random) if random.random() < 0.1 else body


def scrambled(body: bytes, random: Random) -> bytes:
    """The bytes with some of them changed, whether or not the result is JSON."""
    changed = bytearray(body)
    for _ in range(random.choice((1, 1, 2, 8))):
        start = random.randrange(len(changed) + 1)
        end = min(len(changed), start + random.choice((0, 1, 2, 16, 400)))
        replacement = random.choice((*_BYTES, b"", bytes(changed[end : end + 40]), random.randbytes(3)))
        changed[start:end] = replacement
    form = random.random()
    if form < 0.02:
        return (
            bytes(changed).decode(errors="replace").encode(random.choice(("utf-16", "utf-32", "utf-8-sig")))
        )
    return bytes(changed[: random.randrange(len(changed) + 1)] if form < 0.1 else changed)


def _place(value: Any, random: Random) -> Path:
    """A place somewhere in a value, most often in what the protocol leaves to FHIR, and deep."""
    path: Path = ()
    while isinstance(value, (dict, list)) and value and (len(path) < 3 or random.random() < 0.85):
        keys: Sequence[Any] = list(value) if isinstance(value, dict) else range(len(value))
        inner = [key for key in keys if isinstance(value[key], (dict, list))]
        step = random.choice(inner if inner and random.random() < 0.85 else keys)
        for name in ("prefetch", "draftOrders"):
            if isinstance(value, dict) and name in value and random.random() < 0.9:
                step = name
        path, value = (*path, step), value[step]
    return path


def _changed(value: Any, path: Path, change: Change, random: Random) -> Any:
    """A copy with a change at a place; what stands beside the place is shared."""
    if not path:
        return change(value, random)
    copy: Any = value.copy()
    copy[path[0]] = _changed(value[path[0]], path[1:], change, random)
    return copy


def _to_token(value: Any, random: Random) -> Any:
    return Raw(random.choice(_NO_JSON if random.random() < 0.03 else _TOKENS).encode())


def _to_text(value: Any, random: Random) -> Any:
    return random.choice(_TEXTS)


def _to_other_shape(value: Any, random: Random) -> Any:
    return random.choice(([value], {CANARY: value}, [value, value], str(value)[:50], len(str(value)), None))


def _renamed(value: Any, random: Random) -> Any:
    if not isinstance(value, dict) or not value:
        return value
    name = random.choice(list(value))
    other = random.choice((*_TEXTS, *value))
    return {other if key == name else key: each for key, each in value.items()}


def _without(value: Any, random: Random) -> Any:
    if not value or not isinstance(value, (dict, list)):
        return None
    left = random.randrange(len(value))
    if isinstance(value, dict):
        return {key: each for i, (key, each) in enumerate(value.items()) if i != left}
    return value[:left] + value[left + 1 :]


def _repeated(value: Any, random: Random) -> Any:
    return value * random.choice((2, 30)) if isinstance(value, list) else value


def _with_nonsense(value: Any, random: Random) -> Any:
    if isinstance(value, list):
        return [*value, _to_token(value, random), _to_text(value, random)]
    if isinstance(value, dict):
        return {**value, f"{CANARY} \x07<b>": _to_token(value, random)}
    return _to_text(value, random)


def _shuffled(value: Any, random: Random) -> Any:
    if isinstance(value, list):
        return random.sample(value, len(value))
    if isinstance(value, dict):
        return dict(zip(value, random.sample(list(value.values()), len(value)), strict=True))
    return value


_CHANGES: tuple[Change, ...] = (
    *(_to_token, _to_token, _to_text, _to_text, _to_other_shape, _renamed, _without),
    *(_repeated, _with_nonsense, _shuffled),
)
