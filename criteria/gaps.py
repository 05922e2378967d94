"""Gaps: what an EHR did not send of a record, or sent in a form that cannot be read."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct


class GapKind(Enum):
    """What is wrong with a resource or a search, in words for a card, a metric's label and a report.

    `*` stands for the detail of one gap, which may hold what a request brought:
    it is shown on a card, never counted or logged.
    """

    NOT_SENT = "the EHR did not send this"
    FIRST_PAGE_ONLY = "the EHR sent only the first page"
    MORE_THAN_SENT = "the EHR says that it found *, and sent fewer"
    SEARCH_FAILED = "the EHR tried to read this and could not"
    SEARCH_PROBLEM = "the EHR reported a problem with this search"
    SEARCH_WITHHELD = "the EHR says that it withheld some of this"
    SEARCH_TIMED_OUT = "the EHR says that it ran out of time for this"
    SEARCH_INCOMPLETE = "the EHR says that this is not all"

    NO_RESOURCE = "this is neither a resource nor a Bundle"
    NO_LIST_OF_ENTRIES = "Bundle.entry is not a list"
    NO_RESOURCE_IN_ENTRY = "this entry holds no resource"
    NO_RESOURCE_TYPE = "resourceType is missing or no string"
    NO_CODEABLE_CONCEPT = "code is no CodeableConcept"
    NO_LIST = "* is no list"
    TYPE_NOT_READ = "nothing here reads * that this search brought"
    UNLISTED_FORM = "this answers a form that the site's file does not list, and was not read*"
    UNKNOWN_CODE_SYSTEM = "* is not counted: ICD-10-CM is another code system"
    UNKNOWN_INPUT = "criteria-input has no code * to answer under"
    UNDER_MODIFIER = "it carries a modifier that is not understood here and was left out"
    PART_UNDER_MODIFIER = "a part of it carries a modifier that is not understood here and was left out"
    UNREADABLE_MODIFIER = "its * may change what it means, cannot be read, and it was left out"
    VERSIONS_DIFFER = "two versions of this differ and neither is known to be the newer: both were left out"
    ANOTHER_PATIENT = "this is another patient than the request's and was left out"
    OF_ANOTHER_PATIENT = "this is of another patient and was left out"
    OF_ANOTHER_SERVER = "this is of a patient of another server and was left out"
    OF_ANOTHER_IDENTIFIER = "this is of a patient by an identifier that this one lacks and was left out"
    OF_NO_PATIENT = "this is not of a patient but of a * and was left out"
    OF_UNREADABLE_SUBJECT = "whose this is cannot be told, so it was left out"
    ABOUT_SOMEONE_ELSE = "this is about someone else than the patient and was left out"
    ABOUT_UNREADABLE = "whom this is about cannot be told, so it was left out"
    PATIENT_WITHOUT_ID = "this Patient has no id and was left out"
    PATIENT_REPLACED = "this Patient was replaced by another*"
    ORDER_OF_ANOTHER_PATIENT = "this draft order is another patient's and gets no card"
    SELECTION_UNRESOLVED = "this selection names no draft order"
    INVALID = "it is not valid FHIR*"
    FURTHER = "further gaps are not listed*"

    UNREACHABLE = "the server could not be reached"
    TOO_LATE = "the server did not answer in time"
    REFUSED = "the server answered *"
    OPERATION_OUTCOME = "the server could not answer this search"
    NOT_JSON = "the server's answer is not FHIR JSON"
    NOT_ASKED_FOR = "the server answered with something else"
    TOO_LONG = "the server's answer is too long"
    LEAVES_SERVER = "the server's next link leaves the server"
    FIRST_PAGES = "only the first * pages were read"
    FIRST_RESOURCES = "only the first * resources were read"


class Gap(Struct, frozen=True, gc=False):
    """One thing that is wrong with a record, and where: `reference` is `Type/id` or the place in the request.

    `detail` is what the kind's `*` stands for.
    """

    reference: str
    kind: GapKind
    detail: str = ""

    @property
    def problem(self) -> str:
        """The whole of what is wrong, for the determination."""
        return self.kind.value.replace("*", self.detail)

    @property
    def for_a_clinician(self) -> str:
        """What is wrong, for a card's text: a line to paste into the site's file is for somebody else."""
        return self.kind.value.removesuffix("*") if self.kind is GapKind.UNLISTED_FORM else self.problem
