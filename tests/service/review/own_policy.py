"""A policy of group psychotherapy that brings facts and a code list, beside those that are shipped."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from criteria.load import POLICIES
from service.review.rule_files import INSTALLED, RuleFiles

ID = "a-payer-group-therapy"
SERVICE = "90853"
_FILES = {
    "source.txt": "Adults. On the list (F20-F29). Agrees to a group. Two or more admissions in 12 months.\n",
    "policy.yaml": f"""\
id: {ID}
version: 1.0.0
title: Group psychotherapy
service: {{code: "{SERVICE}", system: cpt, name: Group psychotherapy, short_name: Group}}
source: {{payer: A payer, title: A policy, date: undated}}
criteria_parts: [{{begins: Adults, ends: in 12 months.}}]
rule_sets:
  - id: admission
    phase: admission
    title: admission
    text: Adults.
    population: {{title: Adult, text: Adults., when: {{age: {{from: 18 years}}}}}}
    when:
      all_of:
        - {{id: "1", title: Listed, text: On the list (F20-F29)., when: {{fact: group-diagnosis}}}}
        - {{id: "2", title: Agrees, text: Agrees to a group., when: {{fact: agrees-to-group}}}}
        - id: "3"
          title: Admissions
          text: Two or more admissions in 12 months.
          when: {{events: [group-admissions], minimum: 2, within: 12 months}}
""",
    "facts.yaml": """\
facts:
  group-diagnosis:
    title: Disorder on the list
    reader: diagnosis
    value_set: group-diagnoses
    period: current
    supplied_by: the diagnosing clinician
  agrees-to-group:
    title: Agrees to a group
    asks: Does the {person} agree to a group?
    reader: attestation
    window: 30 days
    supplied_by: "{a_reviewer}"
  group-admissions:
    title: Admissions to a hospital
    short: admissions
    asks: How many admissions to a hospital were there?
    reader: events
    encounter_class: [IMP]
    looks_back: 12 months
    supplied_by: "{a_reviewer}"
""",
    "value_sets/group-diagnoses.yaml": "id: group-diagnoses\ntitle: The list\ncodes: [F20-F29, Z91.89]\n",
}


def with_own_policy(folder: Path) -> RuleFiles:
    """The shipped rules and this policy."""
    copytree(POLICIES, folder / "policies")
    for name, text in _FILES.items():
        path = folder / "policies" / ID / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return INSTALLED._replace(policies=folder / "policies")
