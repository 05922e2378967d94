"""The quiet screening card of patient-view, for the sites that ask for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.hooks.asking import CONTINUED, PEER_ADMISSION, opened
from tests.support.cards import shown
from tests.support.fhir import PATIENT, Json, observation, patient
from tests.support.hook_calls import diagnosis, plan_for

ASKS = """\
admission_screening: true
policies: [sc-medicaid-h2017-prs, va-medicaid-h0024-peer-support]
"""


@pytest.fixture(scope="module")
def screening(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site that asks for the screening card and has a private provider."""
    path = tmp_path_factory.mktemp("site") / "screening.yaml"
    path.write_text(f"site: screening\nprovider_type: private\n{ASKS}", encoding="utf-8")
    return str(path)


def screened_child(composite: int) -> tuple[Json, ...]:
    """A 14-year-old with a diagnosis and a CALOCUS composite score."""
    return (
        patient("2012-01-01"),
        diagnosis("F32.1"),
        observation("calocus-composite", {"valueInteger": composite}),
    )


CHILD_SCREENED = ("H2017", "admission-child", "unknown")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(
            (patient(), diagnosis("F31.9")),
            [("H2017", "admission-adult", "unknown"), PEER_ADMISSION],
            id="a diagnosis of both policies",
        ),
        pytest.param(
            (patient(), diagnosis("F40.10")), [PEER_ADMISSION], id="a diagnosis of peer support only"
        ),
        pytest.param((patient(),), [], id="no diagnosis"),
        pytest.param((patient(), diagnosis("E11.9")), [], id="a diagnosis of no policy"),
        pytest.param((patient(), diagnosis("F31.9", of="p2")), [], id="the diagnosis of another"),
        pytest.param(screened_child(17), [CHILD_SCREENED], id="a child whose score indicates need"),
        pytest.param(screened_child(16), [], id="a child whose score does not"),
        pytest.param((patient("2012-01-01"), diagnosis("F32.1")), [], id="a child without a score"),
        pytest.param(({"resourceType": "Patient", "id": PATIENT}, diagnosis()), [], id="unknown age"),
        pytest.param((patient(deceasedBoolean=True), diagnosis()), [], id="somebody who died"),
        pytest.param(
            (patient(), diagnosis("F31.9"), plan_for("H2017")),
            [CONTINUED, PEER_ADMISSION],
            id="one service received, the other screened",
        ),
    ],
)
def test_a_site_may_ask_for_a_card_where_the_computable_criteria_are_met(
    screening: str, record: tuple[Json, ...], expected: list[tuple[str, str, str]]
) -> None:
    cards = opened(*record, site=screening)
    assert shown(cards) == expected
    assert {card["indicator"] for card in cards} <= {"info"}


def test_a_public_provider_is_not_asked_for_the_score_that_private_ones_need(tmp_path: Path) -> None:
    site = tmp_path / "public.yaml"
    site.write_text(f"site: public\nprovider_type: public\n{ASKS}", encoding="utf-8")
    assert shown(opened(patient("2012-01-01"), diagnosis("F32.1"), site=str(site))) == [CHILD_SCREENED]


def test_no_other_site_gets_that_card() -> None:
    assert opened(patient(), diagnosis("F31.9")) == []
