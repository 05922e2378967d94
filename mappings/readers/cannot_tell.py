"""Those who cannot tell: it withdraws what the same person said before, and contradicts nobody."""

from __future__ import annotations

from criteria.reasons import ReasonCode
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, PassedOver, evidence_of, is_fresh
from mappings.readers.values import Unusable, says_cannot_tell


def without_unsure(found: Found, facts: PatientFacts, fact: str) -> Found:
    """Without the answers that people withdrew by saying that they cannot tell, nor these."""
    unsure = [each for each in found.answers if says_cannot_tell(each.source.valued, fact, facts.mapping)]
    if not unsure:
        return found
    kept = [each for each in found.answers if not any(_withdraws(later, each) for later in unsure)]
    fresh = [each for each in unsure if is_fresh(each, fact, facts)]
    said = [_passed_over(each, fact, facts) for each in fresh]
    return Found(kept, [*said, *found.passed_over])


def _passed_over(answer: Answer, fact: str, facts: PatientFacts) -> PassedOver:
    why = Unusable(f"answered on {answer.when.day}: cannot tell", code=ReasonCode.CANNOT_TELL)
    return PassedOver(why, evidence_of(answer, fact, facts, "cannot tell", why.reason))


def _withdraws(unsure: Answer, answer: Answer) -> bool:
    return bool(unsure.people & answer.people) and answer.when.start <= unsure.when.end
