"""The link to the worksheet of a registered EHR: as its SMART app, plain where all may open it, or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.cards import cards_of
from tests.support.ehr import Ehr, application, call, registered
from tests.support.fhir import Json, patient
from tests.support.hook_calls import diagnosis, draft, order_select, prefetched

NORTH = Ehr("north", "https://ehr.north.example", None)
SMART: Json = {
    "fhir_servers": [{"base": "https://ehr.north.example/r4"}],
    "smart": {"client_id": "criteria-cards"},
}
CASES: dict[str, tuple[Json, bool, list[str]]] = {
    "registered as a SMART app": (SMART, False, ["smart"]),
    "registered as a SMART app, where worksheets are open as well": (SMART, True, ["smart"]),
    "where worksheets are open": ({}, True, ["absolute"]),
    "where none can be opened": ({}, False, []),
}


def link(folder: Path, entry: Json, is_open: bool) -> list[Any]:
    client = application(folder, registered(NORTH, folder, **entry), open_worksheet=is_open).test_client()
    body = order_select(draft(), prefetch=prefetched(patient(), diagnosis()))
    (card,) = cards_of(call(client, NORTH.bearer(), body))
    return [each | {"card": card["uuid"]} for each in card["links"][:-1]]


@pytest.mark.parametrize(("entry", "is_open", "types"), CASES.values(), ids=list(CASES))
def test_a_link_leads_where_the_reader_can_go(
    tmp_path: Path, entry: Json, is_open: bool, types: list[str]
) -> None:
    assert [each["type"] for each in link(tmp_path, entry, is_open)] == types


def test_the_app_is_told_the_card_and_nothing_of_the_patient(tmp_path: Path) -> None:
    (found,) = link(tmp_path, SMART, False)
    assert found["url"] == "https://cards.example/behavioral/smart/launch"
    told = {"evaluation": found["card"], "policy": "sc-medicaid-h2017-prs", "phase": "admission"}
    assert json.loads(found["appContext"]) == told
