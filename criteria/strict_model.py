"""What every model of a file of ours is made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from criteria.spans import Span, parse_span


def _span(value: object) -> object:
    return parse_span(value) if isinstance(value, str) else value


SpanField = Annotated[Span, BeforeValidator(_span), PlainSerializer(str)]
"""A span such as "18 months"."""
Text = Annotated[str, Field(min_length=1)]
"""A text that is not empty."""


class Strict(BaseModel):
    """A frozen part of a file of ours; keys it does not know are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
