"""Turns: a call that waits for its FHIR server keeps nobody from being answered."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.service.ehr.asking import asking
from tests.support.cards import gaps
from tests.support.ehr import CALL
from tests.support.fhir import patient
from tests.support.fhir_server import FhirDouble, waiting_for
from tests.support.hook_calls import KEYS, adult, draft, order_select, prefetched
from tests.support.running.service import served
from tests.support.running.waiting import until


def test_where_one_request_is_worked_on_at_a_time_many_wait_for_a_server_and_one_is_answered(
    tmp_path: Path,
) -> None:
    ends = threading.Event()
    with (
        FhirDouble(*adult()) as server,
        served(tmp_path, {"BUDGET_MS": "5000"}, ("--threads", "1")) as service,
    ):
        server.replies = dict.fromkeys(KEYS.values(), waiting_for(ends, server.search))
        asks = json.dumps(asking(server.url, order_select(draft(), prefetch={"patient": patient()}))).encode()
        asks_nothing = json.dumps(order_select(draft(), prefetch=prefetched(*adult()))).encode()
        with ThreadPoolExecutor(3) as pool:
            waiting = [pool.submit(service.post, CALL, asks) for _ in range(3)]
            until(lambda: len(server.asked) == 3 * len(KEYS), "three calls wait for the server")
            assert service.post(CALL, asks_nothing).status == 200
            assert not any(each.done() for each in waiting)
            ends.set()
            answers = [each.result().json() for each in waiting]
    lacking = [gaps(card).keys() for answer in answers for card in answer["cards"]]
    assert lacking == [{"Practitioner/lpha"}] * 3
