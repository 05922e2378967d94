"""The page of the bench: nothing typed is lost, nothing of a request is markup, and runs are taken away."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

from service.simulator.recipe import Trouble
from tests.support.pages.bridge import service
from tests.support.pages.engineer import BENCH, FIRE, Engineer, recipe_on


def test_the_address_of_a_patient_sets_the_form_to_them_and_to_their_order(engineer: Engineer) -> None:
    page = engineer.get(f"{BENCH}?patient=peer-support-admission")
    assert '<option value="peer-support-admission" selected>' in page
    assert '<option value="H0024" selected>' in page


def test_what_is_wrong_is_named_before_it_is_sent_and_all_that_was_typed_stays(engineer: Engineer) -> None:
    typed = {
        "resources": '[{"a": 1,}]',
        "context": '{"note": "</textarea><b>"',
        "p-goals": "error",
        "token": "expired",
        "fact-calocus-composite": "a lot",
        "on": "2026-03-01",
    }
    answer = engineer.post(**FIRE, **typed)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert 'id="result"' not in page
    assert "line 1, column 10: this is no JSON" in page
    assert "expected a whole number, or not-on-file" in page
    for kept in (typed["resources"], typed["context"], 'value="a lot"', 'value="2026-03-01"'):
        assert kept in page
    assert 'name="p-goals" value="error" checked' in page
    assert 'name="token" value="expired" checked' in page
    assert "</textarea><b>" not in answer.text


def test_a_run_stands_on_the_page_with_card_tree_time_and_what_if(engineer: Engineer) -> None:
    page = engineer.post(**FIRE).text
    for part in ("Result", "Response", "Specification", "Why", "Time", "Compare", "What if", "Take away"):
        assert part in page
    assert "7 of 9 met" in page
    assert "rules kept" in page


@pytest.mark.parametrize(
    ("hook", "patient", "cards"),
    [
        ("order-sign", "peer-support-discharge", 2),
        ("patient-view", "adult-continued-stay", 1),
        ("patient-view", "child-admission", 0),
    ],
)
def test_every_hook_is_fired_and_every_card_shown(
    hook: str, patient: str, cards: int, engineer: Engineer
) -> None:
    page = engineer.post(source="shipped", patient=patient, hook=hook, order="H0024").text
    assert page.count("of a screen</span>") == cards
    assert ("No card." in page) == (cards == 0)


def test_what_a_request_holds_is_text_on_the_page(engineer: Engineer) -> None:
    strange = {"hook": "order-select", "hookInstance": "<script>alert(1)</script>", "context": {}}
    page = engineer.post(source="pasted", request=json.dumps(strange), do="fire").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_next_run_stands_beside_the_one_before_it(engineer: Engineer) -> None:
    first = recipe_on(engineer.post(**FIRE).text)
    page = engineer.post(**FIRE, before=first, **{"fact-family-agrees": "no"}).text
    assert "A · the run before" in page
    assert "PRS child admission: F" in page


def test_an_answer_is_tried_by_its_button(engineer: Engineer) -> None:
    first = recipe_on(engineer.post(**FIRE).text)
    page = engineer.post(f"{BENCH}/again", recipe=first, do="try:family-agrees=no").text
    assert json.loads(recipe_on(page))["facts"] == {"family-agrees": "no"}
    assert "A · the run before" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        pytest.param({"against": "site", "other_site": "example-private"}, "B · site example-private"),
        pytest.param({"against": "edited", "site_file": "site: edited"}, "B · the edited site file"),
        pytest.param({"against": "edited", "site_file": "site: e\ncode: x"}, "line 2: code: this key is not"),
        pytest.param({"against": "saved"}, "choose a saved run first"),
    ],
    ids=["another site", "an edited file", "a wrong file", "no file"],
)
def test_a_run_is_compared_as_another_mapping_reads_it(
    fields: dict[str, str], told: str, engineer: Engineer
) -> None:
    first = recipe_on(engineer.post(**FIRE).text)
    assert told in unescape(engineer.post(f"{BENCH}/again", recipe=first, **fields).text)


def test_a_saved_run_is_opened_and_compared(engineer: Engineer) -> None:
    first = recipe_on(engineer.post(**FIRE, **{"fact-family-agrees": "no"}).text)
    saved = engineer.post(f"{BENCH}/fixture", recipe=first).data
    opened = engineer.post(f"{BENCH}/open", saved=(BytesIO(saved), "run.json")).text
    assert json.loads(recipe_on(opened)) == json.loads(first)
    other = recipe_on(engineer.post(**FIRE).text)
    beside = engineer.post(
        f"{BENCH}/again", recipe=other, against="saved", saved=(BytesIO(saved), "run.json")
    ).text
    assert "A · the saved run" in beside


def test_a_file_that_is_no_saved_run_is_refused(engineer: Engineer) -> None:
    answer = engineer.post(f"{BENCH}/open", saved=(BytesIO(b"GIF89a"), "run.json"))
    assert (answer.status_code, "this is no saved run" in answer.text) == (422, True)


def test_the_resources_of_a_shipped_patient_are_put_into_the_text(engineer: Engineer) -> None:
    page = unescape(engineer.post(**{**FIRE, "do": "resources"}).text)
    assert '"resourceType": "Condition"' in page
    assert 'id="result"' not in page


@pytest.mark.parametrize(
    ("wanted", "position", "count"), [("all-sent", "sent", 11), ("all-left-out", "left-out", 11)]
)
def test_all_keys_are_set_at_once_without_script(
    wanted: str, position: str, count: int, engineer: Engineer
) -> None:
    page = engineer.post(**{**FIRE, "do": wanted, "p-goals": "error"}).text
    assert page.count(f'value="{position}" checked') == count


@pytest.mark.parametrize(
    ("server", "told"),
    [
        ("https://elsewhere.example/fhir", "expected a FHIR server of a registered client"),
        ("http://127.0.0.1:9/fhir", "expected a FHIR server of a registered client"),
    ],
)
def test_no_fhir_server_is_asked_that_nobody_registered(server: str, told: str, engineer: Engineer) -> None:
    answer = engineer.post(source="server", server=server, identity="1", do="read")
    assert (answer.status_code, told in answer.text) == (422, True)


def test_the_patient_of_a_fhir_server_is_read_into_the_page_and_fired(tmp_path: Path) -> None:
    app = service(tmp_path, console="open", console_patients=True, allow_loopback_fhir=True)
    engineer, bench = Engineer(app.test_client()), app.extensions["bench"]
    child = bench.shipped(date(2026, 3, 1))["child-admission"].resources
    with bench.server.holding(child, Trouble.ANSWERS) as (server, _):
        asked = {"source": "server", "server": server.base, "identity": "child-admission"}
        read = engineer.post(**asked, access_token=server.token, do="read", on="2026-03-01").text
        refused = engineer.post(**asked, access_token="of-nobody", do="read", on="2026-03-01")
    text = unescape(read.partition('id="f-resources"')[2].partition(">")[2].partition("</textarea>")[0])
    assert server.token not in read
    assert "the FHIR server answered 401" in unescape(refused.text)
    page = engineer.post(**asked, resources=text, order="H2017", on="2026-03-01", do="fire").text
    assert "7 of 9 met" in page


def test_where_the_operator_does_not_let_it_no_patient_of_a_server_is_offered(tmp_path: Path) -> None:
    closed = Engineer(service(tmp_path, console="open", allow_loopback_fhir=True).test_client())
    assert "A patient of a FHIR server" not in closed.get()
    asked = closed.post(source="server", server="http://127.0.0.1:9/fhir", identity="1", do="read")
    assert "let the console open only patients that come along" in unescape(asked.text)


def test_ignoring_a_card_sends_nothing(engineer: Engineer) -> None:
    first = recipe_on(engineer.post(**FIRE).text)
    page = engineer.post(f"{BENCH}/again", recipe=first, do="feedback:ignored").text
    assert "Ignored: nothing was sent" in page
