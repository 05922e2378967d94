"""Error messages of the command line: one line for each mistake, without a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click
from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from criteria.strict_yaml import FileError
from service.audit.schema import SchemaProblem
from service.auth.signing import WrongKey
from service.errors import RequestProblem, described
from service.settings import WrongSetting, mistakes_of
from service.simulator.send import Unreachable
from service.sources.one_record import WrongSource

_PREFIX = "criteria-cards: "


def mistakes(error: Exception) -> Sequence[str]:
    """What is wrong, a line each; of an error that nobody foresaw the place, not the message.

    That may hold a patient's data.
    """
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return [error.format_message()]
    return [f"{_PREFIX}{line}" for line in _lines(error)]


def _lines(error: Exception) -> Sequence[str]:
    if isinstance(error, click.Abort):
        return ["interrupted"]
    if isinstance(error, click.ClickException):
        return [_one_line(error.format_message())]
    return _of_our_files(error) or [_own_error(error)]


def _of_our_files(error: Exception) -> Sequence[str]:
    """What is wrong with what the command was given; nothing for an error that nobody foresaw."""
    match error:
        case ValidationError():
            return mistakes_of(error)
        case FileError():
            return str(error).splitlines()
        case DBAPIError():
            return [f"the database: {_first_line(error.orig)}"]
        case RequestProblem() if error.field:
            return [f"{error.field}: {error.problem}"]
        case (
            RequestProblem()
            | WrongKey()
            | WrongSource()
            | Unreachable()
            | WrongSetting()
            | SchemaProblem()
            | SettingsError()
            | SQLAlchemyError()
        ):
            return [_first_line(error)]
        case OSError():
            return [f"{error.filename}: {error.strerror}" if error.filename else _first_line(error)]
    return ()


def _own_error(error: Exception) -> str:
    """The type of an error of our own, and the innermost place that it came from."""
    told = described(error)
    return " at ".join([f"this failed unexpectedly ({told['exception']})", *told["at"][-1:]])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _first_line(error: Any) -> str:
    return str(error).strip().partition("\n")[0]
