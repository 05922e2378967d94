"""The worksheet as a page shows it: made of a record, a policy and what was typed, and of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from cds_cards.closing import lapse
from cds_cards.context import CardContext
from cds_cards.markdown import plain
from cds_cards.met_section import MetReader
from cds_cards.sentences import capitalized
from cds_cards.states import tally
from cds_cards.telling import Telling
from criteria.findings import Finding
from criteria.phases import CONTINUED_STAY, DISCHARGE, Phase
from criteria.truth import Truth
from service.worksheet.banner import Signing, patient_of, sign_of
from service.worksheet.comparison import comparisons
from service.worksheet.criteria import CriteriaWriter
from service.worksheet.draft import ASK, CORRECT, DRAFT
from service.worksheet.tally import decide, tally_of
from service.worksheet.teller import Teller
from service.worksheet.typed import Typed
from service.worksheet.view.notices import Notice
from service.worksheet.view.page import Posted, SaveBar, SheetView, Sign
from service.worksheet.view.parts import Action, Link, Tile
from service.worksheet.worked import Worked

READ_AGAIN = "read"


class Around(Struct, frozen=True):
    """What a page needs besides its sheet: addresses, what travels unseen, what is told, whether it may save.

    `path` is the worksheet's own address. `problems` are what is said beside fields, by name. A sheet
    `is_for_payer` where it is read and nothing of it answered. `writes` says what saving writes.
    """

    path: str
    hidden: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    saving_is_off: str = ""
    save: str = ""
    is_problem: bool = False
    with_what_if: bool = True
    is_for_payer: bool = False
    writes: str = ""

    @property
    def states(self) -> str:
        """Where a sheet is posted to have its states shown."""
        return f"{self.path}/states"


def sheet_of(worked: Worked, around: Around) -> SheetView:
    """The page of a sheet."""
    return _Sheet(worked, around).view()


class _Sheet:
    def __init__(self, worked: Worked, around: Around) -> None:
        self._worked, self._around, self._desk = worked, around, worked.desk
        self._teller = Teller(worked.desk)
        self._words = worked.desk.words.page
        self._found = worked.stand.determination

    def view(self) -> SheetView:
        """All of it."""
        worked, around, desk = self._worked, self._around, self._desk
        problems = dict(around.problems)
        typed = Typed(worked.draft.typed, {**worked.answers.errors, **problems})
        states = "" if around.is_for_payer else around.states
        writer = CriteriaWriter(worked, states, typed, with_what_if=around.with_what_if)
        is_asked = bool(worked.asked.questions)
        return SheetView(
            self._title(),
            self.heading,
            patient_of(worked, self._teller),
            tally_of(desk, worked.stand),
            tuple(self._strip()),
            decide(desk, worked.stand, self._lapse()),
            Link(
                f"{desk.policy.source.payer}, {desk.policy.source.title}",
                self._desk.policy_page(self._found.rule_set),
            ),
            self._source(),
            writer.sections(),
            Posted(around.states, f"{around.path}/save", tuple(self._hidden())),
            self._with_answers(),
            tuple(self._actions()),
            around.notices,
            comparisons(worked, self._teller),
            tuple(self._notes()),
            self._printed(),
            self._sign(problems.get("attest", "")) if is_asked else None,
            self._bar() if is_asked else None,
            self._foot(),
        )

    @property
    def heading(self) -> str:
        """The service and the path: "H2017 PRS child admission"."""
        rule_set = self._found.rule_set
        if rule_set is None or not self._found.criteria:
            return self._words.outside.format(service=self._desk.parts.service)
        return self._words.heading.format(service=self._desk.parts.service, rule_set=rule_set.title)

    def _title(self) -> str:
        banner = self._worked.reading.banner
        title = self._words.title.format(heading=self.heading, name=banner.name)
        return self._words.problem.format(title=title) if self._around.is_problem else title

    def _strip(self) -> Iterator[Tile]:
        after = {each.id: each for each in self._worked.after.criteria}
        for before in self._found.criteria:
            now = after.get(before.id, before)
            is_answered = any(
                self._worked.asked.criterion_of(each.fact) == before.id for each in self._worked.given
            )
            yield self._teller.tile(now, unsaved=is_answered or now != before)

    def _source(self) -> str:
        at, policy = self._worked.reading.at, self._desk.policy
        told = self._words.source if at.date() == self._desk.now.date() else self._words.read_on
        if self._around.is_for_payer:  # it says itself when it was prepared
            told = self._words.source_alone
        said = told.format(
            date=policy.source.date,
            version=policy.version,
            time=_time(at),
            day=self._teller.day(at.date().isoformat()),
        )
        phase = self._worked.stand.judged.phase
        if phase.truth is not Truth.MET or not phase.evidence or not phase.evidence[0].date:
            return said
        return said + self._words.in_progress.format(day=self._teller.day(phase.evidence[0].date))

    def _hidden(self) -> Iterator[tuple[str, str]]:
        draft = self._worked.draft
        yield from self._around.hidden
        yield DRAFT, draft.id
        yield "phase", self._found.phase.id
        yield from ((ASK, each) for each in draft.opened)
        yield from ((CORRECT, each) for each in draft.corrected)

    def _with_answers(self) -> str:
        count = len(self._worked.given)
        if not count:
            return ""
        words, tallied = self._desk.words.tally, tally_of(self._desk, self._worked.after)
        one, several = words.with_one, words.with_several
        return one.format(tally=tallied) if count == 1 else several.format(count=count, tally=tallied)

    def _actions(self) -> Iterator[Action]:
        path, words = self._around.path, self._words
        yield Action(words.read_again, self._around.states, READ_AGAIN)
        query = f"?policy={self._desk.policy.id}&phase={self._found.phase.id}"
        yield Action(words.print, f"{path}/summary{query}", icon="print")
        for other in self._worked.stand.others:
            to = f"{path}?policy={self._desk.policy.id}&phase={other.phase.id}"
            yield Action(self._criteria_of(other.phase), to)
        yield Action(words.sign_out, f"{path}/sign-out", "end")

    def _criteria_of(self, phase: Phase) -> str:
        words = self._words
        known = {DISCHARGE.id: words.to_discharge, CONTINUED_STAY.id: words.to_stay}
        return known.get(phase.id, words.to_phase.format(title=capitalized(phase.title)))

    def _notes(self) -> Iterator[str]:
        population = self._found.population
        values = [self._teller.text.value(each) for each in population.evidence]
        said = "; ".join(filter(None, (population.title, ", ".join(values))))
        if self._found.criteria:
            yield self._words.population.format(text=said)
        for other in self._worked.stand.others:
            if other.phase == DISCHARGE:
                yield self._discharge(other.inclusions, other.outcome)
        if left_out := "; ".join(self._left_out()):
            yield self._words.left_out.format(text=left_out)

    def _left_out(self) -> Iterator[str]:
        """What is wrong with single resources, by kind; searches are told of before all else."""
        gaps = [gap for gap in self._worked.reading.record.gaps if not gap.reference.startswith("prefetch/")]
        for told, count in Counter(plain(gap.for_a_clinician) for gap in gaps).most_common():
            yield self._words.times.format(text=told, count=count) if count > 1 else told

    def _discharge(self, criteria: Sequence[Finding], outcome: Truth) -> str:
        """How the discharge beside a continued stay stands, in the words of its card's one line."""
        brief, counted = self._teller.wording.brief, tally(criteria)
        numbers = {"open": counted.still_open, "unread": counted.unread, "total": counted.total}
        if outcome is Truth.MET:
            rest = self._desk.words.tally.triggers
            return rest.format(met=counted.met, total=counted.total, rest="")
        if outcome is Truth.NOT_MET:
            return brief.discharge_not_met.format(**numbers)
        return (brief.discharge_unread if counted.unread else brief.discharge_open).format(**numbers)

    def _printed(self) -> str:
        day, count = self._desk.today_in_full, len(self._worked.answers.given)
        told = self._words.printed_unsaved if count else self._words.printed
        return told.format(day=day, time=_time(self._desk.now), count=count)

    def _sign(self, problem: str) -> Sign:
        around = self._around
        return sign_of(self._worked, self._teller, Signing(around.writes, around.saving_is_off, problem))

    def _bar(self) -> SaveBar:
        words, worked = self._words, self._worked
        answered = {each.fact for each in worked.answers.given}
        total = len(worked.asked.entries)
        told = words.answered.format(count=len(answered), total=total) + words.not_saved
        has_unsaved = bool(worked.draft.typed)
        note = words.would_lose if has_unsaved else words.nothing_to_lose
        save = self._around.save or words.save
        return SaveBar(told, f"· {note}", save, self._around.saving_is_off, has_unsaved)

    def _foot(self) -> str:
        policy = self._desk.policy
        now = _time(self._desk.now)
        return self._words.foot.format(
            policy=policy.id, version=policy.version, day=self._desk.today_in_full, time=now
        )

    def _lapse(self) -> str:
        """What is met and lapses first, as a card says it."""
        stand, parts = self._worked.stand, self._desk.parts
        found, text = stand.determination, self._teller.text
        met = MetReader(parts.wording, text).criteria(found)
        context = CardContext((), stand.judged.phase, ())
        counted = tally(found.inclusions)
        return lapse(Telling(found, None, context, counted, (), met, None, text, parts.wording))


def _time(at: datetime) -> str:
    return f"{at:%H:%M}"
