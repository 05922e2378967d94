"""The words of cards: no field that is not filled in, and none that speaks for the payer."""

from pathlib import Path

import pytest

from cds_cards.wording import load_wording
from criteria.strict_yaml import FileError


def test_a_sentence_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    wording = Path(__file__).parents[2] / "cds_cards" / "wording.yaml"
    broken = tmp_path / "wording.yaml"
    text = wording.read_text(encoding="utf-8").replace(
        'orders: "For the orders {text}."', 'orders: "For the orders {txt}."'
    )
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(
        FileError, match=r"wording.yaml:\d+: brief.orders: the field \{txt\} is not known here"
    ):
        load_wording(broken)


def test_no_word_of_ours_speaks_for_the_payer() -> None:
    words = (Path(__file__).parents[2] / "cds_cards" / "wording.yaml").read_text(encoding="utf-8").lower()
    spoken = "\n".join(line for line in words.splitlines() if not line.startswith("#"))
    assert [word for word in ("approved", "denied", "eligible", "bill it") if word in spoken] == []
