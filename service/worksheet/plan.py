"""What a save has to do so that the chart says what the sheet says: nothing, create, amend or withdraw.

A sheet has slots: the response, and one for each fact. An earlier try may have filled a slot
with what the sheet says, or with what it said then; both carry the sheet's own identifiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from mappings.fhir.resources import ENTERED_IN_ERROR
from service.ehr.standing import REPLACED, Sought, Standing
from service.ehr.write_answers import Json, identity_of
from service.ehr.write_results import Refused, Stands, Why

FORM = "form"
"""The slot of the whole response; every other one is named by the fact that it answers."""
DOCUMENT = "document"
"""The slot of a document that is filed by itself."""
_EVERY = "*"
_SAID = (
    *("value", "_value", "effective", "_effective", "dataAbsentReason", "interpretation", "note", "text"),
    "contained",  # who said it, where no reference tells
)
"""Elements of an Observation that say what the answer was; an amended one says it anew."""


class MayWrite(Struct, frozen=True):
    """The types that the token's scopes let be created and updated; `*` stands for every type."""

    create: frozenset[str] = frozenset()
    update: frozenset[str] = frozenset()

    def may_create(self, kind: str) -> bool:
        """Whether resources of a type may be created."""
        return not self.create.isdisjoint((kind, _EVERY))

    def may_update(self, kind: str) -> bool:
        """Whether resources of a type may be updated."""
        return not self.update.isdisjoint((kind, _EVERY))


class Wanted(Struct, frozen=True):
    """A resource that shall stand in a slot; `amends` is the one on file that it corrects.

    That is `Type/id` or, for what the clinician has read of it, `Type/id/_history/version`.
    """

    slot: str
    resource: Json
    amends: str = ""

    @property
    def kind(self) -> str:
        """Its resource type."""
        return str(self.resource["resourceType"])

    @property
    def tried(self) -> Tried:
        """How it is found again."""
        is_correction = self.amends.startswith(f"{self.kind}/")
        return Tried(self.slot, self.kind, identity_of(self.resource), _code_of(self.resource), is_correction)


class Tried(Struct, frozen=True):
    """A resource that was sent or is about to be: slot, type, and identifier and code for a search.

    `is_correction` is one that takes the place of an answer that was on file before.
    """

    slot: str
    kind: str
    identity: str
    code: str = ""
    is_correction: bool = False

    @property
    def sought(self) -> Sought:
        """What is searched for."""
        return Sought(self.kind, self.identity, self.code)


class Amend(Struct, frozen=True):
    """A resource on file that shall say what is wanted or, where nothing is, that it is in error.

    `read` is the version that the clinician has read, where that is known; `is_of_sheet` is one
    that an earlier try wrote.
    """

    slot: str
    reference: str
    wanted: Wanted | None = None
    read: str = ""
    is_of_sheet: bool = False

    @property
    def kind(self) -> str:
        """Its resource type."""
        return self.reference.partition("/")[0]


class Settled(Struct, frozen=True):
    """A slot for which nothing is to be done, or nothing can."""

    slot: str
    kind: str
    result: Stands | Refused


Step = Wanted | Amend | Settled
"""A resource to be created, one to be amended, or neither."""


def with_tried(earlier: Sequence[Tried], wanted: Iterable[Wanted]) -> tuple[Tried, ...]:
    """What was tried before, and what is about to be; to be kept with the draft before it is sent."""
    return tuple(dict.fromkeys((*earlier, *(each.tried for each in wanted))))


def plan(
    wanted: Sequence[Wanted], tried: Sequence[Tried], found: Mapping[str, Standing], may: MayWrite
) -> tuple[Step, ...]:
    """What to do for each slot: those of the sheet in their order, then those that are not on it any more."""
    slots = {each.slot for each in wanted}
    left = dict.fromkeys(each.slot for each in tried if each.slot not in slots)
    corrections = {each.slot for each in tried if each.is_correction}
    withdrawn = (_withdrawal(slot, _of_slot(slot, tried, found), may, slot in corrections) for slot in left)
    return (
        *(_step(each, _of_slot(each.slot, tried, found), found, may) for each in wanted),
        *(each for each in withdrawn if each is not None),
    )


def _step(wanted: Wanted, earlier: Standing | None, found: Mapping[str, Standing], may: MayWrite) -> Step:
    same = found.get(wanted.tried.identity)
    standing = earlier or same
    if standing and standing.is_replaced:
        return Settled(wanted.slot, wanted.kind, Refused(Why.CHANGED))
    if same and same == earlier:
        return Settled(wanted.slot, wanted.kind, Stands(same.reference, same.version))
    on_file, _, read = (standing.reference if standing else wanted.amends).partition("/_history/")
    if on_file.startswith(f"{wanted.kind}/") and may.may_update(wanted.kind):
        return Amend(wanted.slot, on_file, wanted, read, is_of_sheet=standing is not None)
    if may.may_create(wanted.kind) and same is None:
        return wanted
    return Settled(wanted.slot, wanted.kind, Refused(Why.NOT_GRANTED))


def _withdrawal(slot: str, standing: Standing | None, may: MayWrite, is_correction: bool) -> Step | None:
    if standing is None:
        return None
    if standing.is_replaced:
        return Settled(slot, standing.reference.partition("/")[0], Refused(Why.CHANGED))
    amend = Amend(slot, standing.reference, is_of_sheet=True)
    if is_correction:
        return Settled(slot, amend.kind, Refused(Why.CORRECTION))
    return amend if may.may_update(amend.kind) else Settled(slot, amend.kind, Refused(Why.NOT_GRANTED))


def _of_slot(slot: str, tried: Sequence[Tried], found: Mapping[str, Standing]) -> Standing | None:
    """What an earlier try left in a slot; of several the last.

    It is found as it is now, unless another sheet corrected it since: then only by what it was before.
    """
    standing = [found[each.identity] for each in tried if each.slot == slot and each.identity in found]
    kept = [each for each in reversed(standing) if not each.is_withdrawn]
    return next((each for each in kept if not each.is_replaced), kept[0] if kept else None)


def amended(current: Json, wanted: Json) -> Json:
    """A resource on file, with what is wanted in the place of what it said; what else it holds is kept.

    So are the identifiers that it had from sheets before, as old ones: a sheet that is sent once more,
    however late, finds what became of its answer, and a server that creates on condition creates nothing.
    """
    own = _identifiers(wanted)
    system, known = own[0].get("system"), {each.get("value") for each in own}
    before = [each for each in _identifiers(current) if each.get("value") not in known]
    others = [{**each, "use": REPLACED} if each.get("system") == system else each for each in before]
    is_list = isinstance(wanted["identifier"], list)
    kept = {name: value for name, value in current.items() if not name.startswith(_SAID)}
    sources = [*wanted.get("derivedFrom", ()), *current.get("derivedFrom", ())]
    return {
        **kept,
        **wanted,
        **({"derivedFrom": _each_once(sources)} if sources else {}),
        "id": current["id"],
        "meta": current["meta"],
        "identifier": [*own, *others] if is_list else wanted["identifier"],
        "status": "amended",
    }


def _each_once(references: Iterable[Json]) -> list[Json]:
    return list({each.get("reference"): each for each in references}.values())


def in_error(current: Json) -> Json:
    """A resource on file, said to be entered in error."""
    return {**current, "status": ENTERED_IN_ERROR}


def _identifiers(resource: Json) -> list[dict[str, Any]]:
    stated = resource.get("identifier", [])
    return [each for each in (stated if isinstance(stated, list) else [stated]) if isinstance(each, dict)]


def _code_of(resource: Json) -> str:
    coding = (resource.get("code") or {}).get("coding") or [{}]
    return f"{coding[0]['system']}|{coding[0]['code']}" if coding[0].get("system") else ""
