"""Calls that tell of a person, and what of them stands in a text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.support.bundles import bundle
from tests.support.fhir import Json, patient, resource
from tests.support.hook_calls import bare_order_select

PATIENT = "pt-84613"
TELLING = (
    "id",
    "reference",
    "fullUrl",
    "birthDate",
    "family",
    "patientId",
    "userId",
    "encounterId",
    "access_token",
    "text",
)
"""The members whose values tell of a person."""
GRANT = {
    "access_token": "tok-58219-abc",
    "token_type": "Bearer",
    "expires_in": 60,
    "scope": "patient/*.read",
    "subject": "client-31877",
}


ADULT = bare_order_select(
    PATIENT,
    prefetch={
        "patient": patient("1971-03-29", id=PATIENT),
        "conditions": bundle(
            resource("Condition", "cond-90714", PATIENT, code={"text": "Kummer-Kandinsky 4711"}),
            resource("Condition", "cond-40400", "pt-of-somebody-else", code={"text": "Verwechslung 1234"}),
        ),
        "observations": bundle(
            resource(
                "Observation", "obs-77401", PATIENT, code={"text": "Skala-Eigenbau 9931"}, valueInteger=3
            ),
            resource(
                "Observation", "obs-77402", PATIENT, effectiveDateTime="yesterday-5150", valueString="Wort-66"
            ),
        ),
    },
)


CHILD = bare_order_select(
    "ch-20551",
    prefetch={
        "patient": patient("2015-11-17", id="ch-20551"),
        "questionnaireResponses": bundle(
            resource(
                "QuestionnaireResponse",
                "qr-31009",
                "ch-20551",
                item=[{"text": "Frage-808", "linkId": "link-909"}],
            )
        ),
    },
)


DIRTY = bare_order_select(
    "di-66120",
    prefetch={
        "patient": patient("born-in-1969", id="di-66120"),
        "conditions": {
            "resourceType": "Condition",
            "id": ["cond-in-a-list-1"],
            "code": {"text": {"text": "tief-2020"}},
        },
        "goals": bundle({"resourceType": "Goal", "id": "goal-51515", "description": {"text": "Ziel-3003"}}),
        "carePlans": [{"id": "plan-in-a-list-7"}],
    },
)


OWN = {"an adult": ADULT, "a child": CHILD, "a dirty record": DIRTY}


def changed(**members: Any) -> Json:
    return {**ADULT, **members}


def in_context(**members: Any) -> Json:
    return changed(context={**ADULT["context"], **members})


MALFORMED: dict[str, Any] = {
    "another patient in the prefetch": changed(prefetch={"patient": patient("1950-01-31", id="other-70707")}),
    "another patient under a telling key": changed(
        prefetch=ADULT["prefetch"] | {"key-of-pt-84613": patient("1950-02-28", id="other-70708")}
    ),
    "no patient": changed(prefetch={}),
    "a patient id that is none": in_context(patientId="pt 84613 !"),
    "a patient id of another type": in_context(patientId={"id": "pt-84614"}),
    "a user that is none": in_context(userId="dr-who-3333"),
    "an encounter of another type": in_context(encounterId=["enc-12121"]),
    "selections that are none": in_context(selections="ServiceRequest/sel-80808"),
    "draft orders of another type": in_context(draftOrders="order-90909"),
    "another hook": changed(hook="hook-of-pt-84613"),
    "an instance that is none": changed(hookInstance="inst-55667"),
    "a context that is none": changed(context="ctx-11223"),
    "a prefetch that is none": changed(prefetch="pre-44556"),
    "a server of another type": changed(fhirServer=["https://fhir.example/pt-84613"]),
    "a token with blanks": changed(
        fhirServer="x", fhirAuthorization=GRANT | {"access_token": "tok 58220 abc"}
    ),
    "a token of another type": changed(
        fhirServer="x", fhirAuthorization=GRANT | {"access_token": ["tok-58221"]}
    ),
    "another kind of token": changed(fhirServer="x", fhirAuthorization=GRANT | {"token_type": "kind-60606"}),
    "a date that is none": changed(extension={"com.criteria-cards.as-of": "date-of-pt-84613"}),
    "an extension of another type": changed(extension="ext-30303"),
    "a list": [ADULT],
    "a word": "word-of-pt-84613",
}


def secrets_of(value: Any, key: str = "") -> Iterator[str]:
    """Every string in a request that tells of a person."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from secrets_of(member, name)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_of(item, key)
    elif isinstance(value, str) and key in TELLING and len(value) > 3:
        yield value


def distinctive(body: Any) -> set[str]:
    """The words with a number in them, of which our own requests are made.

    A short number alone, such as the 127 of a local address, may also be some milliseconds in a log line. The
    id of a hook's instance is told, by which an EHR's own logs are compared.
    """
    told = {"H2017", "2026-03-01", *(each["hookInstance"] for each in OWN.values())}
    words = set(re.findall(r"\b[\w-]*\d{3,}[\w-]*\b", json.dumps(body))) - told
    return {word for word in words if not (word.isdigit() and len(word) < 5)}


def revealed(secrets: set[str], said: str) -> list[str]:
    """The secrets that occur as a word of what was said."""
    return [
        secret for secret in sorted(secrets) if re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", said)
    ]
