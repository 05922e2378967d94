"""A small policy that loads, and what is said once something in it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.facts import FactKind, FactType, Vocabulary
from criteria.load import load_policy
from criteria.spans import Span
from criteria.strict_yaml import FileError

VOCABULARY: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "lpha-recommends": FactType(FactKind.TRUTH),
    "expected-benefit": FactType(FactKind.TRUTH),
    "calocus-composite": FactType(FactKind.SCORE),
    "severity-social": FactType(FactKind.RATING),
    "intervention-date": FactType(FactKind.DATE),
    "locus": FactType(FactKind.SCORE, range=(7, 35), counts_for=Span(180, "day")),
    "subscales": FactType(FactKind.SCORE_GROUP, ("subscale",)),
    "subscale": FactType(FactKind.SCORE, range=(1, 5)),
    "locus-change": FactType(FactKind.CHANGE),
    "enrolled": FactType(FactKind.DATE, recurs=False),
    "discharged": FactType(FactKind.DATE),
    "stays": FactType(FactKind.EVENTS, looks_back=Span(12, "month")),
    "contacts": FactType(FactKind.EVENTS, since="enrolled"),
}

SOURCE = """Criteria for adults
A. The service is
recommended by an LPHA.   B. Benefit is expected.
Continued stay: the admission criteria are met.
"""

GOOD = """\
id: small
version: 1.0.0
title: Small
service: {code: X1, name: Small, short_name: S}
source: {payer: Payer, title: Small, date: undated}
criteria_parts: [{begins: Criteria for adults, ends: are met.}]
rule_sets:
  - id: admission
    phase: admission
    title: admission
    text: Criteria for adults
    population: {title: Adults, text: adults, when: {age: {from: 18 years}}}
    when:
      all_of:
        - id: A
          title: Recommended
          text: The service is recommended by an LPHA.
          when: {fact: lpha-recommends}
        - id: B
          title: Benefit
          text: >-
            Benefit
            is expected.
          when: {fact: expected-benefit}
  - id: continued-stay
    phase: continued-stay
    title: continued stay
    text: Continued stay
    population: {title: Adults, text: adults, when: {all_of: []}}
    when:
      any_of:
        - id: A
          title: Admission criteria
          text: the [...] criteria are met
          when: {rule_set: admission}
        - {score: calocus-composite, minimum: 17}
"""

FACT = "when: {fact: lpha-recommends}"
IN_A = "rule_sets.0.when.all_of.0.when"


def written(folder: Path, policy: str, source: str = SOURCE) -> Path:
    """The folder, with a policy and its source."""
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(policy, encoding="utf-8")
    (folder / "source.txt").write_text(source, encoding="utf-8")
    return folder


def refusal(folder: Path, old: str, new: str) -> str:
    """What the policy is refused with once a text that stands there once is another."""
    assert GOOD.count(old) == 1
    with pytest.raises(FileError) as caught:
        load_policy(written(folder / "small", GOOD.replace(old, new)), VOCABULARY)
    return str(caught.value)
