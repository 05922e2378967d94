"""A worker that is killed while it saves: the next one finds what it wrote, and writes what it did not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from service.worksheet.saved import State
from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import ANSWERS, EVERYTHING, SLOTS, access, said_in, sheet, states
from tests.support.chart import Chart
from tests.support.chart_connections import Fault
from tests.support.chart_faults import hanging, hanging_after, honest, refusing
from tests.support.running.process import kill
from tests.support.running.waiting import until

ROOT = Path(__file__).parents[3]
WORKER = """
import sys
from tests.service.worksheet.sheets import ANSWERS, EVERYTHING, access, saver, sheet
saver().save(sheet(ANSWERS), EVERYTHING, access(sys.argv[1], 60.0))
"""


@pytest.mark.parametrize(
    ("faults", "found"),
    [
        pytest.param([hanging], (), id="before anything was written"),
        pytest.param([hanging_after], SLOTS, id="after all was written"),
        pytest.param([refusing(501), honest, hanging_after], SLOTS[:2], id="after half was written"),
    ],
)
def test_a_killed_worker(saves: Saver, chart: Chart, faults: list[Fault], found: tuple[str, ...]) -> None:
    chart.faults.extend(faults)
    command = [sys.executable, "-c", WORKER, chart.url]
    worker = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    until(lambda: not chart.faults, "the worker sends it", lambda: worker.poll() is not None)
    until(lambda: len(chart.held("Observation")) == len(found[1:]), "the chart writes it")
    kill(worker)

    saved = saves.save(sheet(ANSWERS, sheet(ANSWERS).tried), EVERYTHING, access(chart.url))
    assert states(saved) == {slot: State.STOOD if slot in found else State.WRITTEN for slot in SLOTS}
    assert said_in(chart.held("Observation")) == {fact: [said] for fact, said in ANSWERS.items()}
    assert len(chart.held("QuestionnaireResponse")) == 1
