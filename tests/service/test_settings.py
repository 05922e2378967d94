"""Settings that cannot be right stop the start with a sentence; the document tells defaults and bounds."""

from pathlib import Path

import pytest
from annotated_types import Ge, Le
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from service.settings import Settings

_DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"
_DOCUMENTED = {
    row[0].strip("`"): row[1:3]
    for line in _DOCUMENT.read_text(encoding="utf-8").splitlines()
    if (row := [cell.strip() for cell in line.strip("|").split("|")])[0].startswith("`CRITERIA_CARDS_")
}
"""The default and the bounds of each setting."""


def default_of(setting: FieldInfo) -> str:
    """A default as the document writes it."""
    if isinstance(setting.default, bool):
        return f"`{str(setting.default).lower()}`"
    return f"`{str(setting.default).removesuffix('/')}`" if setting.default not in (None, "", ()) else "none"


def bounds_of(setting: FieldInfo) -> str:
    """The bounds of a number as the document writes them; nothing for what is no number."""
    least = [str(each.ge) for each in setting.metadata if isinstance(each, Ge)]
    most = [str(each.le) for each in setting.metadata if isinstance(each, Le)]
    return " to ".join(least + most) if most else "".join(f"{each} or more" for each in least)


@pytest.mark.parametrize(("name", "setting"), Settings.model_fields.items(), ids=Settings.model_fields)
def test_each_setting_is_documented_with_its_default_and_bounds(name: str, setting: FieldInfo) -> None:
    assert _DOCUMENTED[f"CRITERIA_CARDS_{name.upper()}"] == [default_of(setting), bounds_of(setting)]


def test_no_setting_is_documented_that_there_is_not() -> None:
    assert _DOCUMENTED.keys() == {f"CRITERIA_CARDS_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        pytest.param(
            "TIME_ZONE", "Mars/Olympus", "there is no time zone 'Mars/Olympus'", id="an unknown zone"
        ),
        pytest.param("TIME_ZONE", "../secret", "there is no time zone", id="a path for a zone"),
        pytest.param("DATABASE_URL", "not a url", "expected a URL such as postgresql", id="no database URL"),
        pytest.param(
            "DATABASE_URL", "mysql://h/d", "expected a URL such as postgresql", id="another database"
        ),
        pytest.param("MAX_BODY_BYTES", "12", "greater than or equal to 1024", id="too small a body limit"),
        pytest.param("PUBLIC_URL", "cards", "valid URL", id="no public URL"),
    ],
)
def test_a_wrong_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(f"CRITERIA_CARDS_{setting}", value)
    with pytest.raises(ValidationError, match=problem):
        Settings()


@pytest.mark.parametrize(
    ("variables", "database"),
    [
        ({"DATABASE_URL": "postgresql://h/d"}, "postgresql+psycopg://h/d"),
        (
            {"DATABASE_URL": "postgres://u:p@h:5433/d?sslmode=require"},
            "postgresql+psycopg://u:p@h:5433/d?sslmode=require",
        ),
        ({"CRITERIA_CARDS_DATABASE_URL": "postgresql://h/d"}, "postgresql+psycopg://h/d"),
        ({"CRITERIA_CARDS_DATABASE_URL": "postgresql+psycopg://h/d"}, "postgresql+psycopg://h/d"),
        (
            {"CRITERIA_CARDS_DATABASE_URL": "sqlite:////srv/cards.db", "DATABASE_URL": "postgresql://h/d"},
            "sqlite:////srv/cards.db",
        ),
        (
            {"CRITERIA_CARDS_DATABASE_URL": "", "DATABASE_URL": "postgresql://h/d"},
            "postgresql+psycopg://h/d",
        ),
        (
            {"CRITERIA_CARDS_DATABASE_URL": "", "DATABASE_URL": ""},
            "sqlite:///data/criteria-cards.db",
        ),
    ],
    ids=[
        "as platforms set it",
        "with an older scheme",
        "under our own name",
        "with its driver",
        "ours first",
        "ours, empty",
        "both empty",
    ],
)
def test_the_database_is_named_under_either_name_with_or_without_its_driver(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], database: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Settings().database == database


def test_the_database_lies_in_the_data_folder_unless_a_url_says_otherwise() -> None:
    assert Settings().database == "sqlite:///data/criteria-cards.db"
    assert Settings(database_url="postgresql+psycopg://h/d").database == "postgresql+psycopg://h/d"
