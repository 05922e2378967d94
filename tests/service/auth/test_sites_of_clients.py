"""Each client is answered by its own site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.service.auth.test_clients import NORTH, SOUTH
from tests.support.cards import cards_of, outcomes
from tests.support.ehr import PUBLIC, Ehr, application, call, registered
from tests.support.fhir import Json
from tests.support.hook_calls import bare_order_select

PLAIN = Ehr("nowhere", "https://nowhere.example")
DISCOVERY = f"{PUBLIC}/cds-services"

# Side by side

CHILD: Json = {"resourceType": "Patient", "id": "someone", "birthDate": "2016-03-01"}


def state_of(criterion: str, answer: Any) -> str:
    """The outcome of one criterion on the only card."""
    (card,) = cards_of(answer)
    return outcomes(card)[criterion]


def test_each_client_is_answered_by_its_own_site(tmp_path: Path) -> None:
    for kind in ("private", "public"):
        (tmp_path / f"{kind}.yaml").write_text(f"site: {kind}\nprovider_type: {kind}\n", encoding="utf-8")
    cloud = [Ehr(name, "https://cloud.example", tenant=name) for name in ("private", "public")]
    client = application(
        tmp_path,
        registered(NORTH, tmp_path, site="private.yaml"),
        registered(SOUTH, tmp_path, site="public.yaml"),
        registered(PLAIN, tmp_path),
        *(registered(tenant, tmp_path, site=f"{tenant.name}.yaml") for tenant in cloud),
    ).test_client()
    body = bare_order_select(prefetch={"patient": CHILD})
    states = {
        ehr.name: state_of("I", call(client, ehr.bearer(), body)) for ehr in (NORTH, SOUTH, PLAIN, *cloud)
    }
    assert states["north"] == states["private"] == "unknown"
    assert states["south"] == states["public"] == "not_applicable"
    assert states["nowhere"] == "unknown", "whose site does not say what the provider is"


def test_a_code_of_one_site_means_nothing_at_another(tmp_path: Path) -> None:
    score = {
        "resourceType": "Observation",
        "id": "score",
        "status": "final",
        "code": {"coding": [{"system": "https://north.example/codes", "code": "81001"}]},
        "subject": {"reference": "Patient/someone"},
        "effectiveDateTime": "2026-02-20",
        "performer": [{"reference": "Practitioner/lpha"}],
        "valueInteger": 20,
    }
    (tmp_path / "north.yaml").write_text(
        "site: north\nprovider_type: private\ncodes:\n  calocus-composite:\n"
        '    - {system: "https://north.example/codes", code: "81001"}\n',
        encoding="utf-8",
    )
    (tmp_path / "south.yaml").write_text("site: south\nprovider_type: private\n", encoding="utf-8")
    client = application(
        tmp_path,
        registered(NORTH, tmp_path, site="north.yaml"),
        registered(SOUTH, tmp_path, site="south.yaml"),
    ).test_client()
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": score}]}
    body = bare_order_select(prefetch={"patient": CHILD, "observations": bundle})
    assert state_of("I", call(client, NORTH.bearer(), body)) == "met"
    assert state_of("I", call(client, SOUTH.bearer(), body)) == "unknown"


# What discovery lists


def listed_site(client: FlaskClient, authorization: str | None) -> str:
    """The site whose code the templates of discovery ask for."""
    headers = {} if authorization is None else {"Authorization": authorization}
    answer: Any = client.get("/cds-services", headers=headers)
    assert answer.status_code == 200
    templates = list({service["prefetch"]["criteriaInputs"] for service in answer.json["services"]})
    assert len(templates) == 1
    return next(site for site in ("north", "south", "here", "none") if site in templates[0] or site == "none")


@pytest.mark.parametrize(
    ("authorization", "listed"),
    [
        pytest.param(lambda: NORTH.bearer(aud=DISCOVERY), "north", id="a client's token"),
        pytest.param(lambda: SOUTH.bearer(aud=DISCOVERY), "south", id="another client's token"),
        pytest.param(lambda: PLAIN.bearer(aud=DISCOVERY), "none", id="that of a client without a site"),
        pytest.param(lambda: None, "here", id="no token"),
        pytest.param(lambda: NORTH.bearer(), "here", id="a token for another endpoint"),
        pytest.param(lambda: "Bearer nonsense", "here", id="what is no token"),
    ],
)
def test_discovery_lists_the_templates_of_whose_token_comes_along(
    tmp_path: Path, authorization: Callable[[], str | None], listed: str
) -> None:
    for name in ("north", "south", "here"):
        (tmp_path / f"{name}.yaml").write_text(
            f"site: {name}\ncodes:\n  calocus-composite:\n    - {{system: 'urn:{name}', code: '1'}}\n",
            encoding="utf-8",
        )
    client = application(
        tmp_path,
        registered(NORTH, tmp_path, site="north.yaml"),
        registered(SOUTH, tmp_path, site="south.yaml"),
        registered(PLAIN, tmp_path),
        site=str(tmp_path / "here.yaml"),
    ).test_client()
    assert listed_site(client, authorization()) == listed
