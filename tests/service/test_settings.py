"""Settings that cannot be right stop the start with a sentence."""

import pytest
from pydantic import ValidationError

from service.settings import Settings


@pytest.mark.parametrize(
    ("setting", "value", "problem"),
    [
        pytest.param(
            "TIME_ZONE", "Mars/Olympus", "there is no time zone 'Mars/Olympus'", id="an unknown zone"
        ),
        pytest.param("TIME_ZONE", "../secret", "there is no time zone", id="a path for a zone"),
        pytest.param("DATABASE_URL", "not a url", "expected a URL such as postgresql", id="no database URL"),
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


def test_the_database_lies_in_the_data_folder_unless_a_url_says_otherwise() -> None:
    assert Settings().database == "sqlite:///data/criteria-cards.db"
    assert Settings(database_url="postgresql+psycopg://h/d").database == "postgresql+psycopg://h/d"
