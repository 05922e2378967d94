"""Cards of a small policy for whatever facts are stated."""

from datetime import date
from itertools import count

from cds_cards.actions import CardAddresses
from cds_cards.build import CardBuilder, Style
from cds_cards.card import Card
from cds_cards.context import CardContext
from cds_cards.fact_text import FactText
from cds_cards.wording import load_wording
from criteria.evaluate import determine
from criteria.fact_values import parse_given
from criteria.facts import Evidence, Fact, FactKind, FactType, Vocabulary
from criteria.gaps import Gap
from criteria.policy import Policy
from criteria.truth import Truth

ON = date(2026, 3, 1)
VOCABULARY: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "recommended": FactType(FactKind.TRUTH),
    "agreed": FactType(FactKind.TRUTH),
    "score": FactType(FactKind.SCORE),
    "leaving": FactType(FactKind.TRUTH),
    "done": FactType(FactKind.TRUTH),
}
FACTS = {
    "birth-date": FactText("Birth date", ""),
    "recommended": FactText("Recommended", ""),
    "agreed": FactText("Agreed", "a partner"),
    "score": FactText("Score", "a rater"),
}
POLICY = """
id: test-policy
version: "1"
title: A test policy
service: {code: H9999, name: A Service, short_name: Service}
source: {payer: A Payer, title: A Title, date: undated}
words: {reviewer: a nurse, person: adult}
criteria_parts: [{begins: Adults, ends: met}]
rule_sets:
  - id: admission
    phase: admission
    title: adult admission
    text: "Adults need all of this:"
    population: {title: Adult, text: Adults, when: {age: {from: 18 years}}}
    when:
      all_of:
        - {id: A, title: Recommended, text: a recommendation, when: {fact: recommended}}
        - id: B
          title: A score or an agreement
          text: a score or an agreement
          reads_as: Ten counts.
          when: {any_of: [{score: score, minimum: 10}, {fact: agreed}]}
        - {id: C, title: Agreed, text: an agreement, left_to_clinician: the agreement, when: {fact: agreed}}
  - id: stay
    phase: continued-stay
    title: continued stay
    text: "Adults need all of this:"
    population: {title: Adult, text: Adults, when: {age: {from: 18 years}}}
    when: {all_of: [{id: A, title: Admission criteria, text: all of this, when: {rule_set: admission}}]}
    not_met: {text: It ends when not met}
  - id: discharge
    phase: discharge
    title: discharge
    text: "Adults need all of this:"
    population: {title: Anybody, text: Adults, when: {all_of: []}}
    when:
      any_of:
        - {id: 1, title: Leaving, text: leaving, when: {fact: leaving}}
        - {id: 2, title: Done, text: done, when: {fact: done}}
"""
SOURCE = """
Adults need all of this: a recommendation; a score or an agreement; an agreement.
leaving. done. It ends when not met. The nurse of the adult decides.
"""


def facts(**stated: str) -> dict[str, Fact]:
    values = {"birth-date": "1990-01-01"} | {name.replace("_", "-"): value for name, value in stated.items()}
    result = {}
    for name, kind in VOCABULARY.items():
        value = parse_given(kind, values.get(name, "unknown"), ON).value
        proof = (
            ()
            if value is None
            else (Evidence(name, f"Observation/{name}", "2026-02-01", value=values[name]),)
        )
        result[name] = Fact(name, value, "" if value is not None else "not documented", proof)
    return result


def builder(policy: Policy, style: Style = "brief") -> CardBuilder:
    addresses = CardAddresses("https://cds.example", "https://x.example/fhir")
    return CardBuilder(load_wording(), [policy], {policy.id: FACTS}, addresses, style)


def cards(
    policy: Policy,
    stated: dict[str, str],
    in_progress: bool = False,
    gaps: tuple[Gap, ...] = (),
    style: Style = "brief",
) -> tuple[Card, ...]:
    found = determine(policy, VOCABULARY, facts(**stated), ON, in_progress)
    ids = count()
    return builder(policy, style).build(found, context(in_progress, gaps), lambda: f"uuid-{next(ids)}")


def context(in_progress: bool = False, gaps: tuple[Gap, ...] = ()) -> CardContext:
    phase = Fact("service-in-progress", Truth.MET if in_progress else None, "nothing shows that it has begun")
    return CardContext((("ServiceRequest/1", ""),), phase, gaps)


ALL = {"recommended": "met", "score": "10", "agreed": "met"}
