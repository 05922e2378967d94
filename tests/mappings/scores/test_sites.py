"""What a site sets for scores: windows, codes and words of its own."""

from __future__ import annotations

import pytest

from tests.mappings.reading import Reader
from tests.mappings.scores.instruments import INFANT, PSI
from tests.support.fhir import Json, coding, concept, observation, score


def test_a_window_is_the_sites_to_set(facts: Reader) -> None:
    old = score(PSI, 60, "2025-09-01")
    assert facts(INFANT, old, site="windows: {score: 181 days}")[PSI].value == 60
    assert facts(INFANT, old, site=f"windows: {{{PSI}: 12 months}}")[PSI].value == 60
    assert facts(INFANT, score(PSI, 60), site="windows: {score: 8 days}")[PSI].value is None


OWN_CODES = (
    f"codes: {{{PSI}: "
    '[{system: "https://ehr.example/flowsheet", code: "81002"}, {text: PSI percentile}]}'
)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(concept(coding("https://ehr.example/flowsheet", "81002")), id="by its code"),
        pytest.param({"text": "PSI percentile"}, id="by its words"),
        pytest.param({"text": " PSI percentile ", "coding": []}, id="by its words with blanks"),
    ],
)
def test_a_site_has_codes_of_its_own(facts: Reader, code: Json) -> None:
    assert facts(INFANT, observation(code, {"valueInteger": 84}), site=OWN_CODES)[PSI].value == 84
    assert facts(INFANT, observation(code, {"valueInteger": 84}))[PSI].value is None


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(concept(coding("https://elsewhere.example/flowsheet", "81002")), id="another system"),
        pytest.param(concept(coding("https://ehr.example/flowsheet", "81003")), id="another code"),
        pytest.param({"text": "psi percentile"}, id="words in other letters"),
        pytest.param({"text": "PSI percentile (parent)"}, id="more words than the site's"),
    ],
)
def test_a_sites_codes_and_words_are_taken_exactly(facts: Reader, code: Json) -> None:
    assert facts(INFANT, observation(code, {"valueInteger": 84}), site=OWN_CODES)[PSI].value is None
