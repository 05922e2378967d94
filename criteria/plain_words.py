"""What the validation of a file of ours refused, in the words of who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from criteria.nearest import nearest

MAX_QUOTED = 60
"""Characters of a wrong value that is told."""

_NUMBER = "a whole number such as 2"
_NUMBERS = ("int_type", "int_parsing", "int_from_float", "int_parsing_size")
_LISTS = ("tuple_type", "list_type", "set_type", "frozen_set_type")
_BOUNDS = {
    "greater_than": "a number greater than {gt}",
    "greater_than_equal": "a number of {ge} or more",
    "less_than": "a number less than {lt}",
    "less_than_equal": "a number of {le} or less",
}

_EXPECTED: Mapping[str, str] = {
    **dict.fromkeys(_NUMBERS, _NUMBER),
    **dict.fromkeys(_LISTS, "a list: [one, two], or each on a line of its own after a dash"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    **dict.fromkeys(("url_parsing", "url_type", "url_scheme"), "a URL such as https://ehr.example/fhir"),
    **dict.fromkeys(("date_from_datetime_parsing", "date_parsing"), "a date such as 2026-03-02"),
    "dict_type": "keys with values: {{key: value}}, or each key on a line of its own",
    "string_type": "a text",
    "float_parsing": "a number",
    "float_type": "a number",
    **_BOUNDS,
}


def in_plain_words(error: Mapping[str, Any]) -> str:
    """What was expected and what stands there, for an error as pydantic tells it."""
    told = _TOLD.get(error["type"])
    if told is not None:
        return told(error)
    if error["type"] in _EXPECTED:
        return f"expected {_EXPECTED[error['type']].format(**error.get('ctx', {}))}{got(error['input'])}"
    return str(error["msg"]).removeprefix("Value error, ")


def _one_of(error: Mapping[str, Any]) -> str:
    expected = str(error["ctx"]["expected"])
    near = nearest(str(error["input"]), re.findall(r"'([^']*)'", expected))
    return f"expected {expected}{got(error['input'])}{near}"


def _one_kind_of(error: Mapping[str, Any]) -> str:
    """Of a key that tells which other keys there may be, as `reader` does."""
    key, tags = str(error["ctx"]["discriminator"]).strip("'"), str(error["ctx"]["expected_tags"])
    found = str(error["ctx"]["tag"])
    near = nearest(found, re.findall(r"'([^']*)'", tags))
    return f"expected {key} to be one of {tags}{got(found)}{near}"


def _too_short(error: Mapping[str, Any]) -> str:
    return f"expected {error['ctx']['min_length']} or more of them, got {error['ctx']['actual_length']}"


def _empty(_: Mapping[str, Any]) -> str:
    return "expected a text, got an empty one"


def got(value: object) -> str:
    """The wrong value; not a long one, and none with an @, before which a URL may hold a password."""
    told = isinstance(value, str) and len(value) <= MAX_QUOTED and "@" not in value
    return f", got {value!r}" if told else ""


_TOLD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "literal_error": _one_of,
    "union_tag_invalid": _one_kind_of,
    "too_short": _too_short,
    "string_too_short": _empty,
}
