"""The diagnoses of which the policy under review asks, as far as the person's age tells."""

from __future__ import annotations

from mappings.patient_facts import PatientFacts, once
from mappings.readers.diagnosis_judged import DiagnosisFact


@once
def policy_diagnoses(facts: PatientFacts) -> tuple[DiagnosisFact, ...]:
    """Those that the rule sets which may be the person's rest on; all where no policy is under review."""
    asked = facts.asked(facts, facts.on) if facts.asked else None
    return tuple(
        spec
        for name, spec in facts.mapping.fact_map.facts.items()
        if isinstance(spec, DiagnosisFact) and (asked is None or name in asked)
    )
