"""`orders` of a site's file: what its EHR calls a service where orders, plans and contacts name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from criteria.strict_model import Strict
from criteria.strict_yaml import Document, Location, Mistake
from mappings.codes.code_systems import CodeSystems, Token
from mappings.codes.site_codes import LocalCode, token_of


class SiteService(Strict):
    """The site's own codes of one service."""

    orderables: tuple[LocalCode, ...] = ()
    """What is ordered as this service; it names the service in plans and contacts as well."""
    contacts: tuple[LocalCode, ...] = ()
    """What an Encounter or a Procedure is called at which the service was given."""


Orders = Mapping[str, SiteService]
"""By service code."""


def mistakes_in_orders(
    document: Document, orders: Orders, systems: CodeSystems, has_meaning: Callable[[Token], bool]
) -> Iterator[Mistake]:
    """Codes that stand for two services, stand there twice, or mean something to every site."""
    taken: dict[Token, str] = {}
    for at, service, code in _codes(orders):
        token = token_of(code, systems)
        if has_meaning(token):
            yield document.mistake(at, "this code has its meaning already")
        elif token in taken:
            twice = taken[token] == service
            problem = (
                "this code stands here twice" if twice else f"this code already stands for {taken[token]}"
            )
            yield document.mistake(at, problem)
        taken.setdefault(token, service)


def _codes(orders: Orders) -> Iterator[tuple[Location, str, LocalCode]]:
    for service, named in orders.items():
        for kind, codes in (("orderables", named.orderables), ("contacts", named.contacts)):
            for i, code in enumerate(codes):
                yield ("orders", service, kind, i), service, code
