"""What a save sends and where to: to the chart alone, with its token, and nothing of it stays in the logs."""

from __future__ import annotations

import json
import logging

import pytest
from pydantic import AnyHttpUrl

from service.ehr.fhir_client import Access
from service.ehr.fhir_server import FhirServer
from service.ehr.write_results import Why
from service.telemetry.logs import JsonLines
from service.worksheet.saved import Overall
from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import ANSWERS, DRAFT, EVERYTHING, access, save, sheet
from tests.support.bundles import searchset
from tests.support.chart import Chart
from tests.support.chart_faults import answering, refusing
from tests.support.fhir import CLINICIAN, PATIENT
from tests.support.listeners import Reply, listening

TOKEN = "a-token-of-this-launch"


def test_the_token_goes_with_every_request(saves: Saver, chart: Chart) -> None:
    saves.save(sheet(ANSWERS), EVERYTHING, access(chart.url, token=TOKEN))
    assert chart.tokens == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_of_a_write_is_followed(saves: Saver, chart: Chart, status: int) -> None:
    with listening(lambda path: Reply(searchset())) as elsewhere:
        chart.faults.extend([refusing(status, Location=f"{elsewhere.url}/fhir")] * 4)
        saved = save(saves, chart)
        assert (saved.overall, saved.why) == (Overall.NONE, Why.REDIRECTED)
        assert elsewhere.connections == 0


def test_a_location_elsewhere_is_not_asked(saves: Saver) -> None:
    with Chart(knows_transactions=False) as chart, listening(lambda path: Reply(searchset())) as elsewhere:
        place = f"{elsewhere.url}/fhir/QuestionnaireResponse/n1/_history/1"
        chart.faults.extend((refusing(404), answering(201, Location=place)))
        saved = save(saves, chart)
        assert saved.entries[0].reference == "QuestionnaireResponse/n1"
        assert elsewhere.connections == 0


@pytest.mark.parametrize("base", ["{url}x", "{root}", "{root}/fhir/../admin", "{root}/fhir/%2e%2e/admin"])
def test_nothing_is_sent_to_a_base_that_is_not_the_servers(saves: Saver, chart: Chart, base: str) -> None:
    named = base.format(url=chart.url, root=chart.url.removesuffix("/fhir"))
    saved = saves.save(sheet(ANSWERS), EVERYTHING, access(chart.url)._replace(base=named))
    assert saved.overall is Overall.NONE
    assert chart.asked == []


def test_nothing_is_sent_to_a_private_address_that_the_operator_did_not_mean(
    saves: Saver, chart: Chart
) -> None:
    meant = access(chart.url)
    public = FhirServer.model_construct(base=AnyHttpUrl(chart.url), private_address=False, ca_file=None)
    saved = saves.save(sheet(ANSWERS), EVERYTHING, Access(meant.base, public, TOKEN, meant.deadline))
    assert (saved.overall, saved.why) == (Overall.NONE, Why.UNREACHABLE)
    assert chart.asked == []


def test_a_save_reveals_nothing(saves: Saver, chart: Chart, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        chart.faults.append(refusing(422, b'{"resourceType": "OperationOutcome", "text": "Juno Marlow"}'))
        saved = saves.save(sheet(ANSWERS), EVERYTHING, access(chart.url, token=TOKEN))
    ours = [each for each in caplog.records if each.name.startswith("criteria_cards")]
    (line,) = (json.loads(JsonLines().format(each)) for each in ours)
    assert line["message"] == "worksheet saved"
    assert (line["overall"], line["entries"]) == ("all", {"written": 3})
    told = json.dumps(line)
    ids = [each.reference.partition("/")[2] for each in saved.entries]
    for secret in (*ANSWERS, *ANSWERS.values(), *ids, PATIENT, CLINICIAN, DRAFT, TOKEN, "Marlow", chart.url):
        assert secret not in told
