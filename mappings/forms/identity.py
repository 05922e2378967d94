"""Identifiers of what is written, by which a server creates it once, however often it is sent.

The same answers of one draft carry the same identifiers; a changed answer carries another.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from mappings.forms.given import By, Given, Json, Submission, digest
from mappings.forms.own_codes import identifier_system


def answer_identifier(signed: Submission, given: Given) -> Json:
    """The identifier of the Observation of an answer."""
    return _identifier(signed, given.fact, given.digest)


def response_identifier(signed: Submission) -> Json:
    """The identifier of the response, which every answer in it makes another."""
    said = sorted((each.fact, each.digest) for each in signed.given)
    return _identifier(signed, "form", digest((signed.form.id, signed.form.version, said)))


def person_identifier(signed: Submission, by: By) -> Json:
    """The identifier of somebody known by name alone, the same for all that they answer of this patient."""
    known_by = (signed.patient, by.kind, _plain(by.name), _plain(by.relationship))
    return {"system": f"{signed.base}/identifier/person", "value": digest(known_by)}


def full_url_of(identifier: Json) -> str:
    """The fullUrl, in a Bundle, of what has an identifier."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '{system}|{value}'.format(**identifier))}"


def _identifier(signed: Submission, part: str, digest: str) -> Json:
    return {"system": identifier_system(signed.base), "value": f"{signed.draft}.{part}.{digest}"}


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
