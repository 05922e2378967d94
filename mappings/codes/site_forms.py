"""`questionnaires` of a site's file: its own forms, and the facts that their items answer by linkId."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from msgspec import Struct
from pydantic import Field

from criteria.facts import FactKind
from criteria.nearest import nearest
from criteria.strict_model import Strict, Text, written_as
from criteria.strict_yaml import Document, Mistake
from mappings.codes.code_systems import Token
from mappings.codes.fact_map import FactMap
from mappings.codes.site_scales import SeverityScale, Steps
from mappings.fhir.resources import string_or_empty


class SiteForm(Strict):
    """One Questionnaire of the site."""

    url: Annotated[str, written_as(r"[^|]+", "a URL without a version, which stands under version")]
    """Its canonical URL, without a version."""
    version: Text | None = None
    """The version that is meant; left out, each one for which no other entry stands."""
    items: dict[str, str] | None = Field(None, min_length=1)
    """The facts by linkId; left out, the linkIds are names of facts."""
    scale: Steps | None = None
    """What the numbers mean by which its items rate severities."""

    @property
    def canonical(self) -> str:
        """The URL, with the version that is meant."""
        return f"{self.url}|{self.version}" if self.version else self.url

    @property
    def tokens(self) -> Iterator[tuple[Token, str]]:
        """Its items as codes, each with its fact."""
        for link_id, fact in (self.items or {}).items():
            yield Token(self.canonical, link_id), fact


class Form(Struct, frozen=True, gc=False):
    """How a response is read: the facts by linkId, and the system by which its answers are cited.

    `days` are the scores by the linkId of the item that says on which day they were administered; the items
    of these scores, `dated`, count by that day alone, whenever the form was filled in. In a form of `ours` a
    linkId may stand under the rule set that asks, and the answers are cited by their facts.
    """

    facts: Mapping[str, str]
    system: str
    days: Mapping[str, str] = {}
    dated: frozenset[str] = frozenset()
    is_ours: bool = False

    def item(self, link_id: str) -> str:
        """The linkId by which an item is known here."""
        return link_id.rpartition("/")[2] if self.is_ours else link_id

    def token(self, link_id: str) -> Token:
        """How an answer is cited."""
        return Token(self.system, self.facts[self.item(link_id)] if self.is_ours else link_id)


def day_item(fact: str) -> str:
    """The linkId of the item beside a score: the day on which it was administered."""
    return f"{fact}.on"


def item_instead(fact: str) -> str:
    """The linkId of the item beside a score or a date: that there was none, or cannot be told."""
    return f"{fact}.instead"


def _own_form(system: str, fact_map: FactMap) -> Form:
    """How our own forms are read, whose linkIds are made of the names of facts."""
    scored = _of_kind(fact_map, FactKind.SCORE)
    others = (*_of_kind(fact_map, FactKind.DATE), *_of_kind(fact_map, FactKind.EVENTS))
    instead = {item_instead(name): name for name in (*scored, *others)}
    facts = {**{name: name for name in fact_map.inputs}, **instead}
    return Form(facts, system, {day_item(name): name for name in scored}, frozenset(scored), is_ours=True)


def _site_form(items: Mapping[str, str], system: str, fact_map: FactMap) -> Form:
    """How a form of the site is read, some of whose items may be the days of scores."""
    of_days = {day_item(name): name for name in _of_kind(fact_map, FactKind.SCORE)}
    days = {link_id: of_days[named] for link_id, named in items.items() if named in of_days}
    facts = {link_id: named for link_id, named in items.items() if link_id not in days}
    dated = frozenset(link_id for link_id, named in facts.items() if named in days.values())
    return Form(facts, system, days, dated)


def _of_kind(fact_map: FactMap, kind: FactKind) -> list[str]:
    return [name for name in fact_map.inputs if fact_map.facts[name].type.kind is kind]


class Forms:
    """The forms that are read: those under our canonical base, and the site's."""

    def __init__(self, base: str, own_system: str, fact_map: FactMap, site: Iterable[SiteForm] = ()) -> None:
        self._own_urls = f"{base}/Questionnaire/".partition("://")[2]
        self._own = _own_form(own_system, fact_map)
        self._by_url: dict[str, dict[str, Form]] = {}
        for form in site:
            read = _site_form(form.items, form.canonical, fact_map) if form.items else self._own
            self._by_url.setdefault(form.url, {})[form.version or ""] = read

    def of(self, questionnaire: object) -> Form | None:
        """The form that a canonical names; None for one that nobody listed, or not in that version."""
        url, _, version = string_or_empty(questionnaire).partition("|")
        if url.partition("://")[2].startswith(self._own_urls):
            return self._own
        versions = self._by_url.get(url, {})
        return versions.get(version) or versions.get("")

    def lists_another_version(self, questionnaire: object) -> bool:
        """Whether the site lists the form that a canonical names, but not in that version."""
        return string_or_empty(questionnaire).partition("|")[0] in self._by_url

    def is_own_item(self, link_id: str) -> bool:
        """Whether an item of any form has a linkId of our own forms."""
        return self._own.item(link_id) in self._own.facts


def scales_of(forms: Iterable[SiteForm]) -> Mapping[Token, SeverityScale]:
    """What the numbers of the items mean, by item."""
    return {token: form.scale.scale for form in forms if form.scale for token, _ in form.tokens}


def mistakes_in_forms(
    document: Document, forms: Iterable[SiteForm], fact_map: FactMap, base: str
) -> Iterator[Mistake]:
    """Forms that stand there twice or are ours, and items of facts that there are not."""
    seen: set[str] = set()
    for i, form in enumerate(forms):
        if form.url.startswith(f"{base}/Questionnaire/"):
            yield document.mistake(("questionnaires", i, "url"), "a form of ours is read without this")
        if form.canonical in seen:
            yield document.mistake(("questionnaires", i), "this form stands here twice")
        seen.add(form.canonical)
        for link_id, fact in (form.items or {}).items():
            if problem := _no_input(fact, fact_map):
                yield document.mistake(("questionnaires", i, "items", link_id), problem)


def _no_input(fact: str, fact_map: FactMap) -> str:
    if fact in map(day_item, _of_kind(fact_map, FactKind.SCORE)):
        return ""
    spec = fact_map.facts.get(fact)
    if spec is None:
        return f"no fact is called {fact!r}{nearest(fact, fact_map.inputs)}"
    return "" if spec.coded else f"{fact} is not read from coded answers"
