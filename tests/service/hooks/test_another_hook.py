"""A hook that is declared here, with a context of its own, is served by that one declaration."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from mappings.codes.code_systems import Token
from service.hooks.hook import Hook
from service.hooks.registry import HOOKS
from service.hooks.request import Context
from service.installation import load_installation
from service.review.question import Question
from service.review.site import Site
from service.server.warm_up import warm_up
from service.settings import Settings
from service.web.app import application
from tests.support.fhir import PATIENT
from tests.support.hook_calls import adult, order_select, prefetched

ENCOUNTER_START = "criteria-encounter-start"


class EncounterStartContext(Context, gc=False, kw_only=True):
    """Of a hook that names its encounter and the service to be given there."""

    encounterId: str
    serviceCode: str


def question(context: EncounterStartContext, site: Site) -> Question:
    return Question({context.serviceCode: ()})


def example(services: Sequence[Token]) -> dict[str, Any]:
    return {"encounterId": "e1", "serviceCode": services[0].code}


SITE = """\
site: north
provider_type: private
policies: [sc-medicaid-h2017-prs, va-medicaid-h0024-peer-support]
"""
HOOK = Hook(
    hook="encounter-start",
    id=ENCOUNTER_START,
    title="Criteria at the start of an encounter for {services}",
    description="A hook of this test.",
    context=EncounterStartContext,
    question=question,
    example=example,
    schema={"allOf": [{"$ref": "#/components/schemas/Context"}], "required": ["encounterId", "serviceCode"]},
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    data: Path = tmp_path_factory.mktemp("data")
    site = data / "north.yaml"
    site.write_text(SITE, encoding="utf-8")
    settings = Settings(
        clients=None,
        site=str(site),
        require_token=False,
        allow_as_of=True,
        data=data,
        database_url="",
    )
    app = application(load_installation(settings), hooks={**HOOKS, HOOK.id: HOOK})
    warm_up(app)
    return app.test_client()


def called(client: FlaskClient, **context: Any) -> Any:
    body = order_select(prefetch=prefetched(*adult())) | {
        "hook": "encounter-start",
        "context": {"userId": "Practitioner/1", "patientId": PATIENT, **context},
    }
    return client.post(f"/cds-services/{ENCOUNTER_START}", json=body)


def test_it_is_discovered_with_the_services_that_are_served(client: FlaskClient) -> None:
    services = client.get("/cds-services").json
    assert services is not None
    (found,) = [each for each in services["services"] if each["id"] == ENCOUNTER_START]
    assert found["hook"] == "encounter-start"
    assert found["title"] == "Criteria at the start of an encounter for H2017 or H0024"
    assert found["prefetch"]["patient"] == "Patient/{{context.patientId}}"


def test_it_answers_what_its_context_asks(client: FlaskClient) -> None:
    answer = called(client, encounterId="e1", serviceCode="H2017")
    assert answer.status_code == 200
    (card,) = answer.json["cards"]
    assert card["summary"].startswith("H2017 ")


def test_its_context_is_checked(client: FlaskClient) -> None:
    answer = called(client, serviceCode="H2017")
    assert answer.status_code == 400
    assert answer.json["issue"][0]["expression"] == ["context.encounterId"]


def test_its_example_stands_in_the_document_and_is_answered(client: FlaskClient) -> None:
    document = json.loads(client.get("/openapi.json").data)
    post = document["paths"][f"/cds-services/{ENCOUNTER_START}"]["post"]
    content = post["requestBody"]["content"]["application/json"]
    assert content["schema"]["properties"]["context"]["required"] == ["encounterId", "serviceCode"]
    example = content["examples"]["small"]["value"]
    assert example["context"]["serviceCode"] == "H2017"
    assert client.post(f"/cds-services/{ENCOUNTER_START}", json=example).status_code == 200


def test_it_is_counted(client: FlaskClient) -> None:
    called(client, encounterId="e1", serviceCode="H2017")
    counts = client.get("/metrics").get_data(as_text=True)
    assert f'criteria_cards_seconds_count{{service="{ENCOUNTER_START}",stage="whole"}}' in counts
