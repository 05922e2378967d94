"""The CDS Hooks 2.0 request as it arrives: decoded once, checked, refused with the path of what is wrong.

What belongs to the protocol is checked strictly; what belongs to FHIR is taken
as it comes, since one odd resource must not cost the request.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from mappings.fhir.resources import OneSlot
from service.errors import Malformed

_USER = re.compile(
    r"(?:https?://[!-~]+/)?(?:Practitioner|PractitionerRole|Patient|RelatedPerson)/[A-Za-z0-9\-._]{1,64}"
    r"(?:/_history/[A-Za-z0-9\-._]{1,64})?|urn:uuid:[0-9A-Fa-f-]{36}"
)
"""A reference in any literal form (FHIR R4, 2.3.0.1)."""
_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]+=*")
_ID = re.compile(r"[A-Za-z0-9\-._]{1,64}")
_PATH = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`$")
_FIELD = re.compile(r"(?:missing required|contains unknown) field `(\w+)`")


class FhirAuthorization(Struct, gc=False):
    """The token for the client's FHIR server; used for this call and kept nowhere."""

    access_token: str
    token_type: str

    def __post_init__(self) -> None:
        if self.token_type.lower() != "bearer":  # the name of a scheme, RFC 6749 7.1: any case
            raise Malformed("expected Bearer", "fhirAuthorization.token_type")
        if not _TOKEN.fullmatch(self.access_token):
            raise Malformed("expected a bearer token", "fhirAuthorization.access_token")


class HookRequest(Struct, gc=False):
    """The body of a service call. Members that the specification does not name are ignored."""

    hook: str
    hookInstance: UUID
    context: Raw
    fhirServer: str | None = None
    fhirAuthorization: FhirAuthorization | None = None
    prefetch: dict[str, OneSlot] | None = None
    extension: dict[str, Any] | None = None


class Context(Struct, gc=False):
    """What every hook's context carries."""

    userId: str
    patientId: str

    def __post_init__(self) -> None:
        if not _USER.fullmatch(self.userId):
            raise Malformed("expected a reference such as Practitioner/123", "context.userId")
        if not _ID.fullmatch(self.patientId):
            raise Malformed("expected a plain FHIR id", "context.patientId")


ContextT = TypeVar("ContextT", bound=Context)

_decode_request = msgspec.json.Decoder(HookRequest).decode


def decode_request(body: bytes) -> HookRequest:
    """The request in a body.

    Raises:
        Malformed: when the body is no JSON, nests too deep, is not UTF-8, or a
            member is missing or of the wrong type.
    """
    try:
        if not body.isascii():
            body.decode()
        return _decode_request(body)
    except UnicodeDecodeError as error:
        raise Malformed("the body is not UTF-8") from error
    except RecursionError as error:
        raise Malformed("the body nests too deep") from error
    except msgspec.ValidationError as error:
        raise malformed(error, "") from error
    except msgspec.DecodeError as error:
        raise Malformed("the body is not JSON") from error


def decode_context(request: HookRequest, model: type[ContextT]) -> ContextT:
    """The context of a hook.

    Raises:
        Malformed: when a required field is missing or of the wrong type.
    """
    try:
        return msgspec.json.decode(request.context, type=model)
    except RecursionError as error:
        raise Malformed("the context nests too deep", "context") from error
    except msgspec.ValidationError as error:
        raise malformed(error, "context") from error


def malformed(error: msgspec.ValidationError, parent: str) -> Malformed:
    """The decoder's message without its path, and the path as a field name below `parent`."""
    message = str(error)
    path, field = _PATH.search(message), _FIELD.search(message)
    steps = [parent, path[1] if path else "", field[1] if field else ""]
    return Malformed(_PATH.sub("", message), ".".join(step for step in steps if step))
