"""The answers that somebody gave to a form, before they are FHIR: what they said, and who signs for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from criteria.spans import BirthDate
from mappings.forms.form import Form

Json = dict[str, Any]
"""A FHIR resource, or a part of one, as plain JSON."""

YES, NO, CANNOT_TELL = "yes", "no", "cannot-tell"
"""What may be said of any question, where its item allows it; the last is "I cannot tell"."""
_DIGEST_LENGTH = 16


def digest(said: object) -> str:
    """A short hash of something, the same wherever and whenever it is made."""
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:_DIGEST_LENGTH]


class By(Struct, frozen=True):
    """Who gave an answer: the signer, or somebody whose answer the signer recorded.

    `reference` is theirs on the EHR's server, such as `RelatedPerson/7`; a related person or a practitioner
    without one is told by name and, of a related person, by what they are to the patient.
    """

    kind: Literal["signer", "patient", "related-person", "practitioner"] = "signer"
    reference: str = ""
    name: str = ""
    relationship: str = ""


SIGNER = By()


class Given(Struct, frozen=True):
    """One answer: to which fact, the value, and who gave it.

    `value` is YES, NO or CANNOT_TELL, a severity in its word, a score, the date of an event or how many there
    were. `on` is the day on which a score was administered, None for anything else.

    `amends` is the answer on file that this one corrects, which the signer gave or recorded: an Observation,
    which is updated, or a QuestionnaireResponse where the answer stands in a form alone. `supersedes` are
    answers of others that the signer has read and contradicts knowingly, and says so.
    """

    fact: str
    value: str | int | date
    on: date | None = None
    by: By = SIGNER
    amends: str = ""
    supersedes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What tells this answer from a changed one: a short hash of what was said, of which day, by whom."""
        return digest((self.value, self.on, self.by, self.amends, self.supersedes))


class Signer(Struct, frozen=True):
    """Who signs: the practitioner, or the role, by which the EHR knows the user."""

    reference: str
    name: str = ""
    role: str = ""


class Submission(Struct, frozen=True):
    """A form as it is signed: the answers, of which patient, when, and under which draft.

    `patient` and `encounter` are ids; the latter is empty where none is known. `base` is the canonical base
    of our own forms and code systems. `authored` has an offset from UTC. `draft` is the uuid of the sheet
    that was filled in: the same answers of one draft are the same resources, however often they are made.

    `on_file` are the Observations that answers amend, as they were read, by reference. `rule_set` is the path
    of the form that was answered; left out, the first that asks. `born` is when the person was, on which it
    depends what the whole form asks; left out, or with a form of one path only, the response does not say.
    """

    form: Form
    base: str
    patient: str
    encounter: str
    signer: Signer
    given: tuple[Given, ...]
    authored: datetime
    draft: str
    on_file: Mapping[str, Json] = {}
    rule_set: str = ""
    born: BirthDate | None = None

    @property
    def instant(self) -> str:
        """When it is signed, as a FHIR instant."""
        return self.authored.isoformat(timespec="milliseconds")
