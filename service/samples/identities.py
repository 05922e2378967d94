"""Ids as real EHRs send them: opaque, long, without a place to break, and the same in every run."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from service.samples.fhir import SERVER, Json
from service.samples.shorthand import PATIENT, PEOPLE

_SHORT = ("Patient", "Practitioner", "RelatedPerson", "Organization")


def opaque_id(kind: str, name: str) -> str:
    """The id that a resource of that readable name gets: 24 characters for people, 45 for all else."""
    letters = b64encode(sha256(f"{kind}/{name}".encode()).digest(), altchars=b"Qx").decode()
    return f"e{letters[: 22 if kind in _SHORT else 43]}3"


class Identities:
    """The references of one record, as a short patient writes them and as its EHR sends them.

    `sent_id` makes the id that is sent, of a kind of resource and the id that is written.
    """

    def __init__(self, resources: Iterable[Json], sent_id: Callable[[str, str], str] = opaque_id) -> None:
        written = {f"{each['resourceType']}/{each['id']}" for each in resources} | {*PEOPLE.values()}
        self._sent = {each: _sent(each, sent_id) for each in written}
        self._written = {sent: each for each, sent in self._sent.items()}

    @property
    def patient_id(self) -> str:
        """The id of the Patient."""
        return self._sent[f"Patient/{PATIENT}"].partition("/")[2]

    def as_sent(self, value: Any) -> Any:
        """Some JSON with every reference and id of this record as the EHR sends it."""
        if isinstance(value, str):
            server, found, reference = value.rpartition(f"{SERVER}/")
            return f"{server}{found}{self._sent.get(reference, reference)}"
        if isinstance(value, list):
            return [self.as_sent(each) for each in value]
        if not isinstance(value, dict):
            return value
        renamed = {name: self.as_sent(part) for name, part in value.items()}
        sent = self._sent.get(f"{value.get('resourceType')}/{value.get('id')}")
        return renamed | {"id": sent.partition("/")[2]} if sent else renamed

    def as_written(self, value: Json) -> Json:
        """Some JSON with every sent reference, in whatever text, as the short patient writes it."""
        sent = re.compile("|".join(map(re.escape, self._written)))
        text = sent.sub(lambda found: self._written[found[0]], json.dumps(value, ensure_ascii=False))
        written: Json = json.loads(text)
        return written


def _sent(reference: str, sent_id: Callable[[str, str], str]) -> str:
    kind, _, name = reference.partition("/")
    return f"{kind}/{sent_id(kind, name)}"
