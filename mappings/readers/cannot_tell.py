"""Those who cannot tell: it withdraws what the same person said before, and contradicts nobody.

It is shown with who said it and until when it counts: until then that person is not asked again.
"""

from __future__ import annotations

from criteria.facts import CANNOT_TELL
from criteria.reasons import ReasonCode
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, PassedOver, evidence_of, is_fresh, lasting
from mappings.readers.values import Unusable, says_cannot_tell


def without_unsure(found: Found, facts: PatientFacts, fact: str) -> Found:
    """Without the answers that people withdrew by saying that they cannot tell, nor these."""
    unsure = [each for each in found.answers if says_cannot_tell(each.source.valued, fact, facts.mapping)]
    if not unsure:
        return found
    kept = [each for each in found.answers if not any(withdraws(later, each) for later in unsure)]
    last = [each for each in unsure if not any(_is_taken_back(each, later) for later in found.answers)]
    said = [_passed_over(each, fact, facts) for each in last if is_fresh(each, fact, facts)]
    return Found(kept, [*said, *found.passed_over])


def _passed_over(answer: Answer, fact: str, facts: PatientFacts) -> PassedOver:
    why = Unusable(f"answered on {answer.when.day}: {CANNOT_TELL}", code=ReasonCode.CANNOT_TELL)
    said = evidence_of(answer, fact, facts, CANNOT_TELL, why.reason)
    return PassedOver(why, lasting(said, answer, facts))


def _is_taken_back(unsure: Answer, later: Answer) -> bool:
    """Whether the same person answered again since."""
    return bool(unsure.people & later.people) and later.when.start > unsure.when.end


def withdraws(unsure: Answer, answer: Answer) -> bool:
    """Whether the same person said since that they cannot tell."""
    return bool(unsure.people & answer.people) and answer.when.start <= unsure.when.end
