"""The code of the service, in whatever spelling it comes."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from mappings.readers.service_start import in_progress
from tests.mappings.reading import Reader
from tests.support.fhir import HCPCS, HCPCS_SPELLINGS, Json, coding, concept, order, service


@pytest.mark.parametrize("system", HCPCS_SPELLINGS)
@pytest.mark.parametrize("code", ["H2017", "H0024"])
def test_the_services_are_known_under_every_spelling_of_hcpcs(facts: Reader, system: str, code: str) -> None:
    ordered = order() | {"code": service(code, system)}
    assert in_progress(facts(ordered, service=code)).value is Truth.MET


@pytest.mark.parametrize(
    ("code", "known"),
    [
        pytest.param(coding(HCPCS, "h2017"), True, id="in small letters"),
        pytest.param(coding(HCPCS, " H2017 "), True, id="with blanks around it"),
        pytest.param(coding(HCPCS, "H2018"), False, id="the per diem code"),
        pytest.param(coding("urn:vendor", "H2017"), False, id="of another system"),
        pytest.param({"code": "H2017"}, True, id="of no system"),
        pytest.param(coding(HCPCS, "H2017-HE"), True, id="with a modifier"),
        pytest.param(coding("http://www.ama-assn.org/go/cpt", "H2017"), True, id="under the system of CPT"),
    ],
)
def test_the_code_of_the_service_is_taken_with_its_system(facts: Reader, code: Json, known: bool) -> None:
    ordered = order() | {"code": concept(code)}
    assert (in_progress(facts(ordered)).value is Truth.MET) is known
