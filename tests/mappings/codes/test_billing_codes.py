"""Codes of contacts are recognized with modifiers and under the systems that HCPCS and CPT are sent under."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mappings.reading import NOT_MET, OPEN, Reader
from tests.support.fhir import (
    CPT,
    HCPCS,
    LOINC,
    Json,
    coding,
    concept,
    encounter,
    no,
    patient,
    procedure,
)

CHILD = patient("2017-03-01")
FACT = "intervention-date"
NO = no(FACT, on="2026-02-23")
AFTER = "2026-02-25"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param(coding(HCPCS, "H2011"), OPEN, id="a crisis service"),
        pytest.param(coding(HCPCS, "H2011-HA"), OPEN, id="with a modifier"),
        pytest.param(coding(HCPCS, "h2011 HA HK"), OPEN, id="in lower case, with two modifiers"),
        pytest.param(coding(HCPCS, "S9485 (ET)"), OPEN, id="with a modifier in brackets"),
        pytest.param(coding("urn:oid:2.16.840.1.113883.6.285", "H2011"), OPEN, id="under HCPCS's OID"),
        pytest.param(coding(CPT, "H2011"), OPEN, id="under CPT's system"),
        pytest.param({"code": "H2011-HA"}, OPEN, id="under no system"),
        pytest.param(coding(CPT, "90839"), OPEN, id="crisis psychotherapy"),
        pytest.param(coding(CPT, "90839-95"), OPEN, id="crisis psychotherapy with a modifier"),
        pytest.param(
            coding(HCPCS, "90839"), OPEN, id="crisis psychotherapy under HCPCS, of which CPT is a level"
        ),
        pytest.param({"code": "90839"}, NOT_MET, id="a number under no system"),
        pytest.param(coding(LOINC, "H2011"), NOT_MET, id="under another system"),
        pytest.param(coding(HCPCS, "H2011-A"), NOT_MET, id="with half a modifier"),
        pytest.param(coding(HCPCS, "H2012-HA"), NOT_MET, id="another service"),
    ],
)
def test_a_crisis_contact_is_known_as_it_is_billed(facts: Reader, written: Json, value: Any) -> None:
    for contact in (procedure(written, on=AFTER), encounter(start=AFTER, type=[concept(written)])):
        assert facts(CHILD, NO, contact)[FACT].value is value
