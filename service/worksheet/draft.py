"""The unsaved form: what was typed, what was opened, and what was tried to be saved of it.

It is kept encrypted with the session and ends with it. Its id makes a second save of the same
answers the same resources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from service.worksheet.desk import PolicyParts
from service.worksheet.plan import Tried
from service.worksheet.posted import ENDINGS, JOINED, MAX_TYPED_LENGTH

MAX_NAMES_LENGTH = 2000
"""Of a question that asks for several facts."""
MAX_OPENED = 40
ASK, CORRECT, CLEAR, DRAFT, ATTEST = "ask", "correct", "clear", "draft", "attest"
"""Names in a posted form: a criterion that is opened, one whose answers are corrected, a question that is
left out again, the id of the draft, the confirmation that the answers are the signer's.
"""


class Draft(Struct, frozen=True):
    """One sheet that is being filled in; `opened` and `corrected` are ids of criteria, `tried` all that was
    ever sent of it to be saved.
    """

    id: str
    typed: Mapping[str, str] = {}
    opened: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    is_signed: bool = False
    tried: tuple[Tried, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts for which something was typed."""
        return tuple(dict.fromkeys(name.partition(JOINED)[0] for name in self.typed))


def new_draft() -> Draft:
    """A draft in which nothing is typed."""
    return Draft(str(uuid4()))


def posted_draft(fields: Iterable[tuple[str, str]], known: frozenset[str], kept: Draft) -> Draft:
    """The draft of a posted form; `known` are the facts that may be answered.

    Everything that was typed is kept as it was typed; what no field of ours is called is not.
    """
    listed = list(fields)
    typed = dict(_typed(listed, known))
    for question in _all(listed, CLEAR):
        typed = cleared(typed, question)
    return Draft(
        _id(next(_all(listed, DRAFT), ""), kept),
        typed,
        tuple(dict.fromkeys(_all(listed, ASK)))[:MAX_OPENED],
        tuple(dict.fromkeys(_all(listed, CORRECT)))[:MAX_OPENED],
        any(True for _ in _all(listed, ATTEST)),
        kept.tried,
    )


def known_names(parts: PolicyParts) -> frozenset[str]:
    """The names under which a policy's forms are answered: facts, and groups of scores."""
    facts = {item.fact for form in parts.forms.values() for item in form.items}
    specs = parts.fact_map.facts
    groups = {name for name, spec in specs.items() if not facts.isdisjoint(spec.type.members)}
    return frozenset(facts | groups)


def encoded(draft: Draft) -> bytes:
    """A draft as it is kept."""
    return msgspec.json.encode(draft)


def decoded(kept: bytes) -> Draft:
    """A draft that was kept; a new one where there is none."""
    return _decode(kept) if kept else new_draft()


def without(draft: Draft, facts: Iterable[str]) -> Draft:
    """A draft without what was typed for some facts."""
    return replace(draft, typed=cleared(draft.typed, JOINED.join(facts)))


def cleared(values: Mapping[str, str], question: str) -> dict[str, str]:
    """What was typed without what belongs to one question."""
    facts = set(question.split(JOINED))
    return {name: value for name, value in values.items() if name.partition(JOINED)[0] not in facts}


_decode = msgspec.json.Decoder(Draft).decode


def _typed(fields: Iterable[tuple[str, str]], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name, value in fields:
        fact, dot, ending = name.partition(JOINED)
        if fact in known and f"{dot}{ending}" in ENDINGS and value.strip():
            yield name, value[: MAX_TYPED_LENGTH + 1]  # one more, by which it is seen to be too long


def _all(fields: Iterable[tuple[str, str]], name: str) -> Iterator[str]:
    return (value[:MAX_NAMES_LENGTH] for own, value in fields if own == name and value)


def _id(posted: str, kept: Draft) -> str:
    """The id that was posted, where it is one; a page that is older than its session goes on with its own."""
    try:
        return str(UUID(posted)) if posted else kept.id
    except ValueError:
        return kept.id
