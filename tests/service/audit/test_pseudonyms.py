"""Pseudonyms: the same for the same id under the same key, and nothing without one."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest

from service.audit.pseudonyms import Pseudonyms, load_pseudonyms

KEY, OLD = b"0123456789abcdef0123456789abcdef", b"fedcba9876543210fedcba9876543210"


def by_hand(key: bytes, named: str) -> str:
    return hmac.new(key, named.encode(), hashlib.sha256).hexdigest()[:32]


def test_a_pseudonym_is_the_hmac_of_the_id_under_the_key() -> None:
    made = Pseudonyms([KEY])
    assert made.patient("pt-1") == by_hand(KEY, "Patient/pt-1")
    assert made.user("Practitioner/pt-1") == by_hand(KEY, "user Practitioner/pt-1")


@pytest.mark.parametrize(
    "reference",
    [
        pytest.param("https://ehr.example/fhir/Practitioner/7", id="absolute"),
        pytest.param("Practitioner/7/_history/3", id="of a version"),
        pytest.param("https://ehr.example/fhir/Practitioner/7/_history/3", id="both"),
    ],
)
def test_a_user_has_one_pseudonym_however_the_reference_is_written(reference: str) -> None:
    made = Pseudonyms([KEY])
    assert made.user(reference) == made.user("Practitioner/7")


def test_a_patient_who_is_the_user_has_two() -> None:
    made = Pseudonyms([KEY])
    assert made.patient("1") == made.of_patient("Patient/1")[0]
    assert made.patient("1") != made.user("Patient/1")


def test_without_a_key_there_is_none() -> None:
    assert not Pseudonyms()
    assert (Pseudonyms().patient("1"), Pseudonyms().user("Practitioner/1")) == ("", "")


def test_the_first_key_makes_them_and_the_others_are_known_again(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(KEY + b"\n\n" + OLD + b"\n")
    made = load_pseudonyms(tmp_path / "keys")
    assert made.patient("1") == by_hand(KEY, "Patient/1")
    assert made.of_patient("1") == [by_hand(key, "Patient/1") for key in (KEY, OLD)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n \n", id="empty lines"),
        pytest.param(KEY[1:], id="31 characters"),
        pytest.param(KEY + b"\n" + OLD[1:], id="31 characters on another line"),
    ],
)
def test_a_file_is_refused_that_holds(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(content)
    with pytest.raises(ValueError, match="at least 32 characters"):
        load_pseudonyms(tmp_path / "keys")
