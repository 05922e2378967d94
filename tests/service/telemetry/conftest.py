"""Everything that is logged, and an application to say it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from service.telemetry.logs import configure_logs
from tests.service.telemetry.captured import EHR, Capture, Everything
from tests.support.ehr import application, registered


@pytest.fixture
def everything(capfd: Capture) -> Iterator[Everything]:
    """Our logging as the service sets it up, at DEBUG, and a listener beside it; undone afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure_logs(logging.DEBUG)
    (ours,) = root.handlers
    assert isinstance(ours, logging.StreamHandler)
    ours.setStream(open(2, "w", closefd=False))  # the process's own, which capfd reads
    listener = Everything()
    root.addHandler(listener)
    yield listener
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    logging.raiseExceptions = True


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("logs")
    return application(folder, registered(EHR, folder))
