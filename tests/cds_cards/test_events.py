"""What cards say of events, of scores that are too old, and of what the record may lack."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pytest

from cds_cards.actions import CardAddresses
from cds_cards.build import CardBuilder
from cds_cards.fact_text import FactText
from cds_cards.wording import load_wording
from criteria.evaluate import determine
from criteria.events import Event, Events
from criteria.facts import Author, Evidence, Fact, FactKind, FactType, License, Vocabulary
from tests.cds_cards.small_policy import ON, context
from tests.support.policies import criterion, policy, rule_set

VOCABULARY: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "stays": FactType(FactKind.EVENTS),
    "crises": FactType(FactKind.EVENTS),
    "locus": FactType(FactKind.SCORE),
}
FACTS = {
    "stays": FactText("Psychiatric stays", "the practitioner", is_events=True),
    "crises": FactText("Crisis contacts", "the practitioner", is_events=True),
    "locus": FactText("LOCUS composite", "whoever scored it", "LOCUS"),
}
LPC = Author("Practitioner/1", "Ada Obi", "LPC", License.LISTED)
TWO = {"events": ["stays"], "minimum": 2, "within": "12 months"}
LONG = {"lasting": ["stays"], "more_than": "30 days", "within": "12 months"}
NONE = {"events": ["stays"], "maximum": 0, "within": "12 months"}


def stay(day: str, until: str, note: str) -> tuple[Event, Evidence]:
    """A stay on file."""
    event = Event(date.fromisoformat(day), date.fromisoformat(until), date.fromisoformat(until))
    return event, Evidence("stays", f"Encounter/{day}", day, "act|IMP", "Inpatient", note)


FIRST = stay("2025-12-02", "2026-01-03", "32 days, until 2026-01-03")
SECOND = stay("2026-02-03", "2026-02-03", "")


def stays(*on_file: tuple[Event, Evidence], told: int | None = None) -> Fact:
    """Stays on file, and how many a clinician told."""
    word = [Evidence("stays", "Observation/1", "2026-02-20", value=told or "none", by=LPC)]
    evidence = [*(word if told is not None else ()), *(shown for _, shown in on_file)]
    return Fact("stays", Events(tuple(event for event, _ in on_file), told=told), evidence=tuple(evidence))


def locus(value: int, day: str) -> Fact:
    """A score of a day."""
    shown = Evidence("locus", "Observation/2", day, value=value, by=LPC)
    return Fact("locus", value, evidence=(shown,), day=date.fromisoformat(day))


def lines(when: Any, *known: Fact) -> list[str]:
    """The lines of the card of a policy with one criterion."""
    small = policy(rule_set(criterion("A", when, title="Asked for")))
    facts = {name: Fact(name, reason="nothing on file") for name in VOCABULARY}
    facts |= {fact.name: fact for fact in known}
    found = determine(small, VOCABULARY, facts, ON, in_progress=False)
    addresses, ids = CardAddresses("https://cds.example", "https://x.example/fhir"), count()
    builder = CardBuilder(load_wording(), [small], {small.id: FACTS}, addresses)
    (card,) = builder.build(found, context(), lambda: f"uuid-{next(ids)}")
    return [line.rstrip() for line in card.detail.splitlines() if line]


@pytest.mark.parametrize(
    ("when", "known", "said"),
    [
        pytest.param(
            TWO,
            stays(FIRST, SECOND),
            [
                "**Met (1)**, from the record",
                "- **A** Psychiatric stays Dec 2, 2025 (32 days, until Jan 3), Feb 3",
            ],
            id="stays on file, each with its day and until when",
        ),
        pytest.param(
            TWO,
            stays(SECOND, told=3),
            [
                "**Met (1)**, attested Feb 20 by Ada Obi, LPC, license on the site's list",
                "- **A** Psychiatric stays 3 told; Psychiatric stays Feb 3 (from the record)",
            ],
            id="how many a clinician told, apart from those on file",
        ),
        pytest.param(
            LONG,
            stays(FIRST),
            ["**Met (1)**, from the record", "- **A** Psychiatric stays Dec 2, 2025 (32 days, until Jan 3)"],
            id="one that lasted",
        ),
        pytest.param(
            TWO,
            stays(SECOND, told=1),
            [
                "**Not met (1)**, attested Feb 20 by Ada Obi, LPC, license on the site's list",
                "- **A. Asked for**: Psychiatric stays 1 told, Feb 3. "
                "A newer answer by the same person replaces it.",
            ],
            id="fewer than asked for, as a clinician told",
        ),
        pytest.param(
            NONE,
            stays(told=0),
            [
                "**Met (1)**, attested Feb 20 by Ada Obi, LPC, license on the site's list",
                "- **A** Asked for: Psychiatric stays none",
            ],
            id="none, as a clinician told",
        ),
        pytest.param(
            TWO,
            stays(SECOND),
            [
                "**Still needed (1)**",
                "- **A. Asked for**: the practitioner; on file, does not settle it: 1 so far; "
                "the record may lack some.",
            ],
            id="fewer than asked for, of a record that may lack some",
        ),
        pytest.param(
            {"any_of": [TWO, LONG]},
            stays(SECOND),
            [
                "**Still needed (1)**",
                "- **A. Asked for**: the practitioner; on file, does not settle it: 1 so far; "
                "the record may lack some.",
            ],
            id="what is lacking for two reasons, of which one says the other",
        ),
        pytest.param(
            TWO,
            stays(FIRST, (SECOND[0]._replace(may_be_another=True), SECOND[1])),
            [
                "**Still needed (1)**",
                "- **A. Asked for**: the practitioner; on file, does not settle it: "
                "1 so far, and 1 that may be the same as another; the record may lack some.",
            ],
            id="two that may be one",
        ),
        pytest.param(
            TWO,
            Fact("stays", reason="nothing on file"),
            ["**Still needed (1)**", "- **A. Asked for**: the practitioner; not on file."],
            id="nothing on file",
        ),
        pytest.param(
            {**TWO, "events": ["stays", "crises"]},
            stays(SECOND),
            [
                "**Still needed (1)**",
                "- **A. Asked for**: the practitioner (Psychiatric stays); on file, does not settle it: "
                "1 so far; the record may lack some. The practitioner (Crisis contacts); not on file.",
            ],
            id="of several kinds what each lacks",
        ),
        pytest.param(
            {"score": "locus", "minimum": 17, "within": "60 days"},
            locus(19, "2025-10-01"),
            [
                "**Still needed (1)**",
                "- **A. Asked for**: whoever scored it; on file, does not settle it: LOCUS 19, "
                "the latest, of Oct 1, 2025, is more than 60 days ago.",
            ],
            id="a score of before the window",
        ),
        pytest.param(
            {"score": "locus", "minimum": 17, "maximum": 22},
            locus(25, "2026-02-20"),
            [
                "**Not met (1)**, attested Feb 20 by Ada Obi, LPC, license on the site's list",
                "- **A. Asked for**: LOCUS 25. A newer answer by the same person replaces it.",
            ],
            id="a score above what is asked for",
        ),
    ],
)
def test_what_a_card_says_of_it(when: Any, known: Fact, said: list[str]) -> None:
    assert lines(when, known)[: len(said)] == said
