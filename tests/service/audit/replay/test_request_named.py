"""The request that a card names to IT: the one in the log and on record, also when it is evaluated again."""

from __future__ import annotations

import json
from pathlib import Path

from service.audit.audit_log import AuditLog
from service.audit.tables import evaluations
from service.settings import Settings
from service.web.app import create_app
from tests.goldens.service import golden_request
from tests.service.audit.replay.calls import SAME, Replay
from tests.service.audit.serving import SERVICE


def test_a_card_on_a_record_that_was_cut_off_names_its_request(
    empty_memory: AuditLog, replay: Replay, tmp_path: Path
) -> None:
    request = golden_request("h2017-adult-admission-met")
    request["prefetch"]["observations"] |= {"total": 99}
    body = json.dumps(request).encode()
    (tmp_path / "request.json").write_bytes(body)
    client = create_app(Settings(), empty_memory).test_client()
    answer = client.post(SERVICE, data=body, content_type="application/json")
    empty_memory.shipper.ship()

    named = answer.headers["X-Request-Id"]
    (card,) = json.loads(answer.data)["cards"]
    assert f"Open the chart again, or tell IT: request {named[:8]}." in card["detail"].splitlines()
    with empty_memory.engine.connect() as connection:
        assert connection.execute(evaluations.select()).mappings().one()["id"] == named
    status, lines = replay()
    assert (status, lines[-1]) == (0, SAME)
