"""What a hook is: declared once, in a module of its own, and listed in the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from mappings.codes.code_systems import Token
from service.errors import Malformed
from service.hooks.request import Context, HookRequest, decode_context
from service.review.question import Question
from service.review.site import Site

HOOK_INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
"""The hookInstance of example requests."""


def named(services: Iterable[str]) -> str:
    """The codes of services as the texts of hooks name them: H2018, H2017 or H0024."""
    *most, last = [*dict.fromkeys(services)] or [""]
    return f"{', '.join(most)} or {last}" if most else last


class Hook(Struct, frozen=True):
    """One CDS service: its hook, how discovery describes it, its context and what it asks.

    `title` and `description` may name the services of the policies that are
    served as `{services}`. `example` is the rest of an example's context for
    the codes of these services; `schema` is the context in OpenAPI.
    """

    hook: str
    id: str
    title: str
    description: str
    context: type[Context]
    question: Callable[[Any, Site], Question]
    example: Callable[[Sequence[Token]], Mapping[str, Any]]
    schema: Mapping[str, Any]

    def context_of(self, request: HookRequest) -> Context:
        """The context of a call of this hook.

        Raises:
            Malformed: when it is of another hook, or its context is not what the specification asks for.
        """
        if request.hook != self.hook:
            raise Malformed(f"this service answers the hook {self.hook}", "hook")
        return decode_context(request, self.context)

    def example_request(self, services: Sequence[Token]) -> Mapping[str, Any]:
        """A small request of this hook for a patient of whom only the birth date is known."""
        return {
            "hook": self.hook,
            "hookInstance": HOOK_INSTANCE,
            "context": {"userId": "Practitioner/1", "patientId": "1", **self.example(services)},
            "prefetch": {"patient": {"resourceType": "Patient", "id": "1", "birthDate": "1984-05-17"}},
        }
