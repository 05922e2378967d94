"""The page of a policy's cases, read anew each time: its author writes a case and loads the page again."""

from __future__ import annotations

import msgspec
from flask import Response, request

from cds_cards.actions import CardAddresses
from cds_cards.card import Card
from criteria.strict_yaml import FileError
from service.authoring.case_book import load_case_book
from service.console.cases import cases_shown
from service.errors import UnknownService
from service.web.console.card_shown import CardShown, card_shown
from service.web.console.frame import console_page
from service.web.console.gate import console_blueprint
from service.web.state import cds_service

blueprint = console_blueprint("cases")

_WRONG = 422


@blueprint.get("/console/cases/<policy_id>")
def cases(policy_id: str) -> Response:
    """The cases of a policy, and one of them in full.

    Raises:
        UnknownService: when there is no such policy.
    """
    service = cds_service()
    if policy_id not in [policy.id for policy in service.policies]:
        raise UnknownService("there is no such policy")
    addresses = CardAddresses(service.settings.url, service.settings.base)
    number = request.args.get("case", 0, int)
    try:
        shown = cases_shown(load_case_book(service.rules, policy_id, addresses), number)
    except FileError as error:
        return _page(policy_id, _WRONG, shown=None, card=None, mistakes=str(error).splitlines())
    return _page(policy_id, shown=shown, card=_card(shown.case.card), mistakes=())


def _page(policy_id: str, status: int = 200, **shown: object) -> Response:
    return console_page("cases.html", "policies", status, policy_id=policy_id, **shown)


def _card(card: Card) -> CardShown:
    return card_shown(msgspec.to_builtins(card))
