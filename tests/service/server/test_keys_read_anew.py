"""The operator's keys for pseudonyms are read anew with the other files, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.audit.pseudonyms import Pseudonyms
from service.installation import load_installation
from service.server.reload import Installed
from service.settings import Settings

OLD, NEW = "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    """What a main process holds, with a key in a file."""
    (tmp_path / "keys").write_text(OLD)
    settings = Settings(require_token=False, clients=None, pseudonym_keys=tmp_path / "keys")
    return Installed(load_installation(settings))


def test_a_new_key_makes_pseudonyms_once_it_is_read(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"{NEW}\n{OLD}\n")
    assert installed.installation.pseudonyms.patient("1") == Pseudonyms([OLD.encode()]).patient("1")
    installed.read_anew()
    assert installed.installation.pseudonyms.patient("1") == Pseudonyms([NEW.encode()]).patient("1")


def test_while_the_file_holds_none_nothing_changes(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("short")
    installed.read_anew()
    assert installed.installation.pseudonyms.patient("1") == Pseudonyms([OLD.encode()]).patient("1")
