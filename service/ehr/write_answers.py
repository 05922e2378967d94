"""Writes resources to an EHR's FHIR server: in a transaction, or one by one, and looks up what stands.

Every resource has an identifier of its own, by which a server that can creates it once
however often it is sent (`ifNoneExist`, FHIR R4 http.html#ccreate), and by which it is
found again. An update names the version that it replaces (http.html#concurrency).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
from msgspec import Struct

from service.ehr.exchange import Answer, FetchFailed, Request
from service.ehr.fhir_client import Access, FhirClient
from service.ehr.standing import Sought, look_up
from service.ehr.write_results import (
    Refused,
    Stands,
    Why,
    Written,
    resource_of_answer,
    result_of_answer,
    results_of_transaction,
)

Json = dict[str, Any]
_MEDIA_TYPE = "application/fhir+json"
_PLACEHOLDER = "urn:uuid:"
"""How a resource refers to another one that is written with it."""


class Write(Struct, frozen=True):
    """A resource to be created or, with the version that it replaces, to be updated.

    `is_known_absent` is one that a search did not find on a server that cannot create it once.
    """

    resource: Json
    version: str = ""
    is_known_absent: bool = False

    @property
    def kind(self) -> str:
        """Its resource type."""
        return str(self.resource["resourceType"])

    @property
    def target(self) -> str:
        """Below the server's base: the type that it becomes one of, or itself."""
        return f"{self.kind}/{self.resource['id']}" if self.version else self.kind

    @property
    def conditions(self) -> Mapping[str, str]:
        """On what it is written, by the header's name: nobody changed it, or it is not there."""
        if self.version:
            return {"If-Match": f'W/"{self.version}"'}
        if self.is_known_absent:
            return {}
        return {"If-None-Exist": f"identifier={identity_of(self.resource)}"}

    @property
    def full_url(self) -> str:
        """What refers to it within a transaction."""
        return f"{_PLACEHOLDER}{uuid5(NAMESPACE_URL, identity_of(self.resource))}"


def identity_of(resource: Json) -> str:
    """The identifier that is a resource's alone, its first, as a search names it: `system|value`."""
    stated = resource["identifier"]
    first = stated[0] if isinstance(stated, list) else stated
    return f"{first['system']}|{first['value']}"


def linked(resource: Json, to: str) -> Json:
    """A resource whose placeholders in `derivedFrom` refer to what they stand for; to nothing, they go."""
    others = [each for each in resource.get("derivedFrom", ()) if not _is_placeholder(each)]
    if len(others) == len(resource.get("derivedFrom", ())):
        return resource
    new = {"reference": to}
    references = [new, *(each for each in others if each != new)] if to else others
    without = {name: value for name, value in resource.items() if name != "derivedFrom"}
    return {**without, "derivedFrom": references} if references else without


class AnswerWriter:
    """Sends what is to be written, each request once, and says what became of it."""

    def __init__(self, client: FhirClient) -> None:
        self.client = client

    def together(self, writes: Sequence[Write], access: Access) -> tuple[Written, ...] | Refused:
        """Write all of them or none, in one transaction: what became of each, or why of none."""
        entries = [_entry(each) for each in writes]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        answer = self._send(Request("POST", "", _headers(), msgspec.json.encode(bundle)), access)
        kinds = [each.kind for each in writes]
        return answer if isinstance(answer, Refused) else results_of_transaction(answer, kinds)

    def alone(self, write: Write, access: Access) -> Written:
        """Write one of them; where an answer does not say what became of it, that is looked up."""
        headers = {**_headers(), **write.conditions}
        method = "PUT" if write.version else "POST"
        body = msgspec.json.encode(write.resource)
        answer = self._send(Request(method, write.target, headers, body), access)
        result = answer if isinstance(answer, Refused) else result_of_answer(answer, write.kind)
        unclear = isinstance(result, Refused) and result.why is Why.UNREADABLE
        return self._found(write, access) or result if unclear else result

    def read(self, reference: str, access: Access) -> Json | Refused:
        """A resource as it stands, whole."""
        answer = self._send(Request("GET", reference), access)
        kind = reference.partition("/")[0]
        return answer if isinstance(answer, Refused) else resource_of_answer(answer, kind)

    def _found(self, write: Write, access: Access) -> Stands | None:
        identity = identity_of(write.resource)
        patient = str(write.resource["subject"]["reference"]).rpartition("/")[2]
        found = look_up(self.client, [Sought(write.kind, identity)], patient, access).found.get(identity)
        is_there = found is not None and not found.is_replaced
        return Stands(found.reference, found.version, is_new=True) if found and is_there else None

    def _send(self, request: Request, access: Access) -> Answer | Refused:
        try:
            return self.client.send(request, access)
        except FetchFailed as error:
            return Refused(Why.UNREACHABLE if error.never_left else Why.NO_ANSWER)


def _headers() -> dict[str, str]:
    return {"Content-Type": _MEDIA_TYPE, "Prefer": "return=minimal"}


def _entry(write: Write) -> Json:
    """Bundle.entry of a transaction, whose elements are named as the headers are."""
    conditions = {_in_bundle(name): value for name, value in write.conditions.items()}
    request = {"method": "PUT" if write.version else "POST", "url": write.target, **conditions}
    return {"fullUrl": write.full_url, "resource": write.resource, "request": request}


def _in_bundle(header: str) -> str:
    first, *others = header.split("-")
    return "".join((first.lower(), *others))


def _is_placeholder(reference: Any) -> bool:
    return isinstance(reference, dict) and str(reference.get("reference", "")).startswith(_PLACEHOLDER)
