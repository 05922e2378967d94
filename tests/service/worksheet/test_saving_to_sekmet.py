"""Saving to a FHIR server that is not ours, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from service.ehr.fhir_client import Access
from service.ehr.write_results import Why
from service.worksheet.plan import FORM
from service.worksheet.saved import Overall, State
from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import (
    ANSWERS,
    DRAFT,
    EVERYTHING,
    SLOTS,
    SYSTEM,
    access,
    observation,
    sheet,
    states,
)
from tests.support.fhir import Json, patient
from tests.support.sekmet import sekmet

TOKEN = "a-token-of-this-launch"
FACT = "family-agrees"


class Server(NamedTuple):
    """The server, which all tests of this module share: each starts with its own draft's identifiers."""

    url: str

    def way(self, token: str = TOKEN) -> Access:
        """The way to it."""
        return access(self.url, token=token)

    def get(self, path: str, **query: str) -> Any:
        """What it answers."""
        response = requests.get(
            f"{self.url}/{path}", params=query, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=20
        )
        return response.json()

    def observations(self) -> list[Json]:
        """The Observations that worksheets wrote."""
        found = self.get("Observation", _count="100").get("entry", ())
        return [each["resource"] for each in found if "identifier" in each["resource"]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    others = {**observation(FACT, "LA33-6"), "id": "others", "performer": [{"reference": "Practitioner/x"}]}
    clinicians = [
        {"resourceType": "Practitioner", "id": name, "name": [{"family": "One"}]} for name in ("lpha", "x")
    ]
    other = {name: value for name, value in others.items() if name not in ("identifier", "derivedFrom")}
    with sekmet(tmp_path, TOKEN, [patient(), *clinicians, other]) as url:
        yield Server(url)


def test_a_sheet_is_saved_saved_again_changed_and_corrected(server: Server, saves: Saver) -> None:
    first = saves.save(sheet(ANSWERS), EVERYTHING, server.way())
    assert states(first) == dict.fromkeys(SLOTS, State.WRITTEN)
    assert len(server.observations()) == 2
    for each in server.observations():
        assert each["derivedFrom"] == [{"reference": first.entries[0].reference}]

    again = saves.save(sheet(ANSWERS), EVERYTHING, server.way())
    assert states(again) == dict.fromkeys(SLOTS, State.STOOD)

    changed = {**ANSWERS, FACT: "LA32-8"}
    second = saves.save(sheet(changed, first.tried), EVERYTHING, server.way())
    assert states(second) == {FORM: State.AMENDED, FACT: State.AMENDED, "community-risk": State.STOOD}
    assert [each.version for each in second.entries] == ["2", "2", "1"]
    assert len(server.observations()) == 2
    assert server.get("QuestionnaireResponse")["total"] == 1


def test_anothers_answer_is_not_corrected(server: Server, saves: Saver) -> None:
    saved = saves.save(sheet({FACT: "LA32-8"}, amends={FACT: "Observation/others"}), EVERYTHING, server.way())
    assert [each.refused.why if each.refused else None for each in saved.entries] == [
        Why.NOT_TRIED,
        Why.NOT_OWN,
    ]
    assert server.get("Observation/others")["meta"]["versionId"] == "1"


def test_without_its_token_nothing_is_written(server: Server, saves: Saver) -> None:
    saved = saves.save(sheet(ANSWERS), EVERYTHING, server.way(token="another"))
    assert (saved.overall, saved.why) == (Overall.NONE, Why.SIGNED_OUT)
    assert server.observations() == []


def test_what_was_written_is_found_by_its_identifier(server: Server, saves: Saver) -> None:
    saves.save(sheet(ANSWERS), EVERYTHING, server.way())
    for each in server.observations():
        value = each["identifier"][0]["value"]
        assert value.startswith(DRAFT)
        assert server.get("Observation", identifier=f"{SYSTEM}|{value}")["total"] == 1
