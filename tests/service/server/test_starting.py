"""Starting: all that is read is read and checked once, before there are workers; a mistake is one line."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mappings.codes.site_file import SITES
from service.installation import load_installation
from service.settings import Settings
from tests.service.application import CALL, request
from tests.service.server.refusing import refused
from tests.support.running.client import HOST
from tests.support.running.service import Served, served
from tests.support.running.waiting import until

BODY = json.dumps(request()).encode()
TWO = ("--workers", "2")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"SITE": "example-privat"},
            [
                "CRITERIA_CARDS_SITE: there is no site 'example-privat' and no such file; "
                "the nearest name is 'example-private'; "
                "the sites that come along: example-every-key, example-private"
            ],
        ),
        ({"SITE": "wrong.yaml"}, ["wrong.yaml:2: provder_type: this key is not known here"]),
        (
            {"CLIENTS": "clients.yaml"},
            ["CRITERIA_CARDS_CLIENTS: there is no file clients.yaml; in . there is: wrong.yaml"],
        ),
        (
            {"CLIENTS": "wrong.yaml"},
            [
                "wrong.yaml:1: clients: this key is required",
                "wrong.yaml:1: site: this key is not known here",
                "wrong.yaml:2: provder_type: this key is not known here",
            ],
        ),
        ({"BUDGET_MS": "x"}, ["CRITERIA_CARDS_BUDGET_MS: Input should be a valid integer"]),
        ({"CORS_ORIGINS": "https://a.example/cards"}, ["CRITERIA_CARDS_CORS_ORIGINS: an origin is scheme"]),
    ],
    ids=[
        "a site that does not exist",
        "a wrong site",
        "clients that do not exist",
        "wrong clients, in three ways",
        "a setting that is no number",
        "an origin with a path",
    ],
)
def test_each_mistake_in_what_is_read_ends_the_start_with_one_line_that_names_it(
    tmp_path: Path, settings: dict[str, str], said: list[str]
) -> None:
    (tmp_path / "wrong.yaml").write_text("site: here\nprovder_type: private\n", encoding="utf-8")
    lines = refused(tmp_path, settings)
    assert len(lines) == len(said)
    for each in said:
        assert [line for line in lines if line.startswith(f"criteria-cards: {each}")], each


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("nowhere.invalid", "nowhere.invalid, port "),
        ("a..b", "a..b: this is no host name"),
        ("203.0.113.1", "Cannot assign requested address"),
    ],
    ids=["a name that nobody has", "what is no name", "an address that is not of this machine"],
)
def test_a_host_that_cannot_be_had_ends_the_start_with_one_line(tmp_path: Path, host: str, said: str) -> None:
    [line] = refused(tmp_path, arguments=("--host", host))
    assert said in line


@pytest.mark.parametrize(
    ("option", "value"),
    [("--port", "99999"), ("--port", "http"), ("--workers", "0"), ("--threads", "0"), ("--largest", "0")],
)
def test_a_number_that_cannot_be_is_refused_in_one_line(tmp_path: Path, option: str, value: str) -> None:
    [line] = refused(tmp_path, arguments=(option, value))
    assert line.startswith(f"criteria-cards: Invalid value for '{option}': ")


def test_a_host_may_be_a_name(tmp_path: Path) -> None:
    with served(tmp_path, arguments=("--host", "localhost")) as service:
        assert service.get("/healthz").status == 200


@pytest.mark.parametrize(
    ("host", "settings", "warned"),
    [
        ("0.0.0.0", {"REQUIRE_TOKEN": "false", "ALLOW_OPEN_ADDRESS": "true"}, True),
        ("::", {"REQUIRE_TOKEN": "false", "ALLOW_OPEN_ADDRESS": "true"}, True),
        ("0.0.0.0", {"REQUIRE_TOKEN": "true"}, False),
        ("127.0.0.1", {"REQUIRE_TOKEN": "false"}, False),
    ],
    ids=[
        "every address, no token",
        "every address of IPv6 too, no token",
        "every address, a token",
        "this machine alone, no token",
    ],
)
def test_a_service_that_is_open_to_all_says_so_in_one_line(
    tmp_path: Path, host: str, settings: dict[str, str], warned: bool
) -> None:
    with served(tmp_path, settings, ("--host", host)) as service:
        warnings = [line for line in map(json.loads, service.said.splitlines()) if line["level"] == "warning"]
    said = f"whoever reaches {host}, port {service.port}, may call: no token is required"
    assert [line["message"] for line in warnings] == [said] * warned


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_without_tokens_an_address_that_others_reach_is_refused(tmp_path: Path, host: str) -> None:
    [line] = refused(tmp_path, {"REQUIRE_TOKEN": "false"}, ("--host", host))
    assert line == (
        f"criteria-cards: CRITERIA_CARDS_REQUIRE_TOKEN: without tokens whoever reaches {host} may call; "
        "CRITERIA_CARDS_ALLOW_OPEN_ADDRESS=true allows that"
    )


def test_a_mistake_on_disk_keeps_no_worker_from_being_replaced_and_waits_for_the_next_start(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site.yaml"
    shutil.copy(SITES / "example-private.yaml", site)
    settings = {"SITE": str(site)}
    with served(tmp_path, settings, TWO) as service:
        before = service.get("/cds-services").body
        site.write_text("a mistake", encoding="utf-8")
        old = set(service.workers)
        service.kill_worker()
        until(lambda: len(new := set(service.workers)) == 2 and new != old, "there is a new one")
        old = set(service.workers)
        service.process.send_signal(signal.SIGHUP)
        until(lambda: len(new := set(service.workers)) == 2 and not new & old, "all are others")
        assert service.get("/cds-services").body == before
        assert service.post(CALL, BODY).json()["cards"]
        assert "crash loop" not in service.said
        assert service.stop() == 0
    [line] = refused(tmp_path, settings)
    assert "site.yaml:1" in line


def test_what_workers_inherit_holds_no_thread_and_no_file(tmp_path: Path) -> None:
    def held() -> tuple[int, int]:
        return threading.active_count(), len(os.listdir("/proc/self/fd"))

    load_installation(Settings(site="example-private", data=tmp_path))  # imports what it needs
    before = held()
    installation = load_installation(Settings(site="example-private", data=tmp_path))
    assert installation.policies
    assert held() == before
    assert list(tmp_path.iterdir()) == []


def test_a_used_port_is_refused_and_the_service_there_goes_on_counting(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        service.post(CALL, BODY)
        [line] = refused(tmp_path, arguments=("--port", str(service.port)))
        assert line == f"criteria-cards: {HOST}, port {service.port}: Address already in use"
        assert counted(service) == 1


def test_two_services_with_one_data_folder_count_apart(tmp_path: Path) -> None:
    with served(tmp_path) as first:
        first.post(CALL, BODY)
        (tmp_path / "log").rename(tmp_path / "log of the first")
        with served(tmp_path) as second:
            assert (counted(first), counted(second)) == (1, 0)


def counted(service: Served) -> int:
    """The calls that a service has counted."""
    lines = service.get("/metrics").body.decode().splitlines()
    whole = 'criteria_cards_seconds_count{service="criteria-order-select",stage="whole"} '
    return int(float(next(line for line in lines if line.startswith(whole)).removeprefix(whole)))


@pytest.mark.parametrize("end", [Served.stop, Served.kill], ids=["stopped", "killed"])
def test_a_service_starts_again_at_once_while_its_connections_are_still_ending(
    tmp_path: Path, end: Callable[[Served], object]
) -> None:
    with served(tmp_path) as service, socket.create_connection((HOST, service.port)) as open_still:
        open_still.sendall(b"?\r\n\r\n")
        while open_still.recv(1024):
            pass  # the server is the one to end it, and its end of it lingers
        end(service)
    with served(tmp_path, port=service.port) as again:
        assert again.post(CALL, BODY).status == 200


def test_nobody_else_can_look_into_the_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "deep" / "data"
    with served(tmp_path, {"DATA": str(data)}):
        modes = {path.name: path.stat().st_mode & 0o777 for path in (data, data / "metrics")}
    assert modes == {"data": 0o700, "metrics": 0o700}
