"""The one sentence a clinician reads first: service, path, and the state in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cds_cards.card import MAX_SUMMARY_LENGTH
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.findings import NOT_APPLICABLE
from criteria.policy import Phase, Policy
from criteria.truth import Truth


def summary(determination: Determination, wording: Wording, service: str, phase_is_read: bool = True) -> str:
    """One sentence of at most 139 characters; ids that would make it longer are dropped from the end.

    `service` is how the service is called among those of the site. Without its
    plans and orders nobody knows whether the service is in progress.
    """
    template = _template(determination, wording, phase_is_read)
    fields = {"service": service, **_fields(determination, wording)}
    named = _named(determination)
    for kept in reversed(range(len(named) + 1)):
        ids = ", ".join(named) if kept == len(named) else f"{', '.join(named[:kept])} ...".lstrip()
        sentence = template.format(ids=ids, **fields)
        if len(sentence) <= MAX_SUMMARY_LENGTH:
            return sentence
    return sentence[:MAX_SUMMARY_LENGTH]


def service_names(policies: Sequence[Policy]) -> Mapping[str, str]:
    """How each policy's service is called, by policy id; with the payer where two are about one code."""
    codes = [policy.service.code for policy in policies]
    return {
        policy.id: f"{policy.service.code} {policy.service.short_name}"
        + (f" ({policy.source.payer})" if codes.count(policy.service.code) > 1 else "")
        for policy in policies
    }


def _template(determination: Determination, wording: Wording, phase_is_read: bool) -> str:
    if determination.rule_set is None:
        return wording.age_unknown
    if not determination.criteria:
        return wording.outside_population
    if not phase_is_read and determination.outcome is Truth.UNKNOWN:
        return wording.phase_unread
    return wording.summaries[determination.phase][determination.outcome]


def _fields(determination: Determination, wording: Wording) -> dict[str, str | int]:
    policy, rule_set = determination.policy, determination.rule_set
    states = [f.outcome for f in determination.criteria if f.outcome != NOT_APPLICABLE]
    counts = {truth.value: states.count(truth.value) for truth in Truth}
    others = [(counts["met"], wording.states.met), (counts["unknown"], wording.states.unknown)]
    rest = ", ".join(f"{count} {state}" for count, state in others if count)
    return {
        "rule_set": rule_set.title if rule_set else "",
        "total": len(states),
        "rest": f"; {rest}" if rest else "",
        **counts,
        **policy.words.fields,
    }


def _named(determination: Determination) -> list[str]:
    """The ids a summary names: the triggers of a discharge, what is not met otherwise."""
    outcome = Truth.MET if determination.phase is Phase.DISCHARGE else Truth.NOT_MET
    return [finding.id for finding in determination.criteria if finding.outcome == outcome.value]
