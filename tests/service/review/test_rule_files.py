"""The files that decide an answer: each has a name, and a folder of those names gives the same rules."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest

from service.review.rule_files import INSTALLED, in_folder
from tests.service.review.reviewing import SETTINGS, ordered, record_of
from tests.support.fhir import ON
from tests.support.hook_calls import adult


@pytest.mark.parametrize(
    ("site", "name"),
    [pytest.param("site: north\n", "north", id="a site of its own"), pytest.param("", "none", id="no site")],
)
def test_the_named_files_in_a_folder_are_the_same_rules(tmp_path: Path, site: str, name: str) -> None:
    of_site = tmp_path / "north.yaml"
    of_site.write_text(site, encoding="utf-8")
    files = INSTALLED._replace(site=of_site if site else None)
    for file, path in files.named():
        copy = tmp_path / "then" / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copyfile(path, copy)
    then = in_folder(tmp_path / "then")
    assert then.load_policies() == INSTALLED.load_policies()
    again = then.load_site(then.load_policies(), SETTINGS)
    assert again.name == name
    (card,) = again.reviewer.review(record_of(*adult()), ordered("H2017"), ON).cards
    (same,) = (
        files.load_site(files.load_policies(), SETTINGS)
        .reviewer.review(record_of(*adult()), ordered("H2017"), ON)
        .cards
    )
    assert card.detail == same.detail


def test_every_file_has_a_name_of_its_own() -> None:
    names = [name for name, _ in INSTALLED.named()]
    assert len(set(names)) == len(names)
    assert {"policies/sc-medicaid-h2017-prs/source.txt", "mappings/facts.yaml", "wording.yaml"} <= set(names)


def test_evidence_is_validated_where_a_setting_says_so_and_nowhere_else() -> None:
    assert not SETTINGS.validates_evidence
