"""The service as the golden cases call it: in process, with a site each and a pinned date."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask.testing import FlaskClient
from pydantic import AnyHttpUrl

from service.samples.hook_request import hook_request
from service.settings import Settings
from service.web.app import create_app
from tests.goldens.case import FIXTURES, PATIENTS, Case, load_case
from tests.support.cards import DETERMINATION
from tests.support.fhir import BASE, Json

ANY_UUID = "00000000-0000-4000-8000-000000000000"
"""Stands for the uuid of a card, which is another one in each answer."""


class GoldenService:
    """Calls one application for each site; whatever the environment sets, its settings are these."""

    def request(self, name: str, case: Case) -> Json:
        """The call of a case, with the prefetch that discovery asks for."""
        discovery: Any = _client(case.site).get("/cds-services").json
        services = discovery["services"]
        templates = next(each["prefetch"] for each in services if each["hook"] == case.hook)
        return hook_request(name, case, case.hook, templates)

    def answer(self, case: Case, request: Json) -> Json:
        """The answer to a call of a case.

        Raises:
            RuntimeError: for any status but 200, and for a card without a result, which says that an
                evaluation failed.
        """
        response = _client(case.site).post(f"/cds-services/criteria-{case.hook}", json=request)
        if response.status_code != 200:
            raise RuntimeError(f"{response.status} {response.get_data(as_text=True)}")
        answer: Json = response.get_json()
        for card in answer["cards"]:
            if DETERMINATION not in card.get("extension", {}):
                raise RuntimeError(f"no result stands behind {card['summary']!r}")
        return answer


@cache
def _client(site: str) -> FlaskClient:
    own = FIXTURES / "sites" / f"{site}.yaml"
    settings = Settings(
        clients=None,
        site=str(own) if own.exists() else site,
        allow_as_of=True,
        open_worksheet=True,
        require_token=False,
        public_url=AnyHttpUrl("http://127.0.0.1:5000"),
        canonical_base=AnyHttpUrl(BASE),
        time_zone="America/New_York",
        validate_evidence=False,
    )
    return create_app(settings).test_client()


def without_uuids(response: Json) -> Json:
    """An answer with the placeholder for each uuid of a card and of a suggestion, wherever it stands."""
    cards: list[Any] = response["cards"]
    named = [each["uuid"] for card in cards for each in (card, *card.get("suggestions", ()))]
    text = json.dumps(response)
    for uuid in named:
        text = text.replace(uuid, ANY_UUID)
    anonymous: Json = json.loads(text)
    return anonymous


def golden_request(name: str) -> Json:
    """The call of a case, for tests that need a rich and true one."""
    return GoldenService().request(name, load_case(PATIENTS / f"{name}.yaml"))
