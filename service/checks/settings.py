"""The operator's settings, and what the environment holds besides that is named like one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pydantic import ValidationError

from service.checks.problem import Problem, unique
from service.installation import pseudonyms_of, session_key_of
from service.named_files import files_not_there
from service.settings import PREFIX, Settings, WrongSetting, mistakes_of, unknown_variables


def check_settings(environment: Iterable[str], mistakes: list[Problem]) -> Settings:
    """The settings, with the usual value of one that is wrong; `environment` are the names of variables."""
    mistakes += [_problem(said, " ") for said in unknown_variables(environment)]
    try:
        settings = Settings()
    except ValidationError as error:
        mistakes += map(_problem, mistakes_of(error))
        wrong = {str(each["loc"][0]).removeprefix(PREFIX).lower() for each in error.errors()}
        settings = Settings(**{name: Settings.model_fields[name].default for name in wrong})
    mistakes += unique(_of_files(settings))
    return settings


def _of_files(settings: Settings) -> Iterator[Problem]:
    """Files that are not there, and those of keys that hold none."""
    absent = [str(each) for each in files_not_there(settings)]
    yield from map(_problem, absent)
    loads: tuple[Callable[[Settings], object], ...] = (pseudonyms_of, session_key_of)
    for load in () if absent else loads:
        try:
            load(settings)
        except WrongSetting as error:
            yield _problem(str(error))
        except OSError as error:
            yield Problem(str(error.filename or ""), 0, "", error.strerror or "it cannot be read")


def _problem(said: str, separator: str = ": ") -> Problem:
    """What is said of a variable, which it begins with."""
    variable, _, problem = said.partition(separator)
    return Problem("", 0, variable, problem)
