"""Calls on record to be evaluated again."""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import Table, update
from sqlalchemy.engine import Engine

from service.audit.audit_log import AuditLog
from service.review.rule_files import INSTALLED, RuleFiles
from service.settings import Settings
from service.web.app import create_app
from tests.goldens.service import golden_request
from tests.service.audit.serving import SERVICE

POLICY = "sc-medicaid-h2017-prs"
ALL_MET = json.dumps(golden_request("h2017-adult-admission-met")).encode()
SAME = "the answer is the same, byte for byte"
Replay = Callable[..., tuple[int, list[str]]]


def call(memory: AuditLog, body: bytes, rules: RuleFiles = INSTALLED) -> None:
    """Answer a request by some rules, and see that it is in the database."""
    client = create_app(Settings(), memory, rules).test_client()
    assert client.post(SERVICE, data=body, content_type="application/json").status_code == 200
    memory.shipper.ship()


def change(engine: Engine, table: Table, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(table).values(values))
