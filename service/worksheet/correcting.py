"""Turns a step of a plan into what is written; what is corrected is read first, and must be one's own."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from service.ehr.fhir_client import Access
from service.ehr.write_answers import AnswerWriter, Json, Write
from service.ehr.write_results import Refused, Why, Written
from service.worksheet.plan import Amend, Settled, Step, amended, in_error

_FORMS = "QuestionnaireResponse/"


def write_of(
    step: Step, unsearchable: Container[str], writer: AnswerWriter, signer: str, access: Access
) -> Write | Written:
    """What is to be written for a step, or what became of it without; `signer` is `Practitioner/id`.

    `unsearchable` types cannot be created on the condition that they are not there.
    """
    if isinstance(step, Settled):
        return step.result
    if not isinstance(step, Amend):
        return Write(step.resource, is_known_absent=step.kind in unsearchable)
    current = writer.read(step.reference, access)
    if isinstance(current, Refused):
        return current
    version = str(current["meta"]["versionId"])
    if not version:
        return Refused(Why.UNSUPPORTED)  # it would be written over whatever stands by then
    if step.read not in ("", version):
        return Refused(Why.CHANGED)
    if not (step.is_of_sheet or _is_own(current, writer, signer, access)):
        return Refused(Why.NOT_OWN)
    return Write(amended(current, step.wanted.resource) if step.wanted else in_error(current), version)


def _is_own(current: Json, writer: AnswerWriter, signer: str, access: Access) -> bool:
    """Whether the signer gave an answer, or recorded it: signed the form that it derives from."""
    if signer in _referred(current.get("performer"), access):
        return True
    forms = [each for each in _referred(current.get("derivedFrom"), access) if each.startswith(_FORMS)]
    read = (writer.read(each, access) for each in forms)
    return any(signer in _referred(form.get("author"), access) for form in read if isinstance(form, dict))


def _referred(stated: Any, access: Access) -> Iterator[str]:
    """The references of an element as `Type/id`, where they are on this server."""
    for each in stated if isinstance(stated, list) else [stated]:
        reference = each.get("reference") if isinstance(each, dict) else None
        if isinstance(reference, str):
            yield reference.removeprefix(f"{access.base.rstrip('/')}/").partition("/_history/")[0]
