"""What an EHR must not be able to inject, and what would run out of a narrow frame."""

import pytest

from cds_cards.markdown import broken, escaped


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;", id="HTML is inert"),
        pytest.param("[a](javascript:x)", r"\[a\](javascript:x)", id="a link is inert"),
        pytest.param("a*b_c`d", r"a\*b\_c\`d", id="emphasis and code are inert"),
        pytest.param("a\n# b\r\n- c", "a # b - c", id="line breaks cannot start a block"),
        pytest.param("a\u202eb\x07c", "abc", id="control characters are dropped"),
        pytest.param("x" * 500, f"{'x' * 159}…", id="a long text is cut"),
    ],
)
def test_what_an_ehr_sent_is_escaped(sent: str, shown: str) -> None:
    assert escaped(sent) == shown


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("x" * 24, "x" * 24), ("x" * 25, f"{'x' * 23}…"), (f"{'x' * 24}-{'y' * 24}", f"{'x' * 24}-{'y' * 24}")],
    ids=["24 letters", "25 letters", "a hyphen breaks a word"],
)
def test_a_word_that_would_run_out_of_the_card_is_cut(sent: str, shown: str) -> None:
    assert broken(sent) == shown
