"""The cards that a client was shown, as far as they are in the database."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Engine

from service.audit.tables import cards, evaluations


def form_of_card(engine: Engine, uuid: str, client: str) -> tuple[str, str] | None:
    """The policy and the phase of a card that this client was shown; None where it was shown none such."""
    try:
        written = str(UUID(uuid))
    except ValueError:
        return None
    of_client = (cards.c.uuid == written) & (evaluations.c.client == client) & (cards.c.kind != "")
    query = select(cards.c.policy, cards.c.kind).join(evaluations, cards.c.evaluation == evaluations.c.id)
    with engine.connect() as connection:
        found = connection.execute(query.where(of_client)).first()
    return (found.policy, found.kind) if found else None
