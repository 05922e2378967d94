"""How much of an EHR's pane a card fills."""

from __future__ import annotations

import pytest

from service.console.bench.card_size import share_of_screen

SUMMARY = {"summary": "One line"}


@pytest.mark.parametrize(
    ("card", "share"),
    [
        pytest.param(SUMMARY, 0.1, id="a summary alone"),
        pytest.param(SUMMARY | {"detail": "\n".join(["- a line"] * 12)}, 0.5, id="twelve lines"),
        pytest.param(SUMMARY | {"detail": "\n".join(["- a line"] * 25)}, 1.0, id="as high as the pane"),
        pytest.param(SUMMARY | {"detail": "\n".join(["- a line"] * 40)}, 1.5, id="higher than the pane"),
        pytest.param(SUMMARY | {"detail": "word " * 90}, 0.5, id="a paragraph that wraps"),
    ],
)
def test_the_share_of_the_pane_grows_with_the_lines(card: dict[str, str], share: float) -> None:
    assert share_of_screen(card) == share
