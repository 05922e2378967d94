"""The questions of a criterion as a page asks them: nothing is chosen but what was typed; nothing leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace

from criteria.facts import SEVERITIES
from mappings.forms.given import CANNOT_TELL, NO, SIGNER, YES, By
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle
from mappings.readers.form_item import FormItem, ItemKind
from mappings.readers.severity import severity
from service.worksheet.asked import Placed
from service.worksheet.count_question import count_question, time_asked_about
from service.worksheet.on_file import window_start
from service.worksheet.people import ANOTHER_CAREGIVER, ANOTHER_PRACTITIONER, ME, PATIENT, People
from service.worksheet.posted import BY, JOINED, NAME, ON, ON_A_DAY, RELATIONSHIP
from service.worksheet.teller import Teller
from service.worksheet.typed import Typed
from service.worksheet.view.questions import Choice, Choices, Field, Question, Rate


class QuestionWriter:
    """Writes the questions of one sheet."""

    def __init__(
        self,
        teller: Teller,
        facts: PatientFacts,
        people: People,
        typed: Typed,
        corrected: Mapping[str, By] = {},
    ) -> None:
        self._teller, self._facts, self._people, self._typed = teller, facts, people, typed
        self._corrected = corrected
        self._words = teller.words
        self._fields = teller.desk.policy.words.fields

    def questions(self, placed: Sequence[Placed]) -> tuple[Question, ...]:
        """The questions of one criterion; ratings, and the scores of one instrument, are asked together."""
        return tuple(self._question(list(each)) for _, each in groupby(placed, key=_together))

    def _question(self, placed: Sequence[Placed]) -> Question:
        question = self._asked(placed)
        return replace(question, kept=self._words.questions.kept) if placed[0].is_kept else question

    def _asked(self, placed: Sequence[Placed]) -> Question:
        first = placed[0].entry
        match first.item.kind:
            case ItemKind.SEVERITY:
                return self._ratings(placed)
            case ItemKind.SCORE:
                return self._scores(placed)
            case ItemKind.DATE:
                return self._date(placed[0])
            case ItemKind.COUNT:
                return count_question(first.item, _part(placed[0]), self._typed, self._teller.desk)
            case ItemKind.YES_NO:
                return self._yes_no(placed[0])

    def _yes_no(self, placed: Placed) -> Question:
        item, name = placed.entry.item, placed.entry.fact
        answers = self._words.answers
        options = ((YES, answers.yes), (NO, answers.no), (CANNOT_TELL, answers.cannot_tell))
        whose, fields = self._whose(item, name)
        return Question(
            name,
            item.asks,
            _part(placed),
            self._stays(name) or self._window(item),
            self._choices(name, options),
            whose=whose,
            whose_fields=fields,
            error=self._typed.problem(name),
        )

    def _ratings(self, placed: Sequence[Placed]) -> Question:
        rows = tuple(self._rate(each.entry.item) for each in placed)
        name = JOINED.join(each.entry.fact for each in placed)
        asks = self._words.questions.severities
        return Question(name, asks, _part(placed[0]), self._window(placed[0].entry.item), rates=rows)

    def _rate(self, item: FormItem) -> Rate:
        severities = self._words.answers.severities
        options = [(each, severities[each]) for each in (*SEVERITIES, CANNOT_TELL)]
        problem = self._typed.problem(item.fact)
        return Rate(item.fact, item.title, self._choices(item.fact, options), self._was(item), problem)

    def _was(self, item: FormItem) -> str:
        """The newest rating of a practitioner, whenever it was given."""
        ratings, _ = answers_that_settle(item.fact, PRACTITIONER, self._facts)
        level = severity(ratings[0].source, item.fact, self._facts.mapping) if ratings else None
        if not isinstance(level, int):
            return ""
        day = self._teller.day(ratings[0].when.day)
        return self._words.questions.was.format(when=day, value=SEVERITIES[level])

    def _scores(self, placed: Sequence[Placed]) -> Question:
        first = placed[0].entry
        items = [each.entry.item for each in placed]
        is_one = not first.shared
        beside = first.beside
        fields = [self._score(each, is_one) for each in items] + [self._day(beside)]
        whose, named = self._scorer(first.item, beside)
        title = self._teller.title(first.shared)
        asks = first.item.asks if is_one else self._words.questions.scores.format(title=title)
        name = JOINED.join((*(each.fact for each in items), *(() if is_one else (beside,))))
        since = window_start(first.item, self._teller.desk)
        help_ = self._words.questions.score_window.format(day=since) if since else ""
        return Question(name, asks, _part(placed[0]), help_, (), tuple(fields), (), whose, named)

    def _score(self, item: FormItem, is_one: bool) -> Field:
        low, high = item.range or (0, 0)
        questions = self._words.questions
        return Field(
            item.fact,
            questions.score if is_one else item.title,
            "number",
            self._typed.value(item.fact),
            questions.range.format(low=low, high=high),
            self._typed.problem(item.fact),
            str(low),
            str(high),
        )

    def _day(self, beside: str) -> Field:
        questions, name = self._words.questions, beside + ON
        most = self._teller.desk.on.isoformat()
        value, problem = self._typed.value(name), self._typed.problem(name)
        return Field(name, questions.day, "date", value, questions.day_help, problem, most=most)

    def _date(self, placed: Placed) -> Question:
        item, name = placed.entry.item, placed.entry.fact
        answers, questions = self._words.answers, self._words.questions
        options = [(ON_A_DAY, answers.on_a_day)]
        options += [(NO, answers.none)] if item.may_be_none else []
        options.append((CANNOT_TELL, answers.cannot_tell))
        on, most = name + ON, self._teller.desk.on.isoformat()
        day = Field(on, questions.date, "date", self._typed.value(on), "", self._typed.problem(on), most=most)
        help_ = time_asked_about(item, self._teller.desk)
        choices, problem = self._choices(name, options), self._typed.problem(name)
        return Question(name, item.asks, _part(placed), help_, choices, (day,), error=problem)

    def _choices(self, name: str, options: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
        chosen = self._typed.value(name)
        return tuple(Choice(value, label, value == chosen) for value, label in options)

    def _window(self, item: FormItem) -> str:
        since = window_start(item, self._teller.desk)
        return self._words.questions.window.format(day=since) if since else ""

    def _whose(self, item: FormItem, name: str) -> tuple[Choices | None, tuple[Field, ...]]:
        """Whose answer it is, where it may be another's than the signer's."""
        options = [(each, self._told_by(each)) for each in self._people.choices(item)]
        if not options or name in self._corrected:
            return None, ()
        whose = Choices(
            name + BY,
            self._words.people.whose,
            self._choices(name + BY, options),
            self._typed.problem(name + BY),
        )
        is_named = any(each == ANOTHER_CAREGIVER for each, _ in options)
        return whose, tuple(self._named(name, is_caregiver=True)) if is_named else ()

    def _scorer(self, item: FormItem, name: str) -> tuple[Choices, tuple[Field, ...]]:
        is_corrected = item.fact in self._corrected
        people = () if is_corrected else self._people.choices(item)
        options = [(each, self._scored_by(each)) for each in people]
        options.append((CANNOT_TELL, self._words.answers.cannot_tell_score))
        whose = Choices(
            name + BY,
            self._stays(item.fact) or self._words.people.who_completed,
            self._choices(name + BY, options),
            self._typed.problem(name + BY),
        )
        return whose, () if is_corrected else tuple(self._named(name, is_caregiver=False))

    def _named(self, name: str, *, is_caregiver: bool) -> Iterator[Field]:
        people, own = self._words.people, name + NAME
        label = people.name_of_caregiver if is_caregiver else people.name_of_scorer
        yield Field(own, label, "text", self._typed.value(own), error=self._typed.problem(own))
        if is_caregiver:
            label = people.relationship.format(**self._fields)
            own = name + RELATIONSHIP
            yield Field(own, label, "text", self._typed.value(own), error=self._typed.problem(own))

    def _stays(self, fact: str) -> str:
        """Whose answer it is that is corrected, and stays; empty of what is asked anew."""
        by, people = self._corrected.get(fact), self._words.people
        if by is None:
            return ""
        return people.own_stays if by == SIGNER else people.stays.format(name=self._teller.whose(by))

    def _told_by(self, chosen: str) -> str:
        people = self._words.people
        known = {
            ME: people.me,
            PATIENT: people.patient_told.format(**self._fields),
            ANOTHER_CAREGIVER: people.another_caregiver,
        }
        return known.get(chosen) or people.told_me.format(name=self._caregiver(chosen))

    def _caregiver(self, reference: str) -> str:
        found = next(each for each in self._people.caregivers if each.reference == reference)
        if not found.relationship:
            return found.name
        return self._words.people.related.format(name=found.name, relationship=found.relationship)

    def _scored_by(self, chosen: str) -> str:
        people = self._words.people
        if chosen == ME:
            return people.me_scored.format(name=self._teller.desk.signer.name)
        if chosen == ANOTHER_PRACTITIONER:
            return people.someone_else
        return next(each.name for each in self._people.colleagues if each.reference == chosen)


def _together(placed: Placed) -> tuple[str, str, bool]:
    """What is asked at once: ratings in one table, scores that share their day."""
    entry = placed.entry
    if entry.item.kind is ItemKind.SEVERITY:
        return ItemKind.SEVERITY, "", placed.is_kept
    return entry.item.kind, entry.beside, placed.is_kept


def _part(placed: Placed) -> str:
    """The part of the criterion that a question is about; nothing where that is the whole."""
    return placed.path.rpartition("/")[2] if "." in placed.path or "/" in placed.path else ""
