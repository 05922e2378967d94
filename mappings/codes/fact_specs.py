"""What `facts.yaml` may say of any fact and of any hint; each kind adds its own keys in its module."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from pydantic import BeforeValidator

from criteria.facts import FactKind, FactType
from criteria.spans import Span, parse_span
from criteria.strict_model import Strict
from criteria.words import Worded, Words
from mappings.codes.uscdi import Elements

WindowName = Literal["attestation", "authorization", "score", "denial"]
"""The windows that all policies share; a policy may bring others."""
_BEGINS_AS_A_SPAN = re.compile(r"[0-9]")


def _span_or_name(value: object) -> object:
    return parse_span(value) if isinstance(value, str) and _BEGINS_AS_A_SPAN.match(value) else value


Window = Annotated[Span | str, BeforeValidator(_span_or_name)]
"""How long an answer counts: the name of a window, or a span of the fact's own."""


class NamedFact(NamedTuple):
    """A fact that another one names under a key, and of which kinds it may be."""

    key: str
    fact: str
    kinds: tuple[FactKind, ...]


class FactSpec(Strict):
    """What every fact declares: its name on a card, who can supply it, which hints stand beside it.

    A kind of fact adds `reader`, by which a file chooses it, and what it needs to know.
    """

    title: Worded
    """What a card calls it."""
    short: Worded | None = None
    """The title in a few words, as it stands in the middle of a sentence."""
    asks: Worded | None = None
    """The question by which a form asks a person for it; without one no form does."""
    supplied_by: Worded
    """Who can answer it, as a card says it."""
    hints: tuple[str, ...] = ()
    """Names of hints that stand beside it while it is open."""
    data: Elements | None = None
    """Of a policy's own fact: the data of USCDI that it rests on, where its kind does not tell."""

    goes_stale: ClassVar[bool] = False
    """Whether an answer counts for a time only."""
    coded: ClassVar[bool] = True
    """Whether Observations and questionnaire answers with the fact's code are where it is read."""

    @property
    def type(self) -> FactType:
        """The kind of value a policy may expect."""
        return FactType(FactKind.TRUTH)

    @property
    def named_facts(self) -> tuple[NamedFact, ...]:
        """The other facts that it names under keys of their own."""
        return ()

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The other facts that this one names."""
        return tuple(each.fact for each in self.named_facts)

    @property
    def asked_with(self) -> tuple[str, ...]:
        """The facts by which a person can settle this one; a form that needs it asks for them first."""
        return ()

    @property
    def value_sets(self) -> tuple[str, ...]:
        """The value sets that it names."""
        return ()

    @property
    def order_sets(self) -> tuple[str, ...]:
        """The value sets of orders that it reads: those for the service under review are read anyway."""
        return ()

    @property
    def asks_back(self) -> Span | None:
        """How far back the question asks, where it does; what lies before is shown as outside."""
        return None

    def worded(self, words: Words) -> Self:
        """The same fact as a policy would speak of it."""
        texts = {"title": self.title, "short": self.short or self.title, "supplied_by": self.supplied_by}
        if self.asks:
            texts["asks"] = self.asks
        filled = {name: text.format(**words.fields) for name, text in texts.items()}
        return self.model_copy(update=filled)

    @property
    def silence(self) -> str:
        """What to say when the record has no answer."""
        return f"{self.supplied_by} can supply it"


class AnsweredSpec(FactSpec):
    """A fact that a dated answer gives, which counts for a time."""

    goes_stale: ClassVar[bool] = True
    window: Window = "attestation"
    """How long an answer counts: a name of `windows`, which a site can change, or a span of its own."""


class HintSpec(Strict):
    """Something to show beside an open question; `note` says what it does not show.

    A kind of hint adds `reader`, by which a file chooses it, and what it needs to know.
    """

    reader: str
    note: str = ""

    @property
    def value_sets(self) -> tuple[str, ...]:
        """The value sets that it names."""
        return ()


class Kinds(NamedTuple):
    """The kinds of fact and of hint that there are: the spec of each, of hints beside its name."""

    facts: tuple[type[FactSpec], ...]
    hints: tuple[tuple[str, type[HintSpec]], ...]
