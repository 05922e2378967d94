"""What `facts.yaml` may say of a fact: a model for each reader, so that a misspelt parameter is refused."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from criteria.facts import FactKind, FactType
from criteria.strict_model import SpanField, Text

Answerer = Literal["practitioner", "patient", "related-person", "related-person-under-21"]
WindowName = Literal["attestation", "authorization", "score"]


class Strict(BaseModel):
    """A frozen part of one of our own files; keys it does not know are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FactSpec(Strict):
    """What every fact declares: its name on a card, who can supply it, which hints stand beside it."""

    title: Text
    supplied_by: Text
    hints: tuple[str, ...] = ()

    coded: ClassVar[bool] = True
    """Whether Observations and questionnaire answers with the fact's code are where it is read."""

    @property
    def type(self) -> FactType:
        """The kind of value a policy may expect."""
        return FactType(FactKind.TRUTH)


class BirthDateSpec(FactSpec):
    """Patient.birthDate, whole or partial."""

    coded: ClassVar[bool] = False
    reader: Literal["birth-date"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.BIRTH_DATE)


class ProviderTypeSpec(FactSpec):
    """Whether the provider is a private one: the site says so, never the record."""

    coded: ClassVar[bool] = False
    reader: Literal["provider-type"]


class AttestationSpec(FactSpec):
    """A yes or no of somebody whose word settles it."""

    reader: Literal["attestation"]
    window: WindowName = "attestation"
    answered_by: tuple[Answerer, ...] = ("practitioner",)


class RecommendationSpec(FactSpec):
    """An LPHA's recommendation of the service: attested or, where a site says so, an LPHA's order."""

    reader: Literal["recommendation"]
    window: WindowName = "attestation"


class DiagnosisSpec(FactSpec):
    """A current Condition of a value set; `past-year` also counts one that ended within a calendar year."""

    coded: ClassVar[bool] = False
    reader: Literal["diagnosis"]
    value_set: Text
    period: Literal["past-year", "current"]


class InstrumentSpec(FactSpec):
    """An integer of one instrument, valid while the tool is right for the age."""

    range: tuple[int, int]
    above_range: str | None = None
    """A text the publisher uses for "above the greatest value"."""
    units: tuple[str, ...] = ()
    """Units that name this scale, beside those that fit any score."""
    tool_from: SpanField
    tool_below: SpanField
    window: WindowName = "score"

    @property
    def type(self) -> FactType:
        return FactType(FactKind.SCORE)


class ScoreSpec(InstrumentSpec):
    """A score as the instrument gives it."""

    reader: Literal["score"]


class CalocusSpec(InstrumentSpec):
    """The CALOCUS composite, recomputed from the dimension ratings where they are all there."""

    reader: Literal["calocus"]
    level: str
    sum_of: tuple[str, ...]
    greatest_of: tuple[str, ...]


class GroupSpec(FactSpec):
    """Scores that a policy asks about as one."""

    coded: ClassVar[bool] = False
    reader: Literal["group"]
    members: tuple[str, ...] = Field(min_length=2)

    @property
    def type(self) -> FactType:
        return FactType(FactKind.SCORE_GROUP, self.members)


class RatingSpec(FactSpec):
    """A clinician's rating of one domain, none to extreme."""

    reader: Literal["rating"]
    window: WindowName = "attestation"

    @property
    def type(self) -> FactType:
        return FactType(FactKind.RATING)


class ImprovementSpec(FactSpec):
    """A clinician's word that a domain improved, or two ratings of it that show so."""

    reader: Literal["improvement"]
    rating: str
    window: WindowName = "attestation"


class GoalsImprovedSpec(FactSpec):
    """How many goals of the identified plan improved since the service began."""

    reader: Literal["goals-improved"]
    window: WindowName = "attestation"

    @property
    def type(self) -> FactType:
        return FactType(FactKind.COUNT)


class EventDateSpec(FactSpec):
    """The date of an event; the policy says how far back it counts."""

    reader: Literal["event-date"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.DATE)


class StartDateSpec(FactSpec):
    """The day the service began; it does not go stale."""

    reader: Literal["start-date"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.DATE)


AnySpec = Annotated[
    BirthDateSpec
    | ProviderTypeSpec
    | AttestationSpec
    | RecommendationSpec
    | DiagnosisSpec
    | ScoreSpec
    | CalocusSpec
    | GroupSpec
    | RatingSpec
    | ImprovementSpec
    | GoalsImprovedSpec
    | EventDateSpec
    | StartDateSpec,
    Field(discriminator="reader"),
]
