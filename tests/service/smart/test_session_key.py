"""The key of sessions: from the operator's file, else one for each start; reading anew leaves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.installation import load_installation, session_key_of
from service.server.reload import Installed
from service.settings import Settings, WrongSetting

HEX = "0123456789abcdef" * 4


def with_key(folder: Path, content: str) -> Settings:
    path = folder / "session.key"
    path.write_text(content, encoding="utf-8")
    return Settings(session_key=path)


@pytest.mark.parametrize(
    "content", [HEX, HEX.upper(), f"{HEX}\n"], ids=["lower", "upper", "with a line's end"]
)
def test_a_key_is_64_hexadecimal_digits(tmp_path: Path, content: str) -> None:
    assert session_key_of(with_key(tmp_path, content)) == bytes.fromhex(HEX)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="nothing"),
        pytest.param(HEX[2:], id="two digits less"),
        pytest.param(f"{HEX}00", id="two digits more"),
        pytest.param("g" * 64, id="other letters"),
        pytest.param("é" * 64, id="no ASCII"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(WrongSetting, match=r"SESSION_KEY: expected a file with 64 hexadecimal digits$"):
        session_key_of(with_key(tmp_path, content))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="SESSION_KEY: there is no file"):
        load_installation(Settings(session_key=tmp_path / "none"))


def test_without_a_file_each_start_has_a_key_of_its_own() -> None:
    keys = {session_key_of(Settings()) for _ in range(3)}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 3


def test_reading_anew_leaves_the_key_as_it_was() -> None:
    installed = Installed(load_installation(Settings()))
    key = installed.installation.session_key
    before = installed.installation
    installed.read_anew()
    assert installed.installation is not before
    assert installed.installation.session_key == key
