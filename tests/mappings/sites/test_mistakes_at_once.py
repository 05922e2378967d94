"""A mistake in the form of one key of a site's file hides no mistake in another, and none follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mappings.sites.refused import refusal

GOALS = "{system: 'http://loinc.org', code: 107331-1}"


def test_a_wrong_key_of_a_code_hides_no_other_mistake_of_its_section(tmp_path: Path) -> None:
    text = """\
codes:
  spmi-present: [{systm: urn:ehr, code: A}, {text: SPMI}]
  symptoms-interfere: [{text: SPMI}]
  least-restrictve: [{text: LRE}]
"""
    assert refusal(tmp_path, text) == [
        "3: codes.spmi-present.0.systm: this key is not known here; the nearest name is 'system'",
        "5: codes.least-restrictve: no fact has this name; the nearest name is 'least-restrictive'",
        "4: codes.symptoms-interfere.0: this code already stands for spmi-present",
    ]


def test_behind_an_entry_that_cannot_be_read_the_others_keep_their_places(tmp_path: Path) -> None:
    text = """\
organizations:
  - county
  - {reference: Organization/a, provider_type: public}
  - {reference: Organization/a, provider_type: private}
"""
    assert refusal(tmp_path, text) == [
        "3: organizations.0: expected keys with values; known are reference, identifier, provider_type",
        "5: organizations.2: this organization stands here twice",
    ]


def test_a_wrong_name_of_the_site_hides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "south"
    path.mkdir()
    assert refusal(path, "card: brieff\nwindows: {scor: 2 days}\n") == [
        "2: card: expected 'brief' or 'full', got 'brieff'; the nearest name is 'brief'",
        "3: windows.scor: no fact has this name; the nearest name is 'score'",
    ]


def test_a_misspelt_section_is_not_missed_by_another(tmp_path: Path) -> None:
    text = "cods: {severity-social: [{text: S}]}\nscales: [{text: S, none: 1, mild: 2}]\n"
    assert refusal(tmp_path, text) == [
        "2: cods: this key is not known here; the nearest name is 'codes'",
    ]


def test_a_policy_there_is_not_makes_no_service_wrong(tmp_path: Path) -> None:
    text = "policies: [a-polcy]\nplans: {H2017: {titles: [Plan]}}\norders: {H2071: {}}\n"
    assert refusal(tmp_path, text) == [
        "2: policies.0: no policy has this id; the nearest name is 'a-policy'",
        "4: orders.H2071: no policy in use is about this service; the nearest name is 'H2017'",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            f"codes: {{spmi-present: [{GOALS}]}}\n",
            "2: codes.spmi-present.0: this code has its meaning already",
            id="goal attainment as a fact",
        ),
        pytest.param(
            "windows: {spmi-present: 0 days}\n",
            "2: windows.spmi-present: expected a span of one day or more: in none, nothing would count",
            id="a window of no day",
        ),
        pytest.param(
            "order_lasts: 0 months\n",
            "2: order_lasts: expected a span of one day or more: in none, nothing would count",
            id="orders that never count",
        ),
        pytest.param(
            "lpha_qualifications: LPC\n",
            "2: lpha_qualifications: expected a list: [one, two], or each on a line of its own after a dash, "
            "got 'LPC'",
            id="a word in place of a list",
        ),
        pytest.param(
            "admission_screening: maybe\n",
            "2: admission_screening: expected true or false, got 'maybe'",
            id="neither yes nor no",
        ),
        pytest.param(
            "scales: [{system: u, code: S, none: 1, mild: 1.5}]\n",
            "2: scales.0.mild: expected a whole number such as 2, got '1.5'",
            id="half a number",
        ),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_in_plain_words(
    tmp_path: Path, text: str, message: str
) -> None:
    assert message in refusal(tmp_path, text)
