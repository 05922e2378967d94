"""What a short patient may say. Every part is frozen and refuses a key it does not know."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from criteria.strict_model import Strict
from service.samples.shorthand import CodeField, ServiceField, Who

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9\-.]{1,64}$")]
PartialDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
NONE = "none"
"""A status a case states to be absent."""


class Part(Strict):
    """A frozen part of a case."""


def _long_form(key: str) -> BeforeValidator:
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


class Patient(Part):
    """The person; a date of death is also read as a yes."""

    birth_date: PartialDate | None = None
    gender: Literal["female", "male", "other", "unknown"] = "unknown"
    deceased: date | None = None


class Assessed(Part):
    """When and by whom answers were given that do not say so themselves."""

    on: date | None = None
    by: Who = "lpha"


class Condition(Part):
    """A diagnosis; the shorthand gives the code alone. A status of `none` is left out."""

    code: CodeField
    codings: tuple[CodeField, ...] = ()
    """Further codings beside `code`."""
    id: Id = ""
    clinical: str = "active"
    verification: str = "confirmed"
    category: str = "problem-list-item"
    onset: PartialDate | None = None
    abatement: PartialDate | None = None
    recorded: date | None = None


class Answer(Part):
    """One answer to an input of the criteria; the shorthand gives the value alone.

    A value is yes, no, a severity, a whole number or a date. `components` are
    the parts of a score, by their own codes.
    """

    value: str = ""
    on: date | None = None
    by: Who | None = None
    status: str = "final"
    id: Id = ""
    components: dict[str, str] = Field(default_factory=dict)


AnswerField = Annotated[Answer, _long_form("value")]
Answers = Annotated[
    tuple[AnswerField, ...], BeforeValidator(lambda value: value if isinstance(value, list) else [value])
]


class Questionnaire(Part):
    """Answers that stand in a QuestionnaireResponse instead of Observations."""

    questionnaire: Id
    on: date | None = None
    by: Who | None = None
    status: str = "completed"
    answers: dict[str, str]


class Signed(Part):
    """Answers that somebody signed on a worksheet: a response, and the Observations of its answers.

    `form` is the id of the Questionnaire and `rule_set` the path that was answered. An answer may also be
    `cannot-tell`; `on` is the day on which a score was administered.
    """

    form: Id
    rule_set: Id
    at: datetime
    by: Who = "lpha"
    answers: dict[str, AnswerField]


class Goal(Part):
    """A goal of a plan."""

    id: Id
    text: str
    lifecycle: str = "active"
    achievement: str = ""
    status_date: date | None = None
    start: date | None = None
    due: date | None = None
    expressed_by: Who = "nobody"


class Plan(Part):
    """A plan of care; `services` are the codes of its activities."""

    id: Id
    title: str
    status: str = "active"
    start: date | None = None
    end: date | None = None
    services: tuple[ServiceField, ...] = ()
    categories: tuple[CodeField, ...] = ()
    contributors: tuple[Who, ...] = ()
    addresses: tuple[Id, ...] = ()
    """Ids of conditions."""
    goals: tuple[Goal, ...] = ()


class OrderOnFile(Part):
    """An order that stands in the record, unlike the draft ones."""

    id: Id
    service: ServiceField
    status: str = "active"
    authored: date
    start: date | None = None
    end: date | None = None
    by: Who = "lpha"


class Encounter(Part):
    """A visit or a stay."""

    id: Id
    type: CodeField | None = None
    setting: Literal["ambulatory", "inpatient", "emergency"] = "ambulatory"
    start: date
    end: date | None = None
    status: str = "finished"
    people: tuple[Who, ...] = Field(default=(), alias="with")


class Procedure(Part):
    """Something done; its id is its code and day."""

    code: CodeField
    on: date
    status: str = "completed"


class Document(Part):
    """A document of which only the type and the date are read."""

    id: Id
    type: CodeField
    on: date
    by: Who = "lpha"


class Raw(Part):
    """What an EHR should not send, as JSON text: further entries of a Bundle, or whole prefetch values."""

    entries: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    instead: dict[str, str] = Field(default_factory=dict)


class ShortPatient(Part):
    """One person, the orders being entered, and what stands in the record on a day."""

    title: str
    as_of: date
    assessed: Assessed = Assessed()
    patient: Patient
    orders: tuple[ServiceField, ...] = ()
    selected: tuple[str, ...] | None = None
    """Codes of the selected draft orders; all of them when left out."""
    conditions: tuple[Annotated[Condition, _long_form("code")], ...] = ()
    answers: dict[str, Answers] = Field(default_factory=dict)
    questionnaire_responses: tuple[Questionnaire, ...] = ()
    signed: tuple[Signed, ...] = ()
    plans: tuple[Plan, ...] = ()
    orders_on_file: tuple[OrderOnFile, ...] = ()
    encounters: tuple[Encounter, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    documents: tuple[Document, ...] = ()
    raw: Raw = Raw()
    left_out: tuple[str, ...] = ()
    """Prefetch keys that the EHR does not honor."""

    @field_validator("title")
    @classmethod
    def _a_sentence(cls, title: str) -> str:
        if not title.endswith("."):
            raise ValueError("a title is a sentence and ends with a full stop")
        return title
