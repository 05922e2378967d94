"""SIGHUP: files are read anew, all of them or none; no request is lost, and the log says what changed."""

from __future__ import annotations

import json
import shutil
import signal
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from criteria.load import POLICIES
from service.installation import load_installation
from service.review.rule_files import INSTALLED
from service.server.reload import changes
from service.settings import Settings
from tests.service.application import CALL
from tests.support.ehr import Ehr, clients_file, registered
from tests.support.fhir import Json, patient
from tests.support.hook_calls import bare_order_select
from tests.support.running.service import Served, served
from tests.support.running.waiting import until

CHILD = json.dumps(bare_order_select(prefetch={"patient": patient("2016-03-01", id="someone")})).encode()
READ = "read anew"
REFUSED = "nothing was read anew, since there are mistakes"


def write_site(folder: Path, provider_type: str) -> str:
    """A site's file; its path. What the provider is decides criterion I of a child."""
    path = folder / "clinic.yaml"
    path.write_text(f"site: clinic\nprovider_type: {provider_type}\n", encoding="utf-8")
    return str(path)


def criterion_i(service: Served) -> str:
    """The outcome of criterion I."""
    (card,) = service.post(CALL, CHILD).json()["cards"]
    listed = card["extension"]["com.criteria-cards.determination"]["criteria"]
    return next(str(each["outcome"]) for each in listed if each["id"] == "I")


def reload(service: Served) -> None:
    """Send the signal, and wait until the workers are others."""
    before = set(service.workers)
    service.process.send_signal(signal.SIGHUP)
    until(
        lambda: len(now := set(service.workers)) == len(before) and not now & before, "the workers are others"
    )
    until(service.answers, "a new one answers")


def said(service: Served, message: str) -> Json:
    """What the only line with that message tells."""
    lines = [json.loads(line) for line in service.said.splitlines()]
    found: list[Json] = [line for line in lines if line["message"] == message]
    assert len(found) == 1
    return found[0]


def test_a_changed_site_answers_after_the_signal_and_not_before(tmp_path: Path) -> None:
    with served(tmp_path, {"SITE": write_site(tmp_path, "private")}) as service:
        write_site(tmp_path, "public")
        assert criterion_i(service) == "unknown"
        reload(service)
        assert criterion_i(service) == "not_applicable"
        assert said(service, READ)["changed"] == {"site clinic": {"site.yaml": "changed: provider_type"}}


def test_a_changed_policy_is_told_by_its_file_at_every_site(tmp_path: Path) -> None:
    shutil.copytree(POLICIES, tmp_path / "policies")
    rules = INSTALLED._replace(policies=tmp_path / "policies")
    settings = Settings(site=write_site(tmp_path, "private"), clients=None)
    before = load_installation(settings, rules)
    policy = tmp_path / "policies" / "sc-medicaid-h2017-prs" / "policy.yaml"
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("version: 1.1.0", "version: 1.1.1"), encoding="utf-8")
    assert dict(changes(before, load_installation(settings, rules))) == {
        "site clinic": {"policies/sc-medicaid-h2017-prs/policy.yaml": "changed"}
    }


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(
            "site: clinic\nprovider_type: public\nwindows: {attestation: 20 days}\n",
            "changed: provider_type, windows",
            id="of two keys, one of them new, both",
        ),
        pytest.param(
            "# as agreed in May\nsite: clinic\nprovider_type: private\n",
            "changed",
            id="of a comment, which is no key, that the file changed",
        ),
    ],
)
def test_of_a_changed_site_file_the_keys_are_told(tmp_path: Path, content: str, told: str) -> None:
    settings = Settings(site=write_site(tmp_path, "private"), clients=None)
    before = load_installation(settings)
    (tmp_path / "clinic.yaml").write_text(content, encoding="utf-8")
    assert dict(changes(before, load_installation(settings))) == {"site clinic": {"site.yaml": told}}


def test_where_nothing_changed_the_log_says_so(tmp_path: Path) -> None:
    with served(tmp_path, {"SITE": write_site(tmp_path, "private")}) as service:
        reload(service)
        assert said(service, READ)["changed"] == "nothing"


@pytest.mark.parametrize(
    ("content", "mistakes"),
    [
        pytest.param(
            "site: clinic\nprovder_type: public\ntime_zone: Mars\n",
            ["clinic.yaml:2: provder_type", "clinic.yaml:3: time_zone"],
            id="with two mistakes",
        ),
        pytest.param(None, ["CRITERIA_CARDS_SITE: there is no site"], id="that is gone"),
    ],
)
def test_of_a_file_everything_stays_as_it_was_and_the_mistakes_are_told(
    tmp_path: Path, content: str | None, mistakes: list[str]
) -> None:
    clients = clients_file(tmp_path, registered(Ehr("north", "https://north.example"), tmp_path))
    site = Path(write_site(tmp_path, "private"))
    with served(tmp_path, {"SITE": str(site), "CLIENTS": str(clients)}) as service:
        site.write_text(content, encoding="utf-8") if content else site.unlink()
        clients_file(tmp_path, registered(Ehr("south", "https://south.example"), tmp_path))
        reload(service)
        assert criterion_i(service) == "unknown"
        told = said(service, REFUSED)["mistakes"]
        assert [line for line, start in zip(told, mistakes, strict=True) if start not in line] == []
        assert READ not in [json.loads(line)["message"] for line in service.said.splitlines()]
        write_site(tmp_path, "public")
        reload(service)
        assert criterion_i(service) == "not_applicable"
        assert said(service, READ)["changed"]["clients"] == {"south": "is new", "north": "is gone"}


def test_no_request_that_a_worker_took_is_lost_while_files_are_read_anew(tmp_path: Path) -> None:
    """What a stopping worker closes before it took it is asked again, as a front does."""
    with served(tmp_path, {"SITE": write_site(tmp_path, "private")}, ("--workers", "2")) as service:
        ended = threading.Event()
        outcomes: list[str] = []

        def ask() -> None:
            while not ended.is_set():
                with suppress(ConnectionError):
                    outcomes.append(criterion_i(service))

        asking = [threading.Thread(target=ask) for _ in range(3)]
        for each in asking:
            each.start()
        write_site(tmp_path, "public")
        reload(service)
        until(lambda: outcomes[-1] == "not_applicable", "the new workers answer")
        ended.set()
        for each in asking:
            each.join()
        assert service.stop() == 0
    assert set(outcomes) == {"unknown", "not_applicable"}
    assert service.said.count('"answered"') == len(outcomes), "what was taken was answered, and came"
