"""The service as the golden cases call it: in process, with the example site and a pinned date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import AnyHttpUrl

from service.settings import Settings
from service.web.app import create_app
from tests.goldens.expectations import DETERMINATION
from tests.goldens.fhir import Json
from tests.goldens.shorthand import BASE

SERVICE = "criteria-order-select"
ANY_UUID = "00000000-0000-4000-8000-000000000000"
"""Stands for the uuid of a card, which is another one in each answer."""


class GoldenService:
    """Calls one application; whatever the environment sets, its settings are these."""

    def __init__(self) -> None:
        settings = Settings(
            clients=None,
            site="example-private",
            allow_as_of=True,
            require_token=False,
            public_url=AnyHttpUrl("http://127.0.0.1:5000"),
            canonical_base=AnyHttpUrl(BASE),
            time_zone="America/New_York",
            validate_evidence=False,
        )
        self._client = create_app(settings).test_client()
        services = self._get("/cds-services")["services"]
        self.templates: Mapping[str, str] = next(s["prefetch"] for s in services if s["id"] == SERVICE)

    def answer(self, request: Json) -> Json:
        """The answer to a call as it is sent.

        Raises:
            RuntimeError: for any status but 200, and for a card without a result, which says that an
                evaluation failed.
        """
        response = self._client.post(f"/cds-services/{SERVICE}", json=request)
        if response.status_code != 200:
            raise RuntimeError(f"{response.status} {response.get_data(as_text=True)}")
        answer: Json = response.get_json()
        for card in answer["cards"]:
            if DETERMINATION not in card.get("extension", {}):
                raise RuntimeError(f"no result stands behind {card['summary']!r}")
        return answer

    def _get(self, path: str) -> Any:
        return self._client.get(path).json


def without_uuids(response: Json) -> Json:
    """An answer with the placeholder for each card's uuid."""
    cards = [card | {"uuid": ANY_UUID} if "uuid" in card else card for card in response["cards"]]
    return response | {"cards": cards}
