"""`lpha_qualifications` of a site's file, where the EHR has qualifications in words alone."""

from __future__ import annotations

import pytest

from criteria.facts import License
from tests.mappings.reading import Reader
from tests.support.fhir import CLINICIAN, Json, coding, concept, practitioner, yes

SITE = "lpha_qualifications: [{text: Licensed Professional Counselor}]"


@pytest.mark.parametrize(
    ("code", "license"),
    [
        pytest.param({"text": "Licensed Professional Counselor"}, License.LISTED, id="these words"),
        pytest.param(
            {"text": "Licensed Professional Counselor (expired)"}, License.NOT_CHECKED, id="more words"
        ),
        pytest.param({"text": "Peer"}, License.NOT_CHECKED, id="other words, which nobody can read"),
        pytest.param(concept(coding("urn:ehr", "PEER")), License.NOT_LISTED, id="a code"),
    ],
)
def test_words_are_a_license_where_the_file_lists_exactly_them(
    facts: Reader, code: Json, license: License
) -> None:
    by = practitioner("lpha") | {"qualification": [{"code": code}]}
    read = facts(yes("least-restrictive", by=CLINICIAN), by, site=SITE)["least-restrictive"]
    (shown,) = (*read.evidence, *read.hints)
    assert shown.by is not None
    assert shown.by.license is license
