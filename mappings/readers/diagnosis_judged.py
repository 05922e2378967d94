"""Judges one Condition for one value set by its codings, statuses and dates, before anybody's word."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from criteria.facts import FactKind, FactType
from criteria.reasons import ReasonCode
from criteria.strict_model import Text
from mappings.codes.code_lists import ICD_10_CM, Membership
from mappings.codes.code_systems import Token
from mappings.codes.fact_specs import FactSpec
from mappings.fhir.resources import Resource
from mappings.patient_facts import PatientFacts
from mappings.readers.condition_status import DiagnosisPeriod, by_time, categories, verification_status
from mappings.readers.status_codes import UNCLEAR
from mappings.record.patient_record import Diagnosis

ACTIVE_PAST_YEAR = "dx-active-past-year"
"""The fact by which a clinician says that a disorder was active in the past year."""
_DROPPED = frozenset({"refuted", "entered-in-error"})
_CATEGORY = 3
"""How many characters of an ICD-10-CM code are its category."""


class DiagnosisFact(FactSpec):
    """What every fact about a diagnosis declares."""

    coded: ClassVar[bool] = False
    value_set: Text
    """The codes that count."""
    period: DiagnosisPeriod
    """Whether it has to be current, or may have ended in the past year."""
    denied_by: Text | None = None
    """The fact by which a clinician says that there is no such diagnosis."""
    social_needs: bool = False
    """Whether entries that are filed as social needs count: US Core files Z-codes so."""

    @property
    def type(self) -> FactType:
        return FactType(FactKind.TRUTH, is_diagnosis=True)

    @property
    def value_sets(self) -> tuple[str, ...]:
        return (self.value_set,)

    @property
    def rests_on(self) -> tuple[str, ...]:
        return (self.denied_by,) if self.denied_by else ()

    @property
    def asked_with(self) -> tuple[str, ...]:
        return (ACTIVE_PAST_YEAR, *self.rests_on)


class Judged(NamedTuple):
    """What a Condition says: whether it counts, the coding that speaks, what to say of it and, if open, why.

    `is_asked` where a clinician's word that the disorder was active in the past year settles it.
    """

    counts: bool
    token: str
    note: str
    code: ReasonCode = ReasonCode.NEAR_MISS
    is_asked: bool = False
    is_near: bool = False
    """Whether its code is close to the value set and not one of it."""


class _Coded(NamedTuple):
    token: Token
    membership: Membership | None
    is_selected: bool


def judged(diagnosis: Diagnosis, spec: DiagnosisFact, facts: PatientFacts) -> Judged | None:
    """What a Condition says of the value set; None when it is no diagnosis at all."""
    resource = diagnosis.resource
    if is_no_diagnosis(resource, facts, spec.social_needs):
        return None
    verification = verification_status(resource, facts)
    coded = _by_codes(diagnosis, spec, facts)
    if not (coded.counts or coded.is_asked):
        return coded
    if verification not in ("confirmed", ""):
        code = ReasonCode.MODIFIER_NOT_UNDERSTOOD if verification in UNCLEAR else ReasonCode.PROVISIONAL
        note = f"its verification status is {verification}, not confirmed"
        return Judged(False, coded.token, note, code)
    if coded.is_asked:
        return coded
    timed = by_time(resource, spec.period, facts)
    notes = [coded.note, "" if verification else "verification not stated", timed.note]
    note = "; ".join(filter(None, notes))
    return Judged(timed.counts, coded.token, note, timed.code, timed.is_asked)


def why_no_diagnosis(resource: Resource, facts: PatientFacts) -> str:
    """What to say of a Condition that is no diagnosis at all."""
    verification = verification_status(resource, facts)
    if verification in _DROPPED:
        return f"its verification status is {verification}"
    return "it is filed as a social need, which is no diagnosis"


def is_no_diagnosis(resource: Resource, facts: PatientFacts, social_needs: bool = False) -> bool:
    """Whether a Condition is refuted, in error or, unless those count, filed as a social need."""
    if verification_status(resource, facts) in _DROPPED:
        return True
    return not social_needs and _is_social_need(resource, facts)


def _is_social_need(resource: Resource, facts: PatientFacts) -> bool:
    return Token(facts.mapping.systems.uris["us-core-category"], "sdoh") in categories(resource, facts)


def _by_codes(diagnosis: Diagnosis, spec: DiagnosisFact, facts: PatientFacts) -> Judged:
    """The coding that speaks for the value set, and whether the others agree with it.

    The first coding that is in the set speaks; one that a user selected
    settles a disagreement.
    """
    found = [_Coded(token, known.get(spec.value_set), chosen) for token, known, chosen in diagnosis.known]
    found = _without_vaguer([each for each in found if each.is_selected] or found, facts)
    token, membership, _ = next((each for each in found if each.membership), found[0])
    if membership is None or any(_counts(each.membership) != _counts(membership) for each in found):
        return Judged(False, str(token), "its codings disagree")
    match membership.role:
        case "review":
            return Judged(False, str(token), membership.reason, is_near=True)
        case "remission":
            asked = spec.period == "past-year"
            note = "in remission: was it active in the past year?" if asked else "in remission"
            return Judged(False, str(token), note, ReasonCode.REMISSION, asked)
    notes = ["a header code, not a billable one"] if membership.role == "header" else []
    if diagnosis.unlisted:
        notes.append("a further coding is in none of our lists")
    return Judged(True, str(token), "; ".join(notes))


def _without_vaguer(found: list[_Coded], facts: PatientFacts) -> list[_Coded]:
    """Without the codings that only say less than an ICD-10-CM code of their own category, which counts.

    F10.239 is dependence with withdrawal; SNOMED CT's alcohol withdrawal beside it
    leaves the disorder of use unsaid, and does not contradict it.
    """
    terminology = facts.mapping.terminology
    icd = facts.mapping.systems.uris[ICD_10_CM]

    def category(coded: _Coded) -> str:
        return terminology.icd_10_cm_code(coded.token)[:_CATEGORY]

    stated = {category(each) for each in found if each.token.system == icd and _counts(each.membership)}
    return [each for each in found if not (_says_less(each.membership) and category(each) in stated)]


def _says_less(membership: Membership | None) -> bool:
    return membership is not None and membership.says_less


def _counts(membership: Membership | None) -> bool:
    return membership is not None and membership.role in ("code", "header")
