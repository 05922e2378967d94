"""Reads of a wrong file of ours the parts that are right, so that one mistake hides no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from criteria.strict_yaml import Document, FileError, Location, Mistake, in_file, validate

Model = TypeVar("Model", bound=BaseModel)


def right_parts(
    document: Document, model: type[Model], required: Mapping[str, str]
) -> tuple[Document, Model | None, Sequence[Mistake]]:
    """The document without its wrong parts, that as a model, and what is wrong with the others.

    Taking a part out may make the whole around it wrong, which is then taken
    out as well and is no mistake of its own. `required` stands for what is
    required and wrong. No model where nothing is left.
    """
    try:
        return document, validate(document, model), ()
    except FileError as error:
        mistakes = error.mistakes
    wrong: set[Location] = set()
    while () not in wrong:
        right = document.without(wrong)
        try:
            return right, model.model_validate(_with(required, right.value)), mistakes
        except ValidationError as error:
            refused = (in_file(right.value, each["loc"]) for each in error.errors(include_url=False))
            wrong |= {right.written_at(each) for each in refused}
    return document, None, mistakes


def _with(required: Mapping[str, str], value: Any) -> Any:
    return {**required, **value} if isinstance(value, dict) else value
