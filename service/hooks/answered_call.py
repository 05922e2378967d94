"""What is told of an answered call: to the log, to the memory, to the metrics. Nothing of the patient is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from cds_cards.card import Card
from service.audit.events import CallRecord, card_records, digest
from service.hooks.calls import Call
from service.hooks.registry import HOOKS
from service.telemetry.metrics import Metrics, Stages


class Account(NamedTuple):
    """One answered call: who asked what, what came of it, how many gaps there were, what it took."""

    service: str
    client: str
    call: Call
    cards: Sequence[Card]
    gaps: Mapping[str, int]
    stages: Stages
    answer: bytes

    def log_line(self) -> Mapping[str, Any]:
        """What a log line says: no id, no value."""
        results = [result for card in self.cards if (result := card.determination) is not None]
        return {
            "hook": HOOKS[self.service].hook,
            "service": self.service,
            "client": self.client,
            "outcomes": [f"{r.policy}/{r.rule_set or r.kind}: {r.outcome}" for r in results],
            "cards": len(self.cards),
            "gaps": sum(self.gaps.values()),
            "fetched": self.call.fetched,
            "gather_ms": self._gather_ms,
            "ms": self._ms,
        }

    def evaluation(self) -> CallRecord:
        """What is remembered: outcomes, counts and versions."""
        return CallRecord(
            id=str(uuid4()),
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            on=self.call.on.isoformat(),
            service=self.service,
            client=self.client,
            site=self.call.mapping.site.site,
            mapping_version=self.call.mapping.version,
            digest=digest(self.call.body),
            ms=self._ms,
            gather_ms=self._gather_ms,
            fetched=self.call.fetched,
            edition=self.call.site.edition,
            answer=digest(self.answer),
            cards=tuple(card_records(self.cards)),
            gaps=dict(self.gaps),
        )

    def add_to(self, metrics: Metrics) -> None:
        """Count it; a card without a result is of a policy that failed to evaluate."""
        metrics.answered(self.service, self.stages)
        metrics.lacked(self.gaps)
        metrics.fetched(self.call.fetched, self.call.failed_fetches)
        for card in self.cards:
            result = card.determination
            if result is None:
                metrics.showed("", "", "failed")
            else:
                metrics.showed(result.policy, result.rule_set or result.kind, result.outcome)

    @property
    def _ms(self) -> float:
        return round(sum(self.stages) * 1000, 1)

    @property
    def _gather_ms(self) -> float:
        return round(self.stages.gather * 1000, 1)
