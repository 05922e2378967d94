"""Everything that a process says."""

from __future__ import annotations

import logging
from io import StringIO

import pytest

from tests.support.ehr import Ehr

EHR = Ehr("ehr", "https://ehr.example")
STRANGER = Ehr("stranger", "https://stranger.example")
Capture = pytest.CaptureFixture[str]


class Everything(logging.Handler):
    """All that any logger says, in its own words, with every traceback."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.said = StringIO()
        self.setFormatter(logging.Formatter("%(name)s %(message)s %(data)s", defaults={"data": ""}))

    def emit(self, record: logging.LogRecord) -> None:
        self.said.write(self.format(record) + "\n")


def all_said(everything: Everything, capfd: Capture) -> str:
    out, err = capfd.readouterr()
    return everything.said.getvalue() + out + err
