"""A question of a form: what a person is asked so that one fact can be told, and in which kind of answer."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from criteria.spans import Span
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec, FactSpec
from mappings.readers.answerers import Answerer


class ItemKind(StrEnum):
    """What sort of answer a question takes; each may also be answered with "I cannot tell"."""

    YES_NO = "yes-no"
    SEVERITY = "severity"
    SCORE = "score"
    """A whole number, with the day on which it was administered."""
    DATE = "date"
    COUNT = "count"
    """A whole number of events; 0 says that there were none."""


class Ages(Struct, frozen=True):
    """Completed age `from_` (included) up to `below` (excluded); a missing end is open."""

    from_: Span | None = None
    below: Span | None = None


class Asked(Struct, frozen=True):
    """Whom something is asked of: people of any of these ages; of none, nobody."""

    ages: tuple[Ages, ...] = (Ages(),)
    at_private_providers_only: bool = False


class FormItem(Struct, frozen=True):
    """One question, which gives one fact.

    `asks` is the question in the policy's words and `title` the fact's name on a
    card. `window` is how long an answer counts; None where it does not lapse, or
    the policy itself says how long. `range` bounds a score, `tool` are the ages for
    which its instrument is right. `may_be_none` is whether a date may be answered
    with "there was none", and `looks_back` how far back it is asked for.

    `link_id` is `<rule set>/<fact>`: unique in a form, whose rule sets share facts.
    `asked` says of whom the rule set needs it.
    """

    fact: str
    kind: ItemKind
    asks: str
    title: str
    answered_by: tuple[Answerer, ...]
    window: Span | None = None
    range: tuple[int, int] | None = None
    may_be_none: bool = False
    looks_back: Span | None = None
    tool: Ages | None = None
    link_id: str = ""
    asked: Asked = Asked()

    @property
    def day_link_id(self) -> str:
        """Of a score, the linkId of the day on which it was administered."""
        return f"{self.link_id}.on"

    @property
    def instead_link_id(self) -> str:
        """The linkId of the answer in place of a score, a date or a number: none, or "I cannot tell"."""
        return f"{self.link_id}.instead"


def yes_or_no_item(
    name: str, spec: AnsweredSpec, answered_by: tuple[Answerer, ...], fact_map: FactMap
) -> FormItem | None:
    """The question of a fact that a yes or no gives; None where facts.yaml words no question."""
    return answered_item(ItemKind.YES_NO, name, spec, answered_by, fact_map)


def answered_item(
    kind: ItemKind, name: str, spec: AnsweredSpec, answered_by: tuple[Answerer, ...], fact_map: FactMap
) -> FormItem | None:
    """The question of a fact whose answer counts for a time; None where facts.yaml words no question."""
    if spec.asks is None:
        return None
    return FormItem(name, kind, spec.asks, spec.title, answered_by, fact_map.span(spec.window))


def never_asked(_: str, __: FactSpec, ___: FactMap) -> FormItem | None:
    """What no form asks for: it is read from elsewhere, or by what is asked in its place."""
    return None
