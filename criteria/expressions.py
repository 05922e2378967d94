"""The closed set of forms a criterion may be written in.

Three combinators and eight leaves; a ninth needs a decision record in
docs/adr. Every form is recognised by its own key, so that a misspelt one is
refused by name.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    model_validator,
)

from criteria.spans import Span, parse_span


def _span(value: object) -> object:
    return parse_span(value) if isinstance(value, str) else value


SpanField = Annotated[Span, BeforeValidator(_span), PlainSerializer(str)]
Text = Annotated[str, Field(min_length=1)]


class Form(BaseModel):
    """A frozen piece of a policy; keys it does not know are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class AllOf(Form):
    """Met when every part is met."""

    all_of: tuple[Node, ...]


class AnyOf(Form):
    """Met when one part is met."""

    any_of: tuple[Node, ...] = Field(min_length=2)


class AtLeast(Form):
    """Met when so many of the parts are met."""

    at_least: int = Field(ge=1)
    of: tuple[Node, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _reachable(self) -> AtLeast:
        if self.at_least > len(self.of):
            raise ValueError(f"at_least {self.at_least} of {len(self.of)} parts can never be met")
        return self


class FactIs(Form):
    """A truth fact, negated by `is: not_met`; or, with `within`, a date fact.

    A date is met when it lies in the span that ends on the evaluation date,
    both ends included; a date before it is unknown, since a later one may be
    missing from the record; a statement that there is none is not met.
    """

    fact: str
    is_: Literal["met", "not_met"] = Field("met", alias="is")
    within: SpanField | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> FactIs:
        if self.within and self.is_ == "not_met":
            raise ValueError("a date within a span cannot be negated: leave out 'is'")
        return self


class Score(Form):
    """A score at or above a minimum."""

    score: str
    minimum: int


class AnyScore(Form):
    """At least one score of a group at or above a minimum; not met only when all are below."""

    any_score: str
    minimum: int


class Rating(Form):
    """A clinician's rating of a domain at or above a severity."""

    rating: str
    at_least: Literal["mild", "moderate", "severe", "extreme"]


class AgeBand(Form):
    """Completed age `from` (included) up to `below` (excluded)."""

    from_: SpanField | None = Field(None, alias="from")
    below: SpanField | None = None

    @model_validator(mode="after")
    def _bounded(self) -> AgeBand:
        if self.from_ is None and self.below is None:
            raise ValueError("an age needs 'from', 'below' or both")
        return self


class Age(Form):
    """The person's age on the evaluation date."""

    age: AgeBand


class CountAtLeast(Form):
    """So many of a thing; a smaller number found so far is unknown unless the record closes it."""

    count: str
    minimum: int = Field(ge=1)


class RuleSetMet(Form):
    """The truth of another rule set of the same policy."""

    rule_set: str


class Undetermined(Form):
    """The policy is silent here: always unknown, for the reason given."""

    undetermined: Text


class Criterion(Form):
    """A criterion or sub-item of the policy, with its own words.

    `text` and `applies_text` are quoted from the source; `[...]` marks what a
    quote leaves out. `reads_as` is our reading of a doubt, and
    `left_to_clinician` what is not computed. Where `applies_when` is false the
    criterion is not applicable and counts as satisfied.
    """

    id: Text
    title: Text
    text: Text
    reads_as: Text | None = None
    left_to_clinician: Text | None = None
    applies_when: Node | None = None
    applies_text: Text | None = None
    when: Node


_FORMS: dict[str, type[Form]] = {
    "id": Criterion,
    "all_of": AllOf,
    "any_of": AnyOf,
    "of": AtLeast,
    "fact": FactIs,
    "score": Score,
    "any_score": AnyScore,
    "rating": Rating,
    "age": Age,
    "count": CountAtLeast,
    "rule_set": RuleSetMet,
    "undetermined": Undetermined,
}


def _form(value: Any) -> str | None:
    """The tag of a form: its key in brackets, so that no tag in an error's location is taken for a key."""
    if isinstance(value, dict):
        return next((f"<{key}>" for key in _FORMS if key in value), None)
    return next((f"<{key}>" for key, model in _FORMS.items() if type(value) is model), None)


Node = Annotated[
    Annotated[Criterion, Tag("<id>")]
    | Annotated[AllOf, Tag("<all_of>")]
    | Annotated[AnyOf, Tag("<any_of>")]
    | Annotated[AtLeast, Tag("<of>")]
    | Annotated[FactIs, Tag("<fact>")]
    | Annotated[Score, Tag("<score>")]
    | Annotated[AnyScore, Tag("<any_score>")]
    | Annotated[Rating, Tag("<rating>")]
    | Annotated[Age, Tag("<age>")]
    | Annotated[CountAtLeast, Tag("<count>")]
    | Annotated[RuleSetMet, Tag("<rule_set>")]
    | Annotated[Undetermined, Tag("<undetermined>")],
    Discriminator(
        _form,
        custom_error_type="unknown_form",
        custom_error_message="expected one of the forms all_of, any_of, at_least with of, fact, score, "
        "any_score, rating, age, count, rule_set, undetermined, or a criterion with an id",
    ),
]

Conditions = Annotated[
    Annotated[AllOf, Tag("<all_of>")] | Annotated[AnyOf, Tag("<any_of>")],
    Discriminator(
        _form,
        custom_error_type="unknown_form",
        custom_error_message="expected all_of or any_of",
    ),
]
"""What a rule set is made of."""

for _model in (AllOf, AnyOf, AtLeast, Criterion):
    _model.model_rebuild()
