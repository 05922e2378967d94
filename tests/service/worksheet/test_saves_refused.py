"""Saves that are refused, and those that are said to have failed and did not."""

from __future__ import annotations

import pytest

from service.ehr.write_results import Why
from service.worksheet.saved import Overall
from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import ANSWERS, said_in, save
from tests.support.chart import Chart
from tests.support.chart_faults import answering, refusing

REFUSED = {
    "signed out": (refusing(401), Why.SIGNED_OUT, Overall.NONE, 1),
    "forbidden": (refusing(403), Why.FORBIDDEN, Overall.NONE, 4),
    "too many requests": (refusing(429, Retry_After="30"), Why.BUSY, Overall.NONE, 1),
    "in maintenance": (refusing(503), Why.BUSY, Overall.NONE, 2),
    "failing": (refusing(500), Why.FAILED, Overall.NONE, 2),
    "a redirect": (refusing(302, Location="https://login.example/"), Why.REDIRECTED, Overall.NONE, 2),
    "a page": (refusing(200, b"<!doctype html><title>Sign in</title>"), Why.UNREADABLE, Overall.UNKNOWN, 1),
    "a gateway's time-out": (refusing(504), Why.NO_ANSWER, Overall.UNKNOWN, 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_and_kept_for_later(saves: Saver, chart: Chart, name: str) -> None:
    fault, why, overall, requests = REFUSED[name]
    chart.faults.extend([fault] * 4)
    saved = save(saves, chart)
    assert (saved.overall, saved.why) == (overall, why)
    assert len(chart.writes()) == requests
    chart.faults.clear()
    assert save(saves, chart, before=saved).overall is Overall.ALL
    assert said_in(chart.held("Observation")) == {fact: [said] for fact, said in ANSWERS.items()}


WRITTEN_NEVERTHELESS = {
    "a gateway's time-out": answering(504),
    "an error": answering(500),
    "a page": answering(200, b"<html>"),
    "half an answer": answering(200, b'{"resourceType": "Bundle", "entry": [{'),
    "an answer too few": answering(200, {"resourceType": "Bundle", "entry": [{}]}),
    "a redirect": answering(302, Location="https://login.example/"),
}


@pytest.mark.parametrize("name", WRITTEN_NEVERTHELESS)
def test_what_was_written_nevertheless_is_found(saves: Saver, chart: Chart, name: str) -> None:
    chart.faults.append(WRITTEN_NEVERTHELESS[name])
    saved = save(saves, chart)
    assert saved.overall is Overall.ALL
    assert said_in(chart.held("Observation")) == {fact: [said] for fact, said in ANSWERS.items()}


def test_the_time_to_try_again_is_told(saves: Saver, chart: Chart) -> None:
    chart.faults.append(refusing(429, Retry_After="30"))
    assert save(saves, chart).retry_after == 30
