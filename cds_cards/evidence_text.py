"""What items of the record say, in a few words and without their ids, and who said it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cds_cards.attestation import Attestation
from cds_cards.author_text import called, named
from cds_cards.calendar import Calendar
from cds_cards.fact_text import UNNAMED
from cds_cards.markdown import MAX_WORD_LENGTH, Inert, broken
from cds_cards.prepared_facts import Phrase, PreparedFacts, Said
from criteria.facts import CANNOT_TELL, Author, Evidence
from criteria.leaves.age import BIRTH_DATE

MAX_DISPLAY_LENGTH = 50
MAX_SHORT_NOTE_LENGTH = 12
"""A note such as "baseline" belongs to its value."""


_ANSWERS = {"yes": "yes", "no": "no", "none": "no"}
_NOTHING = Phrase("", "", "")
_NAMELESS_YES = Said(_NOTHING, _NOTHING, "yes")
_BIRTH_DATE = Said(_NOTHING, _NOTHING, "")


class EvidenceText:
    """Writes what evidence says, in the words for a policy's facts; made anew for each card.

    What it has written once it keeps for the card, since most answers are of one day and person.
    """

    def __init__(self, prepared: PreparedFacts, calendar: Calendar, inert: Inert = broken) -> None:
        self._prepared = prepared
        self._wording = prepared.wording
        self._facts = prepared.facts
        self._calendar, self._inert = calendar, inert
        self._texts: dict[str, str] = {}
        self._codes: dict[tuple[str, str], str] = {}
        self._people: dict[Author, str] = {}

    def values(self, evidence: Iterable[Evidence], *, briefly: bool = False) -> list[str]:
        """What the items say; see `told`."""
        return self.told([self.said(each) for each in evidence], briefly=briefly)

    def told(self, said: Iterable[Said], *, briefly: bool = False) -> list[str]:
        """What was said; a fact with several answers, and a code that several rest on, is named once.

        Briefly, only what says more than yes or no, without longer notes. The birth
        date is left out: the population has been told by it.
        """
        if briefly:
            phrases = [each.brief for each in said if not each.answer and each is not _BIRTH_DATE]
        else:
            phrases = [each.whole for each in said if each is not _BIRTH_DATE]
        texts = {each.name: each.text for each in phrases}
        return list(texts.values()) if len(texts) == len(phrases) else self._by_name(phrases)

    def _by_name(self, phrases: Iterable[Phrase]) -> list[str]:
        by_name: dict[str, dict[str, None]] = {}
        for name, value, _ in phrases:
            by_name.setdefault(name, {})[value] = None
        return [self._phrase(name, ", ".join(filter(None, values))).text for name, values in by_name.items()]

    def apart(
        self, attested: Sequence[Said], computed: Sequence[Said], *, is_mixed: bool, briefly: bool
    ) -> list[str]:
        """What was attested, and behind it what the record tells by itself, which in a mixed card is said."""
        told = self.told(attested, briefly=briefly)
        if computed and (by_itself := self.told(computed, briefly=briefly)):
            told += by_itself
            if is_mixed:
                told[-1] += f" ({self._wording.on_file})"
        return told

    def said(self, evidence: Evidence) -> Said:
        """What an item is about, its value, and what a reader should know of it."""
        if evidence.value == "yes" and not evidence.note:
            return self._prepared.yes.get(evidence.fact, _NAMELESS_YES)
        if evidence.fact == BIRTH_DATE:
            return _BIRTH_DATE
        if self.is_event(evidence):
            return self._event(evidence)
        name, value = self._named(evidence)
        answer = _ANSWERS.get(str(evidence.value), "")
        without = self._phrase(name, value)
        if not evidence.note:
            return Said(without, without, answer)
        note = self.written(evidence.note)
        whole = self._phrase(name, f"{value} ({note})".strip())
        return Said(whole, whole if len(note) <= MAX_SHORT_NOTE_LENGTH else without, answer)

    def is_event(self, evidence: Evidence) -> bool:
        """Whether an item is a stay or a contact on file, not somebody's word on how many there were."""
        return evidence.by is None and self._facts.get(evidence.fact, UNNAMED).is_events

    def _event(self, evidence: Evidence) -> Said:
        """A stay or a contact by its day, with its note behind it; briefly, the day alone."""
        name = self._facts[evidence.fact].name
        day = self.day(evidence.date) or self.written(evidence.value)
        noted = f"{day} ({self.written(evidence.note)})" if evidence.note else day
        return Said(self._phrase(name, noted), self._phrase(name, day), "")

    def value(self, evidence: Evidence) -> str:
        """What one item says, without its note."""
        return self._phrase(*self._named(evidence)).text

    def hint(self, hint: Evidence) -> str:
        """What an item that settles nothing says: what it is, its date, what it does not show."""
        if hint.value == CANNOT_TELL:
            return f"{self._facts.get(hint.fact, UNNAMED).name}: {self.unsure(hint)}"
        is_diagnosis = self._facts.get(hint.fact, UNNAMED).is_diagnosis
        if is_diagnosis or hint.value in ("yes", "no"):
            shown = self.value(hint)
        else:
            shown = self.written(hint.value) or (self.code(hint) if hint.display or not hint.note else "")
        when = f" ({self.day(hint.date)})" if hint.date and shown else self.day(hint.date)
        return ", ".join(filter(None, (shown + when, self.written(hint.note))))

    def unsure(self, hint: Evidence) -> str:
        """Who could not tell, and when: "Feb 20, Ada Obi, LPC: cannot tell"."""
        name = named(hint.by, self._wording, self._inert) if hint.by else self._wording.someone
        return self._wording.unsure.format(day=self.day(hint.date), name=name)

    def origin(self, usual: Attestation | None, mostly: bool = False) -> str:
        """Where a section comes from: who attested it, or mostly did, or the record by itself."""
        if usual is None:
            return self._wording.on_file
        sentence = self._wording.mostly_attested if mostly else self._wording.attested
        return sentence.format(text=self.attested(usual))

    def of_others(self, evidence: Sequence[Evidence], usual: Attestation | None) -> str:
        """Who gave the answers that are not of the usual day and person, in brackets; empty when nobody.

        A person stands with what that person gave, unless it is all there is.
        """
        if usual is None:
            return ""
        newest: dict[str, Attestation] = {}
        for each in evidence:
            if each.by and each.fact not in newest:
                newest[each.fact] = Attestation(each.date, each.by)
        by_giver: dict[Attestation, list[str]] = {}
        for fact, given in newest.items():
            by_giver.setdefault(given, []).append(self._facts.get(fact, UNNAMED).name)
        others = [each for each in by_giver if each != usual]
        days = self._days(sorted([each.day for each in others if each.by == usual.by]))
        said = [
            self._apart(each, usual, by_giver[each] if by_giver.keys() - {each} else ())
            for each in others
            if each.by != usual.by
        ]
        return f" ({'; '.join([*days, *said])})" if others else ""

    def _apart(self, given: Attestation, usual: Attestation, names: Sequence[str]) -> str:
        """Another person, behind the names of what was given, and the day where it is another one."""
        who = self._by(given.by) if given.day == usual.day else self.attested(given)
        return f"{', '.join(filter(None, names))} {who}".strip()

    def _days(self, days: Sequence[str]) -> Iterator[str]:
        """Some days in their order: one, or the first and the last."""
        if days:
            first, last = self.day(days[0]), self.day(days[-1])
            yield first if first == last else self._wording.days.format(first=first, last=last)

    def attested(self, given: Attestation) -> str:
        """A day and a person: "Nov 19 by Ada Obi, LPC (license not checked)"."""
        return f"{self.day(given.day)} {self._by(given.by)}".strip()

    def day(self, day: str) -> str:
        """A day of the record as a card writes it."""
        return self.written(day)

    def written(self, text: object) -> str:
        """A stretch of the record, its dates as a card writes them."""
        text = str(text)
        if text.isalnum() and len(text) <= MAX_WORD_LENGTH:
            return text
        if text not in self._texts:
            self._texts[text] = self._inert(self._calendar.written(text))
        return self._texts[text]

    def _phrase(self, name: str, value: str) -> Phrase:
        return Phrase(name, value, self._wording.value.format(name=name, value=value) if value else name)

    def _named(self, evidence: Evidence) -> tuple[str, str]:
        """What an item is about, and its value; an answer that says by itself what it is about has none."""
        fact = self._facts.get(evidence.fact, UNNAMED)
        name = fact.name
        if evidence.value == "yes":
            return name, ""
        if evidence.value == "no":
            return self._wording.no.format(name=name), ""
        if (fact is UNNAMED or fact.is_diagnosis) and (code := self.code(evidence)):
            return code, self.written(evidence.value)
        if fact.is_events and isinstance(evidence.value, int):
            return name, self._wording.told.format(value=self.written(evidence.value))
        if evidence.value == "":
            return self._wording.stands.format(name=name), ""
        return name, self.written(evidence.value)

    def code(self, evidence: Evidence) -> str:
        """A code of the record with what it is called there; none where it is the code of a fact itself."""
        if not evidence.code:
            return ""
        coded = evidence.code, evidence.display
        if coded not in self._codes:
            self._codes[coded] = self._coded(*coded)
        return self._codes[coded]

    def _coded(self, system_and_code: str, display: str) -> str:
        code, inert = system_and_code.rpartition("|")[2], self._inert
        if not code or code in self._facts:
            return ""
        if not display:
            return inert(code)
        return self._wording.code.format(code=inert(code), display=inert(display, MAX_DISPLAY_LENGTH))

    def _by(self, author: Author) -> str:
        if author not in self._people:
            self._people[author] = called(author, self._wording, self._inert)
        return self._people[author]
