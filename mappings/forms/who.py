"""Who gave an answer, as a Reference; somebody without a record on the EHR's server is contained."""

from __future__ import annotations

from mappings.forms.given import By, Json, Submission
from mappings.forms.identity import person_identifier

_PATIENT, _RELATED, _PRACTITIONER = "patient", "related-person", "practitioner"
_TYPES = {_RELATED: "RelatedPerson", _PRACTITIONER: "Practitioner"}


def signed_by(signed: Submission) -> Json:
    """The signer."""
    return _called(signed.signer.reference, signed.signer.name)


def answered_by(signed: Submission, by: By) -> Json:
    """Who gave an answer."""
    if by.kind == "signer":
        return signed_by(signed)
    if by.kind == _PATIENT:
        return {"reference": f"Patient/{signed.patient}"}
    return _called(by.reference or f"#{_contained_id(signed, by)}", by.name)


def contained(signed: Submission, *by: By) -> list[Json]:
    """Those of them whom the EHR's server does not know, each once."""
    unknown = dict.fromkeys(each for each in by if each.kind in _TYPES and not each.reference)
    return [_person(signed, each) for each in unknown]


def _person(signed: Submission, by: By) -> Json:
    person: Json = {
        "resourceType": _TYPES[by.kind],
        "id": _contained_id(signed, by),
        "identifier": [person_identifier(signed, by)],
    }
    if by.kind == _RELATED:
        person["patient"] = {"reference": f"Patient/{signed.patient}"}
        if by.relationship:
            person["relationship"] = [{"text": by.relationship}]
    if by.name:
        person["name"] = [{"text": by.name}]
    return person


def _contained_id(signed: Submission, by: By) -> str:
    return f"{by.kind}-{person_identifier(signed, by)['value']}"


def _called(reference: str, name: str) -> Json:
    return {"reference": reference, **({"display": name} if name else {})}
