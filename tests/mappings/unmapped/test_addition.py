"""What could be added to a site's file: the lines to paste say the same as the file that is made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.strict_yaml import FileError, read, validate
from mappings.codes.site_file import SiteFile
from mappings.codes.site_mapping import mapping_with
from mappings.unmapped.addition import Addition, together
from tests.mappings.reading import POLICIES, mapping_for

ROW = {"system": "https://ehr.example/flowsheet", "code": "81077"}
CODE = Addition({"codes": {"calocus-composite": [ROW]}})
ANSWERS = Addition(
    {
        "codes": {"family-agrees": [{"text": "Parent/guardian agrees to tx participation"}]},
        "answers": {"family-agrees": {"yes": [{"text": "Y"}], "no": [{"text": "N"}]}},
    }
)
SCALE = Addition(
    {
        "codes": {"severity-recreation": [{**ROW, "code": "4422"}]},
        "scales": [{**ROW, "code": "4422", "none": 1, "mild": 2, "moderate": [3, 4], "severe": 5}],
    }
)
FORM = Addition(
    {
        "questionnaires": [
            {
                "url": "https://ehr.example/Questionnaire/intake",
                "version": "3",
                "items": {"1": "spmi-present"},
            }
        ]
    }
)
SAME_FORM = Addition(
    {
        "questionnaires": [
            {"url": "https://ehr.example/Questionnaire/intake", "version": "3", "items": {"2": "sed-present"}}
        ]
    }
)
ODD_WORDS = Addition(
    {"codes": {"spmi-present": [{"text": text} for text in ("no", '"q"', "a: b", "#1", "é")]}}
)


@pytest.mark.parametrize(
    "addition", [CODE, ANSWERS, SCALE, FORM, ODD_WORDS, together((CODE, ANSWERS, SCALE))]
)
def test_the_lines_pasted_into_a_file_make_the_file_that_is_computed(
    addition: Addition, tmp_path: Path
) -> None:
    path = tmp_path / "north.yaml"
    path.write_text(f"site: north\n{addition.lines()}", encoding="utf-8")
    assert validate(read(path), SiteFile) == addition.applied(SiteFile(site="north"))


def test_it_stands_beside_what_the_file_says_already() -> None:
    site = CODE.applied(SCALE.applied(SiteFile(site="north", windows={"score": "9 days"})))
    assert {*site.codes} == {"calocus-composite", "severity-recreation"}
    assert str(site.windows["score"]) == "9 days"


def test_the_items_of_one_form_stand_in_one_entry() -> None:
    (form,) = together((FORM, SAME_FORM)).applied(SiteFile(site="north")).questionnaires
    assert form.items == {"1": "spmi-present", "2": "sed-present"}


def test_a_code_stands_there_once_however_often_it_is_added() -> None:
    assert together((CODE, CODE)) == CODE


def test_a_mapping_reads_by_the_file_that_was_made() -> None:
    before = mapping_for("")
    after = mapping_with(before, SCALE.applied(before.site), POLICIES)
    assert len(after.scales) == 1
    assert after.version != before.version
    assert not before.scales


def test_a_file_that_contradicts_itself_is_refused() -> None:
    twice = Addition({"codes": {"calocus-level": [ROW]}})
    made = together((CODE, twice)).applied(SiteFile(site="north"))
    with pytest.raises(FileError, match="already stands for calocus-composite"):
        mapping_with(mapping_for(""), made, POLICIES)
