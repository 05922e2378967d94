"""Mistakes of all kinds in a site's file are told at once, and none that only follows from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mappings.sites.refused import mistakes_in, refusal

ROW = "{system: urn:ehr, code: SOC}"


def test_a_key_there_is_not_hides_no_fact_there_is_not(tmp_path: Path) -> None:
    text = """\
provder_type: private
lapse: a while
codes: {spmi-presnt: [{text: SPMI}]}
orders: {H2107: {}}
"""
    assert refusal(tmp_path, text) == [
        "2: provder_type: this key is not known here; the nearest name is 'provider_type'",
        "3: lapse: expected a span such as '18 months', got 'a while'",
        "4: codes.spmi-presnt: no fact has this name; the nearest name is 'spmi-present'",
        "5: orders.H2107: no policy in use is about this service; the nearest name is 'H2017'",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            f"codes: {{severity-social: [{ROW}]}}\nscales: [{{system: urn:ehr, code: SOC, none: 1}}]\n",
            "3: scales.0: give the numbers of two severities or more",
            id="a severity whose scale is wrong",
        ),
        pytest.param(
            f"codes: {{severity-social: [{ROW}]}}\nanswers: {{all: {{mld: [{{text: Mild}}]}}}}\n",
            "3: answers.all.mld: this key is not known here; the nearest name is 'mild'",
            id="a severity whose words are wrong",
        ),
    ],
)
def test_what_follows_from_a_mistake_is_not_told(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, text) == [message]


def test_a_file_that_is_a_list_is_refused_once(tmp_path: Path) -> None:
    path = tmp_path / "north.yaml"
    path.write_text("- site: north\n", encoding="utf-8")
    assert len(mistakes_in(path)) == 1
