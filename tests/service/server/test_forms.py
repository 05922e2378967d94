"""Posted forms as the real server takes them: one request at a time, in pieces, too long, anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import requests

from tests.support.running.service import Served, served

TIMEOUT_SECONDS = 20
LIMIT = 256 * 1024
CHOSEN = {"kind": "shipped", "patient": "child-admission", "policy": "sc-medicaid-h2017-prs"}
FAMILY = {"family-agrees": "yes", "family-agrees.by": "me"}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@pytest.fixture(scope="module")
def one_at_a_time(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that works on one request at a time: who took two turns would wait for ever."""
    settings = {"OPEN_WORKSHEET": "true", "MAX_BODY_BYTES": str(LIMIT)}
    with served(tmp_path_factory.mktemp("served"), settings, ("--threads", "1")) as service:
        yield service


class Person:
    """Somebody at the worksheet of a patient that comes along."""

    def __init__(self, service: Served) -> None:
        self._session = requests.Session()
        opened = self._session.post(f"{service.url}/worksheet", data=CHOSEN, timeout=TIMEOUT_SECONDS)
        assert opened.status_code == 200, opened.text
        self.address = opened.url
        self._hidden = {name: unescape(value) for name, value in _HIDDEN.findall(opened.text)}

    def get(self) -> requests.Response:
        return self._session.get(self.address, timeout=TIMEOUT_SECONDS)

    def post(self, where: str, **typed: str) -> requests.Response:
        to = f"{self.address}/{where}"
        return self._session.post(to, data={**self._hidden, **typed}, timeout=TIMEOUT_SECONDS)


def test_signing_out_ends_the_worksheet(one_at_a_time: Served) -> None:
    person = Person(one_at_a_time)
    ended = person.post("sign-out")
    assert (ended.status_code, "Signed out" in ended.text) == (200, True)
    assert person.get().status_code == 403


def test_a_form_of_several_pieces_is_answered(one_at_a_time: Served) -> None:
    answered = Person(one_at_a_time).post("states", **FAMILY, more="x" * (LIMIT // 2))
    assert answered.status_code == 200
    assert "With your answer: 8 of 9 met" in answered.text


@pytest.mark.parametrize("where", ["states", "save", "sign-out"])
def test_a_form_that_is_too_long_is_refused_on_a_page(one_at_a_time: Served, where: str) -> None:
    person = Person(one_at_a_time)
    refused = person.post(where, more="x" * LIMIT)
    assert (refused.status_code, "is longer than" in refused.text) == (413, True)
    assert person.get().status_code == 200
