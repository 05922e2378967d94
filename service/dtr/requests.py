"""The Parameters of $questionnaire-package and $log-questionnaire-errors as they arrive (DTR 2.2).

What belongs to the operation is checked strictly, and each problem names the
parameter; what belongs to the resources in it is read as leniently as any record.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct

from mappings.fhir.references import OneReference, Reference, reference_to
from mappings.fhir.resources import ABSENT, Entry, Resource, Scalar, list_of, string_or_empty
from service.errors import Malformed, Unprocessable
from service.hooks.draft_orders import DraftOrder
from service.hooks.request import malformed

RECORD = "record"
"""The parameter, of ours alone, that holds the patient's record as a Bundle."""
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_NOT_IN_FORCE = ("cancelled", "entered-in-error")

_SEVERITIES = frozenset(("fatal", "error", "warning", "information"))
_ISSUE_TYPES = frozenset(
    "invalid structure required value invariant security login unknown expired forbidden suppressed "
    "processing not-supported duplicate multiple-matches not-found deleted too-long code-invalid extension "
    "too-costly business-rule conflict transient lock-error no-store exception timeout incomplete throttled "
    "informational".split()
)
"""The codes of severities and of issues that are told in the log (FHIR R4)."""

T = TypeVar("T")


class _Parameter(Struct, gc=False):
    name: str = ""
    resource: Raw = ABSENT
    valueCanonical: Any = None
    valueString: Any = None
    valueInstant: Any = None


class _Parameters(Struct, gc=False):
    resourceType: str = ""
    parameter: list[_Parameter] = []


class _Coverage(Struct, gc=False):
    resourceType: Any = None
    id: Any = None
    status: Any = None
    beneficiary: OneReference = None


class _Issue(Struct, gc=False):
    severity: Any = None
    code: Any = None


class _Outcome(Struct, gc=False):
    resourceType: Any = None
    issue: list[_Issue | list[Any] | Scalar] | Scalar = None


class PackageRequest(Struct, frozen=True):
    """What a form client asks for: for whom, under which coverage, for which orders, forms or card.

    `patient` is an id and `server` the FHIR server of the patient's reference, empty where that is relative;
    `coverage` is a reference. `record` is the Bundle that was sent of the record, if any.
    """

    patient: str
    server: str
    coverage: str
    orders: tuple[DraftOrder, ...] = ()
    questionnaires: tuple[str, ...] = ()
    context: str = ""
    changed_since: datetime | None = None
    record: Resource | None = None


class ErrorReport(Struct, frozen=True):
    """What a form client says went wrong: the forms, how grave, and of which kind; never its own words."""

    questionnaires: tuple[str, ...]
    issues: tuple[tuple[str, str], ...]


def package_request(body: bytes) -> PackageRequest:
    """The request in a body.

    Raises:
        Malformed: when it is none, or lacks a coverage with its patient, or all of order, form and context.
        Unprocessable: when the coverage is not in force.
    """
    parameters = _decoded(body)
    coverage = _read(_one([each for each in parameters if each.name == "coverage"], "coverage"), _Coverage)
    patient, server = _beneficiary(coverage)
    request = PackageRequest(
        patient,
        server,
        f"Coverage/{coverage.id}",
        tuple(DraftOrder(Entry(), each, reference_to(each)) for each in _resources(parameters, "order")),
        tuple(_texts(parameters, "questionnaire", "valueCanonical")),
        _at_most_one(_texts(parameters, "context", "valueString"), "context"),
        _instant(_at_most_one(_texts(parameters, "changedsince", "valueInstant"), "changedsince")),
        _bundle(_resources(parameters, RECORD)),
    )
    if not (request.orders or request.questionnaires or request.context):
        raise Malformed("at least one of order, questionnaire and context is needed", "Parameters.parameter")
    return request


def error_report(body: bytes) -> ErrorReport:
    """What went wrong with forms, as a client reports it.

    Raises:
        Malformed: when it names no form or holds no OperationOutcome.
    """
    parameters = _decoded(body)
    named = [each for each in parameters if each.name.lower() == "questionnaire"]
    outcomes = [each for each in parameters if each.name.lower() in ("outcome", "operationoutcome")]
    forms = tuple(each.valueCanonical for each in named if isinstance(each.valueCanonical, str))
    if not forms:
        raise Malformed("the form is needed, by its canonical", _field("questionnaire"))
    if not outcomes:
        raise Malformed("the OperationOutcome is needed", _field("operationOutcome"))
    issues = [issue for each in outcomes for issue in _issues(_read(each, _Outcome))]
    return ErrorReport(forms, tuple(issues))


def _decoded(body: bytes) -> Sequence[_Parameter]:
    try:
        body.decode()
        parameters = msgspec.json.decode(body, type=_Parameters)
    except UnicodeDecodeError as error:
        raise Malformed("the body is not UTF-8") from error
    except RecursionError as error:
        raise Malformed("the body nests too deep") from error
    except msgspec.ValidationError as error:
        raise malformed(error, "Parameters") from error
    except msgspec.DecodeError as error:
        raise Malformed("the body is not JSON") from error
    if parameters.resourceType != "Parameters":
        raise Malformed("expected Parameters", "resourceType")
    return parameters.parameter


def _resources(parameters: Sequence[_Parameter], name: str) -> list[Resource]:
    return [_read(each, Resource) for each in parameters if each.name == name]


def _read(parameter: _Parameter, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(parameter.resource, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Malformed("expected a resource", _field(parameter.name)) from error


def _texts(parameters: Sequence[_Parameter], name: str, member: str) -> list[str]:
    values = [getattr(each, member) for each in parameters if each.name == name]
    for value in values:
        if not isinstance(value, str) or not value:
            raise Malformed(f"expected a {member}", _field(name))
    return values


def _one(found: Sequence[T], name: str) -> T:
    if len(found) != 1:
        raise Malformed(f"exactly one {name} is needed", _field(name))
    return found[0]


def _at_most_one(found: Sequence[str], name: str) -> str:
    return _one(found, name) if found else ""


def _beneficiary(coverage: _Coverage) -> tuple[str, str]:
    """The id of the patient, and the server that an absolute reference names."""
    if coverage.resourceType != "Coverage" or not _ID.fullmatch(string_or_empty(coverage.id)):
        raise Malformed("expected a Coverage with its id", _field("coverage"))
    of = coverage.beneficiary
    written = string_or_empty(of.reference) if type(of) is Reference else ""
    server, found, patient = written.rpartition("Patient/")
    if not found or not _ID.fullmatch(patient):
        raise Malformed("expected a reference to a Patient", f"{_field('coverage')}.resource.beneficiary")
    if coverage.status in _NOT_IN_FORCE:
        raise Unprocessable("this Coverage is not in force", f"{_field('coverage')}.resource.status")
    return patient, server.rstrip("/")


def _bundle(sent: Sequence[Resource]) -> Resource | None:
    if not sent:
        return None
    bundle = _one(sent, RECORD)
    if bundle.resourceType != "Bundle":
        raise Malformed("expected a Bundle", _field(RECORD))
    return bundle


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise Malformed("expected an instant with its offset", _field("changedsince"))
    return when


def _issues(outcome: _Outcome) -> list[tuple[str, str]]:
    if outcome.resourceType != "OperationOutcome":
        raise Malformed("expected an OperationOutcome", _field("operationOutcome"))
    issues = list_of(outcome.issue, _Issue)
    return [(_code(each.severity, _SEVERITIES), _code(each.code, _ISSUE_TYPES)) for each in issues]


def _code(written: object, known: frozenset[str]) -> str:
    """A code that FHIR knows; what else a client writes may be of a patient, and is not told."""
    return written if isinstance(written, str) and written in known else "other"


def _field(name: str) -> str:
    """The parameter, as FHIRPath."""
    return f"Parameters.parameter.where(name='{name}')"
