"""Whether cards can be answered now, and what else is not as it should be.

Cards need policies, sites and, where tokens are asked for, a client's keys.
They need neither the audit database nor the spool: what these cannot take degrades
the service and does not make it unready. Without the store of used tokens it is as the
operator chose.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Literal, NamedTuple

from service.audit.audit_log import AuditLog
from service.audit.refused import refused
from service.auth.auth import Authenticator
from service.ehr.fhir_client import FhirClient

State = Literal["ok", "degraded", "failed"]

_KEYS_TIMEOUT_SECONDS = 0.5
_MIN_FREE_BYTES = 1024 * 1024


class Check(NamedTuple):
    """One thing that was looked at; `problem` is a phrase of ours."""

    state: State
    problem: str = ""


class Health:
    """Looks at what a worker needs. Key sets may have to be read, which is not waited for for long."""

    def __init__(
        self,
        policies: int,
        sites: int,
        fhir_client: FhirClient,
        authenticator: Authenticator | None,
        audit: AuditLog | None,
    ) -> None:
        self._policies, self._sites = policies, sites
        self._fhir_client = fhir_client
        self._authenticator = authenticator
        self._audit = audit
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._reading: Future[Check] | None = None

    def checks(self) -> dict[str, Check]:
        """Every check by name."""
        return dict(self._checks())

    def _checks(self) -> Iterator[tuple[str, Check]]:
        yield "policies", Check("ok") if self._policies else Check("failed", "no policy is loaded")
        yield "sites", Check("ok") if self._sites else Check("failed", "no site is loaded")
        yield "FHIR servers", _fhir_servers(self._fhir_client)
        if self._authenticator:
            yield "keys", self._keys(self._authenticator)
            yield "used tokens", _used_tokens(self._authenticator)
        else:
            yield "tokens", Check("degraded", "no token is required: whoever reaches this port may call")
        if self._audit:
            yield "database", _database(self._audit)
            yield "spool", _spool(self._audit)

    def _keys(self, authenticator: Authenticator) -> Check:
        """What is known in time; a reading that takes longer goes on, and no second one begins."""
        if self._reading is None or self._reading.done():
            self._reading = self._pool.submit(_keys, authenticator)
        reading = self._reading
        wait([reading], timeout=_KEYS_TIMEOUT_SECONDS)
        return reading.result() if reading.done() else Check("degraded", "the keys are still being read")


def overall(checks: dict[str, Check]) -> State:
    """The worst of them."""
    states = {check.state for check in checks.values()}
    return "failed" if "failed" in states else "degraded" if "degraded" in states else "ok"


def _fhir_servers(fhir_client: FhirClient) -> Check:
    """What this worker knows of those that it asked lately."""
    if late := fhir_client.late_servers:
        return Check("degraded", f"{late} of them answers nobody in time")
    return Check("ok")


def _keys(authenticator: Authenticator) -> Check:
    readable = [keys.readable() for keys in authenticator.key_sets()]
    if not readable:
        return Check("failed", "no client is registered")
    if not any(readable):
        return Check("failed", "no client's keys can be read")
    if not all(readable):
        return Check("degraded", "the keys of some clients cannot be read")
    return Check("ok")


def _used_tokens(authenticator: Authenticator) -> Check:
    used_tokens = authenticator.used_tokens
    if used_tokens.answers:
        return Check("ok")
    if used_tokens.when_down == "refuse":
        return Check("failed", "their store does not answer: calls are refused for now")
    return Check("degraded", "their store does not answer: tokens are taken unchecked")


def _database(audit: AuditLog) -> Check:
    if problem := audit.shipper.database_problem:
        return Check("degraded", problem)
    if next(refused(audit.spool.folder), None):
        return Check("degraded", "it refused events: `criteria-cards refused` shows them")
    return Check("ok")


def _spool(audit: AuditLog) -> Check:
    if not audit.spool.usable:
        return Check("degraded", "the spool cannot be used")
    if audit.spool.nearly_full:
        return Check("degraded", "the spool has nearly reached its limit")
    try:
        disk = os.statvfs(audit.spool.folder)
    except OSError:
        return Check("degraded", "the spool is gone")
    if disk.f_bavail * disk.f_frsize < _MIN_FREE_BYTES:
        return Check("degraded", "the spool's disk is full")
    return Check("ok")
