"""What all invented resources are made of, drawn from one seeded generator."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bench.codes import FILLER, NO, TERMINOLOGY, US_CORE, YES, Code

Json = dict[str, Any]
_FIRST = datetime(2016, 1, 1, tzinfo=UTC)
_MINUTES = 10 * 365 * 24 * 60


class Writer:
    """Writes the parts that all resources of one patient share; no date is later than 2025."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # the same bodies in every run, no secrets
        self.patient_id = self.identity()

    def identity(self) -> str:
        """A UUID as an id."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _observation(self, profile: str, category: str, code: Code) -> Json:
        moment = self._moment()
        local = Code("urn:oid:1.2.3.4.5.6", f"LOCAL{code.code}", code.display)
        return self._resource("Observation", profile) | {
            "identifier": [self._identifier("FILL")],
            "basedOn": [self._reference("ServiceRequest")],
            "status": self.random.choices(("final", "amended", "preliminary"), (92, 5, 3))[0],
            "category": [concept(Code(terms("observation-category"), category, category.title()))],
            "code": concept(code, local),
            "subject": self._subject(),
            "encounter": self._reference("Encounter"),
            "effectiveDateTime": moment,
            "issued": moment,
            "performer": [self._reference("Practitioner")],
            "note": [{"time": moment, "text": self._words(16)}],
        }

    def _resource(self, kind: str, profile: str) -> Json:
        narrative = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{self._words(26)}</p></div>'
        return {
            "resourceType": kind,
            "id": self.identity(),
            "meta": {
                "versionId": str(self.random.randrange(1, 9)),
                "lastUpdated": self._moment(),
                "source": f"#{self.identity()[:12]}",
                "profile": [f"{US_CORE}/StructureDefinition/us-core-{profile}"],
            },
            "text": {"status": "generated", "div": narrative},
            "extension": [{"url": "https://ehr.example/extension/department", "valueString": self._words(3)}],
        }

    def _identifier(self, kind: str) -> Json:
        value = str(self.random.randrange(10**9))
        return {"use": "usual", "type": concept(Code(terms("v2-0203"), kind, kind)), "value": value}

    def _quantity(self, value: float, unit: str) -> Json:
        return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}

    def _reference(self, kind: str) -> Json:
        return {"reference": f"{kind}/{self.identity()}", "display": self._words(2)}

    def _subject(self) -> Json:
        return {"reference": f"Patient/{self.patient_id}"}

    def _moment(self) -> str:
        moment = _FIRST + timedelta(minutes=self.random.randrange(_MINUTES))
        return moment.strftime("%Y-%m-%dT%H:%M:%S-05:00")

    def _words(self, count: int) -> str:
        return " ".join(self.random.choices(FILLER, k=count))


def concept(*codes: Code) -> Json:
    """A CodeableConcept."""
    return {"coding": [_coding(code) for code in codes], "text": codes[0].display}


def terms(name: str) -> str:
    """The URI of one of HL7's code systems."""
    return f"{TERMINOLOGY}/{name}"


def yes(answer: bool = True) -> Json:
    """A coded answer of a form."""
    return {"valueCoding": _coding(YES if answer else NO)}


def yes_concept() -> Json:
    """A coded answer of an Observation."""
    return {"valueCodeableConcept": concept(YES)}


def _coding(code: Code) -> Json:
    return {"system": code.system, "code": code.code, "display": code.display}
