"""Parameters: what an operation is asked for in a body, where its parameters are of simple types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from service.errors import Malformed

_MAX_PARAMETERS = 100


class Parameter(Struct):
    """One parameter; one whose value is of another type is as if it were not there."""

    name: str
    valueUri: str | None = None
    valueUrl: str | None = None
    valueCanonical: str | None = None
    valueString: str | None = None
    valueInteger: int | float | None = None

    @property
    def text(self) -> str | None:
        """Its value as it would stand in a query."""
        texts = (self.valueUri, self.valueUrl, self.valueCanonical, self.valueString)
        stated = next((each for each in texts if each is not None), None)
        if stated is not None or self.valueInteger is None:
            return stated
        number = self.valueInteger
        return str(int(number) if number == int(number) else number)  # JSON may write 2 as 2.0


class Parameters(Struct):
    """The body of an operation."""

    resourceType: Literal["Parameters"]
    parameter: list[Parameter] = msgspec.field(default_factory=list)


def decode_parameters(body: bytes) -> Mapping[str, str]:
    """The parameters of simple types, by name; of several of one name the first.

    Raises:
        Malformed: when the body is no Parameters resource.
    """
    try:
        decoded = msgspec.json.decode(body, type=Parameters)
    except msgspec.ValidationError as error:
        raise Malformed(
            "the body is no Parameters resource", str(error).partition("$.")[2].rstrip("`")
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("the body is no JSON") from error
    named = decoded.parameter[:_MAX_PARAMETERS]
    return {each.name: each.text for each in reversed(named) if each.text is not None}
