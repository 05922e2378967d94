"""Facts that name other facts: each of them is there, of the kind that its place takes, and in no ring."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.strict_yaml import FileError
from mappings.codes.fact_map import load_fact_map
from mappings.codes.mapping_files import MappingFiles
from mappings.readers.registry import KINDS

EVENTS = """\
facts:
  begun: {title: T, reader: date, supplied_by: s}
  stays: {title: T, reader: events, encounter_class: [IMP], since: begun, supplied_by: s}
  change: {title: T, reader: change, of: severity-social, since: begun, supplied_by: s}
  other: {title: T, reader: concurrent-service, encounter_class: [IMP], supplied_by: s}
"""


def load(folder: Path, own: str) -> None:
    """Load the shipped facts and these of a policy."""
    (folder / "a-policy").mkdir(parents=True)
    (folder / "a-policy" / "policy.yaml").touch()
    (folder / "a-policy" / "facts.yaml").write_text(own, encoding="utf-8")
    load_fact_map(KINDS, MappingFiles(policies=folder))


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        pytest.param(
            "since: begun, supplied_by: s}\n  change",
            "since: begin, supplied_by: s}\n  change",
            "3: facts.stays.since: no fact 'begin'; the nearest name is 'begun'",
            id="a date there is not",
        ),
        pytest.param(
            "of: severity-social, since: begun",
            "of: severity-social, since: stays",
            "4: facts.change.since: stays is of the kind events; date is needed here",
            id="events for a date",
        ),
        pytest.param(
            "of: severity-social",
            "of: begun",
            "4: facts.change.of: begun is of the kind date; score or rating is needed here",
            id="a date to compare",
        ),
        pytest.param(
            "encounter_class: [IMP], since: begun",
            "since: begun",
            "3: facts.stays: events need 'encounter_class', 'value_set' or 'of_service'",
            id="events of no kind",
        ),
        pytest.param(
            "[IMP], since: begun",
            "[IMP], since: begun, looks_back: 1 year",
            "3: facts.stays: events need either 'looks_back' or 'since'",
            id="two times",
        ),
        pytest.param(
            "encounter_class: [IMP], since",
            "encounter_class: [INP], since",
            "3: facts.stays.encounter_class.0: expected 'AMB'",
            id="a class there is not",
        ),
        pytest.param(
            "concurrent-service, encounter_class: [IMP]",
            "concurrent-service",
            "5: facts.other: a concurrent service needs 'value_set', 'encounter_class' or both",
            id="no service",
        ),
        pytest.param(
            "reader: date",
            "reader: date, began: stays",
            "2: facts.begun: facts rest on each other: begun -> stays -> begun",
            id="a ring",
        ),
        pytest.param(
            "reader: date",
            "reader: date, ended: change",
            "2: facts.begun.ended: change is of the kind change; events is needed here",
            id="no events",
        ),
    ],
)
def test_facts_that_name_others_are_held_to_their_kinds(
    tmp_path: Path, right: str, wrong: str, problem: str
) -> None:
    load(tmp_path / "right", EVENTS)
    assert EVENTS.count(right) == 1
    with pytest.raises(FileError) as refused:
        load(tmp_path / "wrong", EVENTS.replace(right, wrong))
    assert f"a-policy/facts.yaml:{problem}" in str(refused.value)
