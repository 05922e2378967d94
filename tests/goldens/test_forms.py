"""The forms as they are committed for review."""

from __future__ import annotations

from pathlib import Path

from tests.goldens.forms import FOLDER, differences, texts

HOW = "run `make goldens` and review the difference"


def test_the_committed_forms_are_those_of_the_policies() -> None:
    found = differences(FOLDER)
    assert not found, "\n".join([HOW, *found])


def test_a_form_that_is_changed_or_left_over_is_found(tmp_path: Path) -> None:
    for name, text in texts().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert differences(tmp_path) == []
    changed, gone, *_ = sorted(texts())
    (tmp_path / changed).write_text("something else\n", encoding="utf-8")
    (tmp_path / gone).unlink()
    (tmp_path / "left-over.md").write_text("of a policy that is gone\n", encoding="utf-8")
    assert len(differences(tmp_path)) == 3
