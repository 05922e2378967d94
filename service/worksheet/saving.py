"""Saves a worksheet so that no answer is lost and none doubled, whatever became of earlier tries.

    look up     what stands of this sheet, by the identifiers of all that was ever sent of it
    plan        what is missing, what changed since, what is not on the sheet any more
    write       in one transaction; why that was refused is told by writing one by one
    look up     what got no clear answer

A save that is killed leaves nothing behind but what stands: the next one begins by looking it up.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from service.ehr.fhir_client import Access
from service.ehr.standing import LookedUp, look_up
from service.ehr.write_answers import AnswerWriter, Json, Write
from service.ehr.write_results import Refused, Stands, Why, Written
from service.turns import turn_given_back
from service.worksheet.correcting import write_of
from service.worksheet.plan import DOCUMENT, Amend, MayWrite, Settled, Step, Tried, Wanted, plan, with_tried
from service.worksheet.saved import Saved, SavedEntry, State, entry_of
from service.worksheet.sending import Ready, Results, alone, together

SAVE_TIMEOUT_SECONDS = 10.0
"""How long a clinician waits for a save."""
LOOK_UP_TIMEOUT_SECONDS = 2.5
"""Of that, kept for looking up what got no clear answer."""
PAUSE_SECONDS = 0.5
"""Before a busy server is asked again, where it does not say when."""
_LAST = frozenset((Why.SIGNED_OUT, Why.UNREACHABLE, Why.NO_ANSWER, Why.UNREADABLE))
"""After these nothing more is sent within the same save."""

_log = logging.getLogger("criteria_cards.worksheet")


class Sheet(Struct, frozen=True):
    """What is saved: the wanted resources, the response first, and what was tried of the sheet before.

    `patient` is the patient's id on the server, `signer` who signs, as `Practitioner/id`.
    """

    patient: str
    signer: str
    wanted: tuple[Wanted, ...]
    earlier: tuple[Tried, ...] = ()

    @property
    def tried(self) -> tuple[Tried, ...]:
        """What will have been tried; to be kept with the draft before the sheet is saved."""
        return with_tried(self.earlier, self.wanted)


class Saver:
    """Saves worksheets to FHIR servers; safe to share between threads."""

    def __init__(self, writer: AnswerWriter) -> None:
        self._writer = writer

    def save(self, sheet: Sheet, may: MayWrite, access: Access) -> Saved:
        """Have the chart say what the sheet says, until the access's deadline."""
        began = time.monotonic()
        with turn_given_back():
            saved = _Save(self._writer, sheet, may, access).saved()
        states = Counter(each.state.value for each in saved.entries)
        told = {"overall": saved.overall.value, "why": saved.why, "entries": states}
        _log.info("worksheet saved", extra={"data": {**told, "seconds": round(time.monotonic() - began, 3)}})
        return saved

    def file(self, document: Json, patient: str, may: MayWrite, access: Access) -> SavedEntry:
        """File a document once, such as a summary of the sheet: what became of it."""
        sheet = Sheet(patient, "", (Wanted(DOCUMENT, document),))
        return self.save(sheet, may, access).entries[0]


class _Save:
    """One save under way: the steps as they were planned last, and what became of them."""

    def __init__(self, writer: AnswerWriter, sheet: Sheet, may: MayWrite, access: Access) -> None:
        self._writer, self._sheet, self._may, self._access = writer, sheet, may, access
        reserve = min(LOOK_UP_TIMEOUT_SECONDS, (access.deadline - time.monotonic()) / 3)
        self._writing = access._replace(deadline=access.deadline - reserve)
        self._steps: Sequence[Step] = ()
        self._unsearchable: frozenset[str] = frozenset()
        self._read: dict[str, str] = {}
        self._sent: set[str] = set()
        self._results: Results = {}

    def saved(self) -> Saved:
        """Plan, write, and plan and write once more what that did not do, as far as there is time."""
        lacking = self._plan(self._writing)
        if lacking:
            return self._unsent(lacking)
        self._write_together()
        if self._is_worth_again() and self._paused() and not self._plan(self._writing):
            self._write_alone()
        return self._told(self._settled())

    def _plan(self, access: Access) -> Refused | None:
        """Plan by what stands; why that could not be looked up, if so."""
        looked = self._look_up(self._sheet.tried, access)
        steps = plan(self._sheet.wanted, self._sheet.tried, looked.found, self._may)
        slots = {each.slot for each in steps}
        withdrawn = (each for each in self._steps if isinstance(each, Amend) and each.slot not in slots)
        settled = (Settled(each.slot, each.kind, Stands(each.reference)) for each in withdrawn)
        self._steps = (*steps, *settled)
        self._unsearchable = looked.unsearchable
        return looked.lacking

    def _look_up(self, tried: Sequence[Tried], access: Access) -> LookedUp:
        sought = [each.sought for each in tried]
        return look_up(self._writer.client, sought, self._sheet.patient, access)

    def _ready(self) -> Ready:
        """What is to be written for each step, once what is corrected was read.

        Nothing is, where an answer cannot be corrected: the response would say it nevertheless.
        """
        ready = {step.slot: self._write_of(step) for step in self._steps}
        corrections = [each for each in self._steps if isinstance(each, Amend) and each.wanted]
        if any(isinstance(ready[each.slot], Refused) for each in corrections):
            held = Refused(Why.NOT_TRIED)
            return {slot: held if isinstance(each, Write) else each for slot, each in ready.items()}
        return ready

    def _write_of(self, step: Step) -> Write | Written:
        """What is written over is what was read first, so that no second try hides what changed meanwhile."""
        if isinstance(step, Amend):
            step = replace(step, read=self._read.get(step.reference, step.read))
        each = write_of(step, self._unsearchable, self._writer, self._sheet.signer, self._writing)
        if isinstance(step, Amend) and isinstance(each, Write):
            self._read[step.reference] = each.version
        return each

    def _write_together(self) -> None:
        """Write in one transaction; one resource needs none."""
        ready = self._ready()
        self._sent = {slot for slot, each in ready.items() if isinstance(each, Write)}
        send = together if len(self._sent) > 1 else alone
        results = send(ready, self._writer, self._writing)
        if isinstance(results, Refused):
            results = {slot: results if isinstance(each, Write) else each for slot, each in ready.items()}
        self._results = results

    def _write_alone(self) -> None:
        """Write one by one; what stands now of what was sent before is new, whatever was said of it."""
        done = {slot: each for slot, each in self._results.items() if isinstance(each, Stands)}
        results = {**alone(self._ready(), self._writer, self._writing), **done}
        for slot in self._sent:
            if isinstance(each := results[slot], Stands):
                results[slot] = replace(each, is_new=True)
        self._results = results

    def _is_worth_again(self) -> bool:
        """Whether one by one may do better, or tell better what is wrong."""
        whys = {each.why for each in self._refused().values()}
        return bool(whys) and whys.isdisjoint(_LAST)

    def _paused(self) -> bool:
        """Give a busy server its time; whether there is enough."""
        refused = self._refused().values()
        asked = max((each.retry_after for each in refused), default=0)
        pause = asked or PAUSE_SECONDS if any(each.why is Why.BUSY for each in refused) else 0.0
        if time.monotonic() + pause >= self._writing.deadline:
            return False
        time.sleep(pause)
        return True

    def _refused(self) -> dict[str, Refused]:
        """What was sent and is not known to stand, by slot."""
        return {slot: each for slot in self._sent if isinstance(each := self._results[slot], Refused)}

    def _settled(self) -> set[str]:
        """Look up what got no clear answer; the slots of which it is still not known whether they stand."""
        unclear = {slot: each for slot, each in self._refused().items() if each.is_to_be_looked_up}
        sought = [each.tried for each in self._sheet.wanted if each.slot in unclear]
        if not sought:
            return set()
        looked = self._look_up(sought, self._access)
        found = {identity: each for identity, each in looked.found.items() if not each.is_replaced}
        for each in sought:
            if standing := found.get(each.identity):
                self._results[each.slot] = Stands(standing.reference, standing.version, is_new=True)
        left = {each.slot for each in sought if each.identity not in found}
        return {slot for slot in left if unclear[slot].may_stand or looked.lacking}

    def _unsent(self, lacking: Refused) -> Saved:
        """Nothing is sent, as it is not known what stands."""
        earlier = {each.slot for each in self._sheet.earlier}
        self._results = {
            step.slot: step.result if isinstance(step, Settled) else lacking for step in self._steps
        }
        return self._told(earlier)

    def _told(self, unknown: Container[str]) -> Saved:
        on_sheet = {each.slot for each in self._sheet.wanted}
        entries = tuple(
            entry_of(step, self._results[step.slot], step.slot in on_sheet, step.slot in unknown)
            for step in self._steps
        )
        return Saved(entries, tuple(self._may_stand(entries)))

    def _may_stand(self, entries: Iterable[SavedEntry]) -> Iterator[Tried]:
        """What of all that was tried is to be looked up next time."""
        gone = {each.slot for each in entries if each.state is State.NOT_WRITTEN}
        told = {each.slot for each in entries if each.state is State.NOT_WITHDRAWN and each.is_final}
        earlier = set(self._sheet.earlier)
        for each in self._sheet.tried:
            if each.slot not in told and (each in earlier or each.slot not in gone):
                yield each
