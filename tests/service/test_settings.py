"""Settings that cannot be right stop the start with a sentence; the document tells defaults and bounds."""

from pathlib import Path

import pytest
from annotated_types import Ge, Le
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from service.settings import Settings, mistakes_of, right_value, unknown_variables, variable

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
        pytest.param("DATABASE_URL", "not a url", "this is no database URL", id="no database URL"),
        pytest.param("DATABASE_URL", "mysql://h/d", "this is no database URL", id="another database"),
        pytest.param("MAX_BODY_BYTES", "12", "greater than or equal to 1024", id="too small a body limit"),
        pytest.param("PUBLIC_URL", "cards", "valid URL", id="no public URL"),
        pytest.param("CORS_ORIGINS", "https://a.example/", "an origin is scheme", id="an origin with a path"),
        pytest.param("CORS_ORIGINS", "*", "an origin is scheme", id="a star for every origin"),
        pytest.param("CORS_ORIGINS", '["https://a.example', "none", id="half a list"),
    ],
)
def test_a_wrong_setting_is_refused(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(f"CRITERIA_CARDS_{setting}", value)
    with pytest.raises(ValidationError, match=problem):
        Settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_right_value_that_is_shown_is_right(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(variable(name), right_value(name))
    Settings()


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("https://a.example", ("https://a.example",)),
        ("https://a.example,http://b.example:8080", ("https://a.example", "http://b.example:8080")),
        (" https://a.example , http://[::1]:80 ,", ("https://a.example", "http://[::1]:80")),
        ('["https://a.example", "https://b.example"]', ("https://a.example", "https://b.example")),
    ],
    ids=["one", "two", "with blanks and a comma at the end", "a JSON list"],
)
def test_origins_are_a_comma_list(
    monkeypatch: pytest.MonkeyPatch, value: str, origins: tuple[str, ...]
) -> None:
    monkeypatch.setenv("CRITERIA_CARDS_CORS_ORIGINS", value)
    assert Settings().cors_origins == origins


def test_of_several_origins_each_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "https://a.example/, https://b.example, https://c.example/path"
    monkeypatch.setenv("CRITERIA_CARDS_CORS_ORIGINS", given)
    with pytest.raises(ValidationError) as refused:
        Settings()
    told = [mistake.partition("; a right value")[0] for mistake in mistakes_of(refused.value)]
    assert told == [
        "CRITERIA_CARDS_CORS_ORIGINS: an origin is scheme, host and port in lower case, "
        f"without a path or a slash at the end; {wrong} is none"
        for wrong in ("'https://a.example/'", "'https://c.example/path'")
    ]


def test_a_variable_that_is_no_setting_is_named_with_the_one_that_is_meant() -> None:
    given = ["CRITERIA_CARDS_BUGET_MS", "CRITERIA_CARDS_SITE", "PATH", "CRITERIA_CARDS_XYZ"]
    assert unknown_variables(given) == [
        "CRITERIA_CARDS_BUGET_MS is no setting and was not read; "
        "the nearest name is 'CRITERIA_CARDS_BUDGET_MS'",
        "CRITERIA_CARDS_XYZ is no setting and was not read",
    ]


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
