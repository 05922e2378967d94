"""The summary as a document of the chart: a DocumentReference that holds the PDF."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mappings.forms.given import Signer
from service.worksheet.view.summary import SummaryView

PDF = "application/pdf"
_LOINC = "http://loinc.org"
_CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
_ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_ADMINISTRATIVE_NOTE = {"system": _LOINC, "code": "51851-4", "display": "Administrative note"}
_SUBSTANCE_USE = {"coding": [{"system": _ACT_CODE, "code": "ETH"}]}
_DIGEST_LENGTH = 32
_NOT_OF_IT = {"prepared": "", "actions": (), "posted": None}
"""What of a summary does not make it another one."""


class Filed(Struct, frozen=True):
    """A summary to file and its PDF; of whom, by whom, when."""

    summary: SummaryView
    pdf: bytes
    base: str
    patient: str
    encounter: str
    signer: Signer
    made: datetime


def document_reference(filed: Filed) -> dict[str, Any]:
    """The document as R4 has it; filed twice, it is found by its identifier and not written again."""
    title = f"{filed.summary.words.title}: {filed.summary.heading}"
    attachment = {
        "contentType": PDF,
        "language": "en-US",
        "data": b64encode(filed.pdf).decode(),
        "title": title,
        "creation": filed.made.isoformat(),
    }
    document: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "identifier": [{"system": f"{filed.base}/identifier/summary", "value": identity_of(filed.summary)}],
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [_ADMINISTRATIVE_NOTE], "text": filed.summary.words.title},
        "category": [{"coding": [{"system": _CATEGORY, "code": "clinical-note"}]}],
        "subject": {"reference": filed.patient},
        "date": filed.made.isoformat(),
        "author": [{"reference": filed.signer.reference, "display": filed.signer.name}],
        "description": title,
        "content": [{"attachment": attachment}],
    }
    if filed.encounter:
        document["context"] = {"encounter": [{"reference": filed.encounter}]}
    if filed.summary.has_substance_use:
        document["securityLabel"] = [_SUBSTANCE_USE]
    return document


def identity_of(summary: SummaryView) -> str:
    """The same for two summaries that say the same, whenever they were prepared."""
    return sha256(msgspec.json.encode(replace(summary, **_NOT_OF_IT))).hexdigest()[:_DIGEST_LENGTH]
