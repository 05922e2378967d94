"""What a launch is about: policy, phase and evaluation, as far as the EHR hands over what the card said.

Some EHRs never hand `appContext` over: what is lacking, or is not ours, is left empty and asked on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from criteria.policy import Policy

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Subject(Struct, frozen=True):
    """A policy of ours, a phase of its, and the card's uuid; each may be empty."""

    policy: str = ""
    phase: str = ""
    evaluation: str = ""


def subject_of(said: Mapping[str, Any], policies: Mapping[str, Policy]) -> Subject:
    """What some words name, as far as they name what there is."""
    policy, phase, evaluation = (
        str(value) if isinstance(value := said.get(name), str) else ""
        for name in ("policy", "phase", "evaluation")
    )
    known = policies.get(policy)
    phases = {each.id for one in ([known] if known else policies.values()) for each in one.phases_used}
    return Subject(
        policy if known else "",
        phase if phase in phases else "",
        evaluation if _UUID.fullmatch(evaluation) else "",
    )


def subject_of_answer(
    app_context: Any, fhir_context: Any, policies: Mapping[str, Policy], base: str
) -> Subject:
    """What a token answer says: the card's words, else the Questionnaire that its fhirContext names."""
    found = subject_of(_as_object(app_context), policies)
    if found.policy and found.phase:
        return found
    named = next(_questionnaires(fhir_context, policies, base), None)
    return found if named is None else Subject(named.policy, named.phase, found.evaluation)


def _as_object(app_context: Any) -> Mapping[str, Any]:
    """An appContext, which CDS Hooks has as a string, and some EHRs hand over as what it stands for."""
    if isinstance(app_context, str):
        try:
            app_context = msgspec.json.decode(app_context)
        except (msgspec.DecodeError, RecursionError):
            return {}
    return app_context if isinstance(app_context, dict) else {}


def _questionnaires(fhir_context: Any, policies: Mapping[str, Policy], base: str) -> Iterator[Subject]:
    """The Questionnaires of ours among what was open, as policy and phase."""
    canonicals = {
        f"{base}/Questionnaire/{policy.id}-{rule_set.phase}": Subject(policy.id, rule_set.phase)
        for policy in policies.values()
        for rule_set in policy.rule_sets
    }
    for each in fhir_context if isinstance(fhir_context, list) else ():
        canonical = each.get("canonical") if isinstance(each, dict) else None
        if isinstance(canonical, str) and (url := canonical.partition("|")[0]) in canonicals:
            yield canonicals[url]
