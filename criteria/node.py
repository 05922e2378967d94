"""A part of a condition, as a field of a model: any form of the grammar, by the key that only it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from pydantic import BeforeValidator, SerializeAsAny
from pydantic_core import PydanticCustomError

from criteria.form import Form
from criteria.nearest import nearest
from criteria.strict_yaml import Location

_FORMS: list[type[Form]] = []


def close(forms: Sequence[type[Form]]) -> None:
    """Say once which forms there are; the combinators, which are among them, name them before."""
    _FORMS[:] = forms


def one_of(forms: Callable[[], Sequence[type[Form]]]) -> BeforeValidator:
    """Reads a mapping of a policy file as the form whose key it has."""

    def read(value: object) -> object:
        if isinstance(value, Form):
            return value
        written = value if isinstance(value, dict) else {}
        for form in forms():
            if form.key in written:
                return form.model_validate(value)
        keys = [form.key for form in forms()]
        meant = next(filter(None, (nearest(key, keys) for key in written)), "")
        expected = ", ".join(form.written or form.key for form in forms())
        raise PydanticCustomError("unknown_form", "expected one of {all}", {"all": expected + meant})

    return BeforeValidator(read)


Node = Annotated[SerializeAsAny[Form], one_of(lambda: _FORMS)]
"""Any form, as a field of a model."""


def placed(condition: Form, at: Location = ()) -> Iterator[tuple[Location, Form]]:
    """A condition and everything below it with its place, depth first; other rule sets are not entered."""
    yield at, condition
    for place, part in condition.parts():
        yield from placed(part, (*at, *place))


def nodes(condition: Form) -> Iterator[Form]:
    """A condition and everything below it, depth first; other rule sets are not entered."""
    return (each for _, each in placed(condition))
