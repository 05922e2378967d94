"""What became of a worksheet that was saved: what stands in the chart, what does not, what is not known."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from service.ehr.write_results import Refused, Stands, Why, Written
from service.worksheet.plan import Amend, Step, Tried


class State(StrEnum):
    """Of one entry of the chart."""

    WRITTEN = "written"
    STOOD = "stood"  # from an earlier try, and is as it should be
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"  # written by an earlier try, and not on the sheet any more
    NOT_WRITTEN = "not-written"
    NOT_WITHDRAWN = "not-withdrawn"  # it stands, though it is not on the sheet any more
    UNKNOWN = "unknown"  # it may stand


_DONE = frozenset((State.WRITTEN, State.STOOD, State.AMENDED, State.WITHDRAWN))


class Overall(StrEnum):
    """Of a whole save."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"


class SavedEntry(Struct, frozen=True):
    """One entry: what it answers, where it stands, else why it is not known to.

    `slot` is FORM or a fact, `kind` the resource type, `reference` and `version` where it stands.
    """

    slot: str
    kind: str
    state: State
    reference: str = ""
    version: str = ""
    refused: Refused | None = None

    @property
    def is_done(self) -> bool:
        """Whether the chart has it as the sheet has."""
        return self.state in _DONE

    @property
    def is_final(self) -> bool:
        """Whether the same again would come to the same."""
        return self.refused is None or self.refused.is_final

    @property
    def is_not_granted(self) -> bool:
        """Whether it was not sent, since the scopes do not allow it."""
        missing = self.refused is not None and self.refused.why is Why.NOT_GRANTED
        return missing and self.state is State.NOT_WRITTEN


class Saved(Struct, frozen=True):
    """A save: its entries, the response first.

    `tried` is what may stand in the chart by now; it stays with the draft until all of it is saved.
    """

    entries: tuple[SavedEntry, ...] = ()
    tried: tuple[Tried, ...] = ()

    @property
    def overall(self) -> Overall:
        """Whether all of it stands, some, none, or for something that is not known.

        What may not be written is not missed where the answers stand without it: in the
        response alone, or in their Observations alone.
        """
        if any(each.state is State.UNKNOWN for each in self.entries):
            return Overall.UNKNOWN
        counted = [each for each in self.entries if not each.is_not_granted] or self.entries
        done = sum(each.is_done for each in counted)
        if done == len(counted):
            return Overall.ALL
        return Overall.SOME if done else Overall.NONE

    @property
    def why(self) -> Why | None:
        """Why the first that is not known to stand is not, before those that were held up by it."""
        whys = [each.refused.why for each in self.entries if each.refused]
        return next((each for each in whys if each is not Why.NOT_TRIED), whys[0] if whys else None)

    @property
    def may_be_tried_again(self) -> bool:
        """Whether the same again may succeed: something is missing, and was not refused for good."""
        return not all(each.is_final for each in self.entries)

    @property
    def retry_after(self) -> int:
        """In how many seconds the server wants to be asked again; 0 where it did not say."""
        return max((each.refused.retry_after for each in self.entries if each.refused), default=0)


def entry_of(step: Step, result: Written, is_on_sheet: bool, is_unknown: bool) -> SavedEntry:
    """What became of a step; `is_unknown` where what is not found may stand nevertheless."""
    if isinstance(result, Stands):
        state = _standing(step, result) if is_on_sheet else State.WITHDRAWN
        return SavedEntry(step.slot, step.kind, state, result.reference, result.version)
    missing = State.UNKNOWN if is_unknown else State.NOT_WRITTEN
    state = missing if is_on_sheet else State.NOT_WITHDRAWN
    return SavedEntry(step.slot, step.kind, state, refused=result)


def _standing(step: Step, result: Stands) -> State:
    if isinstance(step, Amend):
        return State.AMENDED
    return State.WRITTEN if result.is_new else State.STOOD
