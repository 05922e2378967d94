"""What every model of a file of ours is made of."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PlainSerializer,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from criteria.nearest import nearest, nearest_name
from criteria.plain_words import got, in_plain_words
from criteria.spans import Span, parse_span


def _span(value: object) -> object:
    if isinstance(value, list | dict):
        raise ValueError("expected a span such as '18 months'")
    return parse_span(value) if isinstance(value, str) else value


SpanField = Annotated[Span, BeforeValidator(_span), PlainSerializer(str)]
"""A span such as "18 months"."""
Text = Annotated[str, Field(min_length=1)]
"""A text that is not empty."""


def written_as(pattern: str, expected: str) -> AfterValidator:
    """Refuses a text that is not of a pattern, with what is expected in words."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise ValueError(f"expected {expected}{got(text)}")
        return text

    return AfterValidator(check)


class Strict(BaseModel):
    """A frozen part of a file of ours; a key it does not know is refused with the nearest that it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    keys_elsewhere: ClassVar[Mapping[str, str]] = {}
    """Keys that are looked for here and stand elsewhere, each with its place."""

    @model_validator(mode="wrap")
    @classmethod
    def _only_known_keys(cls, value: Any, validated: ModelWrapValidatorHandler[Self]) -> Self:
        keys = {field.alias or name: name for name, field in cls.model_fields.items()}.keys()
        if isinstance(value, str | list):
            takes = {"keys": ", ".join(keys)}
            raise PydanticCustomError("no_keys", "expected keys with values; known are {keys}", takes)
        if not isinstance(value, dict) or cls.model_config.get("extra") != "forbid":
            return validated(value)
        unknown = [key for key in value if key not in keys]
        if not unknown:
            return validated(value)
        meant = {nearest_name(key, keys) for key in unknown}
        problems = [_unknown_key(key, value[key], keys, cls.keys_elsewhere) for key in unknown]
        try:
            validated({key: value[key] for key in value if key in keys})
        except ValidationError as error:
            problems += [_as_it_is(each) for each in error.errors() if not _is_misspelt(each, meant)]
        raise ValidationError.from_exception_data(cls.__name__, problems)


def _is_misspelt(error: ErrorDetails, meant: Collection[str]) -> bool:
    """Whether a key is only missing because it stands there misspelt, which is told already."""
    return error["type"] == "missing" and error["loc"][0] in meant


def _unknown_key(
    key: str, value: object, keys: Collection[str], elsewhere: Mapping[str, str]
) -> InitErrorDetails:
    takes = nearest(key, keys) or f"; known are {', '.join(sorted(keys))}"
    if meant := nearest_name(key, elsewhere):
        takes = f"; {meant} {elsewhere[meant]}"
    problem = PydanticCustomError("unknown_key", "this key is not known here{takes}", {"takes": takes})
    return InitErrorDetails(type=problem, loc=(key,), input=value)


def _as_it_is(error: ErrorDetails) -> InitErrorDetails:
    """A problem that was found already, to be told beside others."""
    kind = error["type"] if error["type"] == "missing" else "told"
    problem = PydanticCustomError(kind, "{told}", {"told": in_plain_words(error)})
    return InitErrorDetails(type=problem, loc=error["loc"], input=error["input"])
