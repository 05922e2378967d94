"""Our service without SMART, a chart to read from and to write to, and whoever sits before a worksheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from service.audit.engines import connect
from service.audit.schema import migrate
from service.clock import today
from service.samples.shipped import ShippedPatient, shipped_patients
from service.settings import Settings
from service.web.app import create_app
from tests.support.cards import cards_of
from tests.support.chart import Chart
from tests.support.fhir import BASE, Json
from tests.support.posting import Visitor

ME, COLLEAGUE = "Practitioner/me", "Practitioner/colleague"
PRS = "sc-medicaid-h2017-prs"
ZONE = ZoneInfo("America/New_York")


def service(folder: Path, **changes: object) -> Flask:
    """Our service as `make run` starts it."""
    settings = Settings.model_validate(
        {
            "require_token": False,
            "open_worksheet": True,
            "allow_loopback_fhir": True,
            "data": folder,
            "budget_ms": 5000,
            **changes,
        }
    )
    engine = connect(settings.database)
    migrate(engine)
    engine.dispose()
    return create_app(settings)


def patient(name: str, on: date | None = None) -> ShippedPatient:
    """A patient that comes along, as of today."""
    return next(each for each in shipped_patients(on or today(ZONE), BASE) if each.name == name)


@contextmanager
def chart_of(name: str, *more: Json, **flags: bool) -> Iterator[Chart]:
    """A chart that holds a shipped patient, and two who sign."""
    signers = [
        {"resourceType": "Practitioner", "id": identity, "name": [{"text": text}]}
        for identity, text in (("me", "Ines Okafor, LPC"), ("colleague", "Amadou Reyes, LISW-CP"))
    ]
    with Chart(*patient(name).resources, *signers, *more, **flags) as chart:  # type: ignore[arg-type]
        yield chart


def opened(app: Flask, chart: Chart, name: str, user: str = ME, **about: str) -> Visitor:
    """A worksheet of a patient of a chart, in a browser of its own."""
    client = app.test_client()
    wanted = {"kind": "open-server", "base": chart.url, "id": name, "user": user, "policy": PRS} | about
    response = client.post("/worksheet", data=wanted)
    assert response.status_code == 303, response.get_data(as_text=True)
    return Visitor(client, response.headers["Location"])


def card(app: Flask, chart: Chart, name: str) -> Json:
    """The card that ordering the service brings now."""
    order = {
        "resourceType": "ServiceRequest",
        "id": "draft",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{name}"},
        "code": {
            "coding": [
                {"system": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "code": "H2017"}
            ]
        },
    }
    body = {
        "hook": "order-select",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "fhirServer": chart.url,
        "context": {
            "userId": ME,
            "patientId": name,
            "selections": ["ServiceRequest/draft"],
            "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": order}]},
        },
    }
    response = app.test_client().post("/cds-services/criteria-order-select", json=body)
    return cards_of(response)[0]
