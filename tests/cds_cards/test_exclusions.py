"""Exclusions on a card: counted apart from the criteria, and never passed over in silence."""

from __future__ import annotations

from itertools import count

import pytest

from cds_cards.actions import CardAddresses
from cds_cards.build import CardBuilder, Style
from cds_cards.card import Card
from cds_cards.fact_text import FactText
from cds_cards.wording import load_wording
from criteria.evaluate import determine
from criteria.facts import Author, Evidence, Fact, License
from criteria.reasons import ReasonCode
from tests.cds_cards.small_policy import ON, VOCABULARY, context, facts
from tests.support.policies import criterion, policy, rule_set

FACTS = {
    "recommended": FactText("Recommended", "a nurse"),
    "score": FactText("Score", "a rater"),
    "leaving": FactText("Lives in a nursing facility", "the facility", "nursing facility"),
    "done": FactText("In a day program", "the day program"),
    "agreed": FactText("In residential care", "the provider of residential care"),
}
SMALL = policy(
    rule_set(
        criterion("A", {"fact": "recommended"}, title="Recommended"),
        criterion("B", {"score": "score", "minimum": 10}, title="Impaired"),
        criterion("E1", {"fact": "leaving"}, title="Lives in a nursing facility", excludes=True),
        criterion(
            "E2", {"any_of": [{"fact": "done"}, {"fact": "agreed"}]}, title="Served elsewhere", excludes=True
        ),
        title="adult admission",
    )
)
LPC = Author("Practitioner/1", "Ada Obi", "LPC", License.LISTED)
BY = "attested Feb 1 by Ada Obi, LPC, license on the site's list"
MET = {"recommended": "met", "score": "12"}
RULED_OUT = {"leaving": "not_met", "done": "not_met", "agreed": "not_met"}
ADDRESSES = CardAddresses("https://cds.example", "https://x.example/fhir")


def card(style: Style = "brief", unread: str = "", **stated: str) -> Card:
    """The card of what a clinician attested, where one fact may not have been read."""
    said = {name: attested(fact) for name, fact in facts(**stated).items()}
    if unread:
        said[unread] = Fact(unread, reason="the server failed", code=ReasonCode.UNREAD_FAILED)
    found = determine(SMALL, VOCABULARY, said, ON, in_progress=False)
    builder, ids = CardBuilder(load_wording(), [SMALL], {SMALL.id: FACTS}, ADDRESSES, style), count()
    (only,) = builder.build(found, context(), lambda: f"uuid-{next(ids)}")
    return only


def attested(fact: Fact) -> Fact:
    """A fact with who said so, and yes or no for what is one."""
    words = {"met": "yes", "not_met": "no"}
    proof = tuple(
        Evidence(e.fact, e.reference, e.date, value=words.get(str(e.value), e.value), by=LPC)
        for e in fact.evidence
    )
    return Fact(fact.name, fact.value, fact.reason, proof)


@pytest.mark.parametrize(
    ("stated", "summary", "indicator"),
    [
        pytest.param(
            MET | RULED_OUT,
            "all 2 criteria documented as met, 2 exclusions ruled out; for clinician review",
            "info",
            id="all met and every exclusion ruled out",
        ),
        pytest.param(
            MET,
            "2 of 2 criteria met, 2 exclusions not ruled out: E1. Lives in a nursing facility, "
            "E2. Served elsewhere",
            "info",
            id="all met and nothing said of exclusions",
        ),
        pytest.param(
            MET | RULED_OUT | {"agreed": "unknown"},
            "2 of 2 criteria met, 1 exclusion not ruled out: E2. Served elsewhere",
            "info",
            id="one exclusion of two ruled out",
        ),
        pytest.param(
            MET | RULED_OUT | {"leaving": "met"},
            "excluded by E1. Lives in a nursing facility; 2 of 2 criteria met",
            "warning",
            id="an exclusion applies though all is met",
        ),
        pytest.param(
            {"recommended": "not_met", "leaving": "met"},
            "excluded by E1. Lives in a nursing facility; 0 of 2 criteria met, 1 not met, "
            "1 exclusion not ruled out",
            "warning",
            id="an exclusion that applies is told before what is not met",
        ),
        pytest.param(
            {"recommended": "not_met"},
            "1 of 2 not met (A. Recommended); 1 open, 2 exclusions not ruled out",
            "warning",
            id="not met, and exclusions open",
        ),
        pytest.param(
            {"recommended": "met"},
            "1 of 2 met, 2 exclusions not ruled out. Missing: Score",
            "info",
            id="criteria and exclusions open",
        ),
        pytest.param(
            RULED_OUT | {"recommended": "met"},
            "1 of 2 met. Missing: Score",
            "info",
            id="criteria open, exclusions ruled out",
        ),
        pytest.param(
            MET | {"leaving": "not_met", "unread": "done"},
            "the record could not be read in full; 2 of 2 met, 1 unread",
            "warning",
            id="an exclusion that was not read",
        ),
    ],
)
def test_a_summary_counts_exclusions_apart_from_the_criteria(
    stated: dict[str, str], summary: str, indicator: str
) -> None:
    found = card("brief", **stated)
    assert (found.summary.removeprefix("H9999 Service adult admission: "), found.indicator) == (
        summary,
        indicator,
    )


@pytest.mark.parametrize(
    ("stated", "sections"),
    [
        pytest.param(
            MET | RULED_OUT,
            [
                f"**Met (2)**, {BY}",
                "- **A** Recommended",
                "- **B** Score 12",
                f"**Ruled out (2)**, {BY}: **E1** Lives in a nursing facility · **E2** Served elsewhere",
            ],
            id="ruled out stands last, in one line",
        ),
        pytest.param(
            MET | RULED_OUT | {"agreed": "met", "done": "unknown"},
            [
                f"**Excluded by (1)**, {BY}",
                "- **E2. Served elsewhere**: In residential care. "
                "A newer answer by the same person replaces it.",
                f"**Met (2)**, {BY}: **A** · **B** Score 12",
                f"**Ruled out (1)**, {BY}: **E1**",
            ],
            id="what excludes stands first, and by which of its facts",
        ),
        pytest.param(
            MET | RULED_OUT | {"leaving": "met"},
            [
                f"**Excluded by (1)**, {BY}",
                "- **E1. Lives in a nursing facility**. A newer answer by the same person replaces it.",
                f"**Met (2)**, {BY}: **A** · **B** Score 12",
                f"**Ruled out (1)**, {BY}: **E2**",
            ],
            id="what its title says already is not said again",
        ),
        pytest.param(
            {"recommended": "met", "done": "not_met"},
            [
                "**Still needed (1)**",
                "- **B. Impaired**: a rater; not on file.",
                "**Not ruled out (2)**",
                "- **E1. Lives in a nursing facility**: the facility; not on file.",
                "- **E2. Served elsewhere**: the provider of residential care (In residential care); "
                "not on file.",
                f"**Met (1)**, {BY}",
                "- **A** Recommended",
            ],
            id="what is not ruled out stands behind what is needed, with who can say",
        ),
        pytest.param(
            MET | {"leaving": "not_met", "unread": "done"},
            [
                "**Unread (1)**: the server failed. What it holds is not counted here.",
                "Not judged without it: E2. Served elsewhere.",
                "**Known without it**: all.",
                "Open the chart again, or tell IT.",
                f"**Met (2)**, {BY}: **A** · **B** Score 12",
                f"**Ruled out (1)**, {BY}: **E1**",
            ],
            id="an exclusion that was not read is told as unread",
        ),
    ],
)
def test_exclusions_have_sections_of_their_own(stated: dict[str, str], sections: list[str]) -> None:
    lines = [line.rstrip() for line in card("brief", **stated).detail.splitlines() if line]
    assert lines[: len(sections)] == sections


@pytest.mark.parametrize(
    ("stated", "headline", "state"),
    [
        pytest.param(
            MET | RULED_OUT,
            "No criterion is open or not met; for clinician review.",
            "**E1. Lives in a nursing facility: ruled out**",
            id="ruled out",
        ),
        pytest.param(
            MET | {"leaving": "met"},
            "Excluded by: E1. Lives in a nursing facility.",
            "**E1. Lives in a nursing facility: exclusion applies**",
            id="applying",
        ),
        pytest.param(
            MET | {"done": "not_met", "agreed": "not_met"},
            "Not ruled out: E1. Lives in a nursing facility.\nWho can supply it: the facility (E1).",
            "**E1. Lives in a nursing facility: not ruled out**",
            id="not ruled out",
        ),
    ],
)
def test_a_full_card_tells_exclusions_in_words_of_their_own(
    stated: dict[str, str], headline: str, state: str
) -> None:
    detail = card("full", **stated).detail
    first = "\n".join(line.rstrip() for line in detail.partition("\n\n")[0].splitlines())
    assert first == headline
    assert state in detail


def test_the_link_opens_the_policy_at_what_excludes() -> None:
    assert card("brief", **MET, leaving="met").links[-1].url.endswith("#E1")
    assert card("brief", **MET).links[-1].url.endswith("#E1")


def test_a_diagnosis_that_excludes_is_not_asked_for_as_one_that_qualifies() -> None:
    excluding = {**FACTS, "leaving": FactText("Dementia", "the diagnosing clinician", is_diagnosis=True)}
    found = determine(SMALL, VOCABULARY, facts(**MET), ON, in_progress=False)
    builder = CardBuilder(load_wording(), [SMALL], {SMALL.id: excluding}, ADDRESSES)
    (only,) = builder.build(found, context(), lambda: "uuid")
    assert "- **E1. Lives in a nursing facility**: the diagnosing clinician; not on file." in only.detail
    assert "qualifying" not in only.detail
