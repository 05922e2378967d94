"""A clinic: its EHR with a FHIR server and a SMART authorization server, its clinicians, and our service.

Every part is a process of its own, and what passes between them is HTTP. A
clinician does what a person would: fires a hook, follows the card's link in a
browser, answers and saves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from service.samples.load import load
from service.samples.shipped import PATIENTS, Shipped, ShippedPatient, shipped_patient
from service.samples.short_patient import Answer
from tests.endtoend.worksheet_page import WorksheetPage
from tests.service.dtr.asking import COVERAGE, TODAY, asked
from tests.support.browsing import Browsing
from tests.support.ehr import Ehr, clients_file, registered
from tests.support.fhir import BASE, SERVER, Json, coding, concept, reference
from tests.support.fhir_stores.scopes import Grant
from tests.support.fhir_stores.store import FhirStore
from tests.support.hook_calls import draft
from tests.support.running.process import free_port
from tests.support.running.service import Served, served
from tests.support.smart_server.behavior import Registration
from tests.support.smart_server.server import SmartServer, smart_server

HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ANSWER = f"{BASE}/identifier/answer"
OF_THE_HOOK = "an-access-token-that-comes-with-a-hook"
IMANI, PRIYA = "Practitioner/lpha", "Practitioner/clinician"
"""The clinicians of the shipped patients."""


class Clinic:
    """The parts, and what an EHR and its users do with them."""

    def __init__(
        self, store: FhirStore, smart: SmartServer, service: Served, browser: Browsing, key: Ehr
    ) -> None:
        self.store, self.smart, self.service, self.browser = store, smart, service, browser
        self._key = key
        self._admitted: list[ShippedPatient] = []

    def guard(self) -> None:
        """Let the FHIR server's gate ask for tokens: those of hooks, and of the SMART server."""
        self.smart.stand_before(self.store.gate)
        self.store.gate.allows = lambda token: grant_of(self.smart, token)

    @contextmanager
    def opened(
        self, card: Json, patient: ShippedPatient, user: str = IMANI, script: bool = True
    ) -> Iterator[WorksheetPage]:
        """The worksheet that a card leads a user to, in a browser of their own."""
        with self.browser.page(script=script) as page:
            page.goto(self.link(card, patient, user))
            yield WorksheetPage(page)

    def admit(self, name: str, answers: Mapping[str, tuple[Answer, ...]] | None = None) -> ShippedPatient:
        """A patient who comes along with the service, under ids of this test alone.

        `answers` are on file in place of the patient's own; an empty tuple for what nobody said.
        """
        short = load(PATIENTS / f"{name}.yaml", Shipped)
        short = short.model_copy(update={"answers": {**short.answers, **(answers or {})}})
        patient = shipped_patient(f"p{uuid4().hex[:12]}", short, TODAY, BASE)
        self.store.load(patient.resources)
        self._admitted.append(patient)
        return patient

    def written(self) -> Iterator[Json]:
        """What worksheets have written since this was last asked."""
        while self._admitted:
            patient = self._admitted.pop()
            yield from self.answers(patient)
            yield from self.stored(patient, "DocumentReference")
            own = self.stored(patient, "QuestionnaireResponse")
            yield from (each for each in own if "criteria-cards" in each["questionnaire"])

    def fire(self, patient: ShippedPatient, hook: str = "order-select") -> list[Json]:
        """The cards of a hook, for which the service reads the FHIR server itself."""
        order = {
            "resourceType": "ServiceRequest",
            "id": "draft",
            "status": "draft",
            "intent": "order",
            "code": concept(coding(HCPCS, patient.service)),
            "subject": reference(f"Patient/{patient.patient}"),
        }
        orders: Json = {"draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": []}}
        orders["draftOrders"]["entry"].append({"resource": order})
        chosen = {"selections": ["ServiceRequest/draft"]} if hook == "order-select" else {}
        context = {"userId": IMANI, "patientId": patient.patient}
        request = {
            "hook": hook,
            "hookInstance": str(uuid4()),
            "fhirServer": self.store.url,
            "fhirAuthorization": {
                "access_token": OF_THE_HOOK,
                "token_type": "Bearer",
                "expires_in": 300,
                "scope": "patient/*.rs",
                "subject": "worksheet",
            },
            "context": {**context, **orders, **chosen} if hook != "patient-view" else context,
        }
        cards: list[Json] = self._called(f"/cds-services/criteria-{hook}", request)["cards"]
        return cards

    def link(self, card: Json, patient: ShippedPatient, user: str = IMANI) -> str:
        """Where an EHR leads a user who follows the card's link to the worksheet, as a SMART launch."""
        (link,) = (each for each in card["links"] if each["type"] == "smart")
        self.smart.behave(user=user, app_context=link["appContext"])
        return f"{link['url']}?{self.smart.launch_query(patient.patient)}"

    def answers(self, patient: ShippedPatient) -> list[Json]:
        """The Observations that a worksheet has written for a patient."""
        found = self.stored(patient, "Observation")
        return [each for each in found if ANSWER in {i["system"] for i in each.get("identifier", ())}]

    def stored(self, patient: ShippedPatient, kind: str, **parameters: str) -> list[Json]:
        """What the chart holds of a patient."""
        return self.store.found(kind, patient=patient.patient, **parameters)

    def form(self, patient: ShippedPatient) -> Json:
        """The package of the form that an order needs, as the EHR's own form client asks for it."""
        subject = f"Patient/{patient.patient}"
        coverage = COVERAGE | {"beneficiary": reference(subject)}
        order = draft(patient.service, of=patient.patient)
        sent = json.dumps(asked(("order", order), record=patient.resources, coverage=coverage))
        body = json.loads(sent.replace(SERVER, self.store.url))
        answer = self._called("/fhir/Questionnaire/$questionnaire-package", body)
        (package,) = (each["resource"] for each in answer["parameter"] if each["name"] == "packagebundle")
        found: Json = package
        return found

    def _called(self, path: str, body: Json) -> Any:
        token = self._key.bearer(aud=f"{self.service.url}{path}")
        answer = requests.post(
            f"{self.service.url}{path}", json=body, headers={"Authorization": token}, timeout=60
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


def grant_of(smart: SmartServer, token: str) -> Grant | None:
    """What a token grants: those of hooks read any record, the others what the SMART server gave."""
    return Grant(frozenset({"system/*.rs"}), "") if token == OF_THE_HOOK else smart.grant(token)


@contextmanager
def clinic(folder: Path, store: FhirStore, browser: Browsing) -> Iterator[Clinic]:
    """A clinic around a FHIR server, until the block ends."""
    key, port = Ehr("north", "https://north.example"), free_port()
    with smart_server(folder) as smart:
        server = {"base": store.url, "private_address": True}
        entry = registered(
            key,
            folder,
            site="example-private",
            budget_ms=5000,
            fhir_servers=[server],
            smart={"client_id": "worksheet"},
        )
        session_key = folder / "session.key"
        session_key.write_text("5a" * 32, encoding="ascii")
        settings = {
            "CLIENTS": str(clients_file(folder, entry)),
            "REQUIRE_TOKEN": "true",
            "SESSION_KEY": str(session_key),
        }
        with served(folder, settings, port=port) as service:
            callback = f"{service.url}/smart/callback"
            smart.register(Registration(client_id="worksheet", redirect_uri=callback))
            yield Clinic(store, smart, service, browser, key)
