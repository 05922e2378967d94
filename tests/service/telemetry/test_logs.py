"""The log says what an operator needs and nothing of a patient, at any level, in any error."""

from __future__ import annotations

import json
import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from service.telemetry.logs import JsonLines, configure_logs, silence_libraries
from tests.goldens.case import load_cases
from tests.goldens.service import GoldenService
from tests.support.ehr import CALL, PUBLIC, Ehr, application, call, clients_file, registered
from tests.support.fhir import Json, bundle, patient, resource
from tests.support.hook_calls import bare_order_select
from tests.support.listeners import Listener, Reply, listening
from tests.support.running.process import free_port, running

EHR = Ehr("ehr", "https://ehr.example")
STRANGER = Ehr("stranger", "https://stranger.example")

PATIENT = "pt-84613"
TELLING = (
    "id",
    "reference",
    "fullUrl",
    "birthDate",
    "family",
    "patientId",
    "userId",
    "encounterId",
    "access_token",
    "text",
)
"""The members whose values tell of a person."""


GRANT = {
    "access_token": "tok-58219-abc",
    "token_type": "Bearer",
    "expires_in": 60,
    "scope": "patient/*.read",
    "subject": "client-31877",
}

ADULT = bare_order_select(
    PATIENT,
    prefetch={
        "patient": patient("1971-03-29", id=PATIENT),
        "conditions": bundle(
            resource("Condition", "cond-90714", PATIENT, code={"text": "Kummer-Kandinsky 4711"}),
            resource("Condition", "cond-40400", "pt-of-somebody-else", code={"text": "Verwechslung 1234"}),
        ),
        "observations": bundle(
            resource(
                "Observation", "obs-77401", PATIENT, code={"text": "Skala-Eigenbau 9931"}, valueInteger=3
            ),
            resource(
                "Observation", "obs-77402", PATIENT, effectiveDateTime="yesterday-5150", valueString="Wort-66"
            ),
        ),
    },
)
CHILD = bare_order_select(
    "ch-20551",
    prefetch={
        "patient": patient("2015-11-17", id="ch-20551"),
        "questionnaireResponses": bundle(
            resource(
                "QuestionnaireResponse",
                "qr-31009",
                "ch-20551",
                item=[{"text": "Frage-808", "linkId": "link-909"}],
            )
        ),
    },
)
DIRTY = bare_order_select(
    "di-66120",
    prefetch={
        "patient": patient("born-in-1969", id="di-66120"),
        "conditions": {
            "resourceType": "Condition",
            "id": ["cond-in-a-list-1"],
            "code": {"text": {"text": "tief-2020"}},
        },
        "goals": bundle({"resourceType": "Goal", "id": "goal-51515", "description": {"text": "Ziel-3003"}}),
        "carePlans": [{"id": "plan-in-a-list-7"}],
    },
)
OWN = {"an adult": ADULT, "a child": CHILD, "a dirty record": DIRTY}


def changed(**members: Any) -> Json:
    return {**ADULT, **members}


def in_context(**members: Any) -> Json:
    return changed(context={**ADULT["context"], **members})


MALFORMED: dict[str, Any] = {
    "another patient in the prefetch": changed(prefetch={"patient": patient("1950-01-31", id="other-70707")}),
    "another patient under a telling key": changed(
        prefetch=ADULT["prefetch"] | {"key-of-pt-84613": patient("1950-02-28", id="other-70708")}
    ),
    "no patient": changed(prefetch={}),
    "a patient id that is none": in_context(patientId="pt 84613 !"),
    "a patient id of another type": in_context(patientId={"id": "pt-84614"}),
    "a user that is none": in_context(userId="dr-who-3333"),
    "an encounter of another type": in_context(encounterId=["enc-12121"]),
    "selections that are none": in_context(selections="ServiceRequest/sel-80808"),
    "draft orders of another type": in_context(draftOrders="order-90909"),
    "another hook": changed(hook="hook-of-pt-84613"),
    "an instance that is none": changed(hookInstance="inst-55667"),
    "a context that is none": changed(context="ctx-11223"),
    "a prefetch that is none": changed(prefetch="pre-44556"),
    "a server of another type": changed(fhirServer=["https://fhir.example/pt-84613"]),
    "a token with blanks": changed(
        fhirServer="x", fhirAuthorization=GRANT | {"access_token": "tok 58220 abc"}
    ),
    "a token of another type": changed(
        fhirServer="x", fhirAuthorization=GRANT | {"access_token": ["tok-58221"]}
    ),
    "another kind of token": changed(fhirServer="x", fhirAuthorization=GRANT | {"token_type": "kind-60606"}),
    "a date that is none": changed(extension={"com.criteria-cards.as-of": "date-of-pt-84613"}),
    "an extension of another type": changed(extension="ext-30303"),
    "a list": [ADULT],
    "a word": "word-of-pt-84613",
}


def secrets_of(value: Any, key: str = "") -> Iterator[str]:
    """Every string in a request that tells of a person."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from secrets_of(member, name)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_of(item, key)
    elif isinstance(value, str) and key in TELLING and len(value) > 3:
        yield value


def distinctive(body: Any) -> set[str]:
    """The words with a number in them, of which our own requests are made.

    A short number alone, such as the 127 of a local address, may also be some milliseconds in a log line.
    """
    words = set(re.findall(r"\b[\w-]*\d{3,}[\w-]*\b", json.dumps(body))) - {"H2017", "2026-03-01"}
    return {word for word in words if not (word.isdigit() and len(word) < 5)}


def revealed(secrets: set[str], said: str) -> list[str]:
    """The secrets that occur as a word of what was said."""
    return [
        secret for secret in sorted(secrets) if re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", said)
    ]


Capture = pytest.CaptureFixture[str]


class Everything(logging.Handler):
    """All that any logger says, in its own words, with every traceback."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.said = StringIO()
        self.setFormatter(logging.Formatter("%(name)s %(message)s %(data)s", defaults={"data": ""}))

    def emit(self, record: logging.LogRecord) -> None:
        self.said.write(self.format(record) + "\n")


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


def all_said(everything: Everything, capfd: Capture) -> str:
    out, err = capfd.readouterr()
    return everything.said.getvalue() + out + err


@pytest.mark.parametrize("body", OWN.values(), ids=OWN.keys())
def test_an_answered_call_reveals_nothing(
    body: Json, app: Flask, everything: Everything, capfd: Capture
) -> None:
    answer = call(app.test_client(), EHR.bearer(), body)
    assert answer.status_code == 200
    assert answer.json["cards"]
    said = all_said(everything, capfd)
    assert '"message": "answered"' in said
    assert revealed(distinctive(body), said) == []


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_call_reveals_nothing(
    body: Any, app: Flask, everything: Everything, capfd: Capture
) -> None:
    answer = call(app.test_client(), EHR.bearer(), body)
    assert 400 <= answer.status_code < 500
    secrets = distinctive(body) | distinctive(ADULT)
    assert revealed(secrets, answer.text + all_said(everything, capfd)) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(json.dumps(ADULT).encode()[:-40], id="a body cut off"),
        pytest.param(json.dumps(ADULT).encode() + b"\xff", id="a body that is not UTF-8"),
        pytest.param(json.dumps(ADULT).replace("1971-03-29", "\\ud800").encode(), id="half a character"),
        pytest.param(b'{"id": "pt-84613", "x":' + b"[" * 100_000, id="a body that nests without end"),
        pytest.param(b"pt-84613", id="a body that is a bare word"),
        pytest.param(b"", id="no body"),
    ],
)
def test_a_body_that_is_no_json_reveals_nothing(
    body: bytes, app: Flask, everything: Everything, capfd: Capture
) -> None:
    headers = {"Authorization": EHR.bearer(), "Content-Type": "application/json"}
    answer = app.test_client().post(CALL, data=body, headers=headers)
    assert answer.status_code in (200, 400)
    said = all_said(everything, capfd) + (answer.text if answer.status_code != 200 else "")
    assert revealed(distinctive(ADULT), said) == []


def test_every_fixture_reveals_nothing(app: Flask, everything: Everything, capfd: Capture) -> None:
    client, failed = app.test_client(), []
    cases = {name: case for name, case in load_cases().items() if case.hook == "order-select"}
    for name, case in cases.items():
        body = GoldenService().request(name, case)
        answer = call(client, EHR.bearer(), body)
        spoilt = call(client, EHR.bearer(), body | {"hookInstance": "x"})
        said = all_said(everything, capfd) + spoilt.text
        everything.said.truncate(0)
        found = revealed(set(secrets_of(body)), said)
        if (answer.status_code, spoilt.status_code) != (200, 400) or found:
            failed.append((name, answer.status_code, spoilt.status_code, found))
    assert failed == []


def test_an_unexpected_path_or_type_reveals_nothing(
    app: Flask, everything: Everything, capfd: Capture
) -> None:
    client, bearer = app.test_client(), {"Authorization": EHR.bearer()}
    answers = [
        client.post(f"/cds-services/{PATIENT}", json=ADULT, headers=bearer),
        client.get(f"/policies/{PATIENT}"),
        client.get(f"/{PATIENT}?patient={PATIENT}"),
        client.put(f"/cds-services?patient={PATIENT}"),
        client.post(CALL, data=json.dumps(ADULT), content_type=f"text/{PATIENT}", headers=bearer),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 405, 415]
    said = all_said(everything, capfd) + "".join(answer.text for answer in answers)
    assert revealed(distinctive(ADULT), said) == []


@pytest.mark.parametrize(
    "bearer",
    [
        pytest.param(lambda: STRANGER.bearer(sub=PATIENT, jti="nonce-40404"), id="of an unknown issuer"),
        pytest.param(lambda: EHR.bearer(iss="issuer-50505", sub=PATIENT), id="of a telling issuer"),
        pytest.param(lambda: EHR.bearer({"kid": "kid-60601"}, sub=PATIENT), id="of a telling kid"),
        pytest.param(lambda: EHR.bearer({"typ": "typ-60602"}, sub=PATIENT), id="of a telling type"),
        pytest.param(lambda: EHR.bearer({"alg": "alg-60603"}, sub=PATIENT), id="of a telling algorithm"),
        pytest.param(lambda: EHR.bearer({"crit": ["crit-60604"]}, sub=PATIENT), id="of a telling extension"),
        pytest.param(lambda: EHR.bearer(aud="aud-70707", sub=PATIENT), id="for a telling audience"),
        pytest.param(lambda: EHR.bearer(jti={"id": PATIENT}), id="with a telling nonce"),
        pytest.param(lambda: "Bearer opaque-80808.opaque-80809.opaque-80810", id="that is none"),
        pytest.param(lambda: "Basic user-90909", id="under another scheme"),
    ],
)
def test_a_refused_token_reveals_nothing(
    bearer: Callable[[], str], app: Flask, everything: Everything, capfd: Capture
) -> None:
    authorization = bearer()
    answer = call(app.test_client(), authorization, ADULT)
    assert answer.status_code == 401
    said = all_said(everything, capfd)
    assert '"message": "token refused"' in said
    secrets = distinctive(ADULT) | {"nonce-40404"} | set(re.findall(r"\w+-\d{5}", authorization))
    secrets |= {part for part in re.split(r"[ .]", authorization) if len(part) > 6}
    secrets |= set(re.findall(r"\w+-\d{5}", str(bearer.__code__.co_consts)))
    assert revealed(secrets, answer.text + said) == []


def echoing(status: int) -> Callable[[str], Reply]:
    """A server that answers with what it was asked, and with a patient's words."""
    words = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": f"no {PATIENT} echo-13131"}]}
    return lambda path: Reply(words | {"id": path}, status, (("Location", f"/{PATIENT}?echo-13131"),))


FAILING: dict[str, Callable[[str], Reply]] = {
    "answers 500": echoing(500),
    "answers 404": echoing(404),
    "answers an OperationOutcome": echoing(200),
    "redirects": echoing(302),
    "answers with a page": lambda path: Reply(f"<p>{PATIENT} echo-13131</p>".encode()),
    "answers half a Bundle": lambda path: Reply(f'{{"id": "{PATIENT}", "x": "echo-13131'.encode()),
    "answers with broken compression": lambda path: Reply(
        PATIENT.encode(), 200, (("Content-Encoding", "gzip"),)
    ),
    "answers with a broken header": lambda path: Reply(
        b"{}", 200, (("X-Broken\r\nno header at all of pt-84613\r\nX-After", "echo-13131"),)
    ),
    "answers with another patient": lambda path: Reply(
        bundle(resource("Condition", "cond-13131", "other-70709", code={"text": "echo-13131"}))
    ),
    "links to somewhere else": lambda path: Reply(
        bundle() | {"link": [{"relation": "next", "url": f"https://evil.example/{PATIENT}?echo-13131"}]}
    ),
}


@pytest.mark.parametrize("answer", FAILING.values(), ids=FAILING.keys())
def test_a_fhir_server_reveals_nothing_when_it(
    answer: Callable[[str], Reply], tmp_path: Path, everything: Everything, capfd: Capture
) -> None:
    with listening(answer) as fhir:
        assert_silent_about(fhir, f"{fhir.url}/fhir", tmp_path, everything, capfd)
        assert fhir.asked


def test_a_fhir_server_that_is_not_there_reveals_nothing(
    tmp_path: Path, everything: Everything, capfd: Capture
) -> None:
    with listening(lambda path: Reply()) as gone:
        url = f"{gone.url}/fhir"
    assert_silent_about(gone, url, tmp_path, everything, capfd)


def assert_silent_about(
    fhir: Listener, url: str, folder: Path, everything: Everything, capfd: Capture
) -> None:
    listed = {"base": url, "private_address": True}
    entry = registered(EHR, folder, fhir_servers=[listed], budget_ms=5000)
    client = application(folder, entry).test_client()
    there = changed(fhirServer=url, fhirAuthorization=GRANT)
    answers = [call(client, EHR.bearer(), body) for body in (there, there | {"prefetch": {}})]
    assert [answer.status_code for answer in answers] == [200, 412]
    said = all_said(everything, capfd) + answers[1].text
    secrets = distinctive(there) | {"echo-13131", "cond-13131", "other-70709"} - {str(fhir.server_port)}
    assert revealed(secrets, said) == []


# The lines


def lines(capfd: Capture) -> list[Json]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_a_line_says_what_an_operator_needs(app: Flask, everything: Everything, capfd: Capture) -> None:
    answer = call(app.test_client(), EHR.bearer(), ADULT)
    (line,) = [line for line in lines(capfd) if line["message"] == "answered"]
    assert line["level"] == "info"
    assert line["service"] == "criteria-order-select"
    assert line["client"] == "ehr"
    assert line["outcomes"] == ["sc-medicaid-h2017-prs/admission-adult: unknown"]
    assert line["request"] == answer.headers["X-Request-Id"]
    assert {"time", "cards", "gaps", "fetched", "gather_ms", "ms"} <= line.keys()


def test_all_lines_of_a_request_carry_its_id(app: Flask, everything: Everything, capfd: Capture) -> None:
    answer = call(app.test_client(), EHR.bearer(aud="elsewhere"))
    said = [line for line in lines(capfd) if line["logger"].startswith("criteria_cards")]
    assert [line["message"] for line in said] == ["token refused", "refused"]
    assert {line["request"] for line in said} == {answer.headers["X-Request-Id"]}
    assert said[0]["check"] == "InvalidAudienceError"


def test_an_exception_is_named_by_its_type(everything: Everything, capfd: Capture) -> None:
    try:
        raise ValueError(f"no {PATIENT} here")
    except ValueError:
        logging.getLogger("criteria_cards.anything").exception("something failed")
    (line,) = lines(capfd)
    assert (line["message"], line["exception"]) == ("something failed", "ValueError")
    assert PATIENT not in json.dumps(line)


@pytest.mark.parametrize("name", ["urllib3.connectionpool", "requests", "flask_cors.core", "werkzeug"])
def test_a_library_that_tells_urls_is_silent_for_every_handler(name: str, everything: Everything) -> None:
    logging.getLogger(name).critical("GET /Patient/%s", PATIENT)
    assert everything.said.getvalue() == ""


def test_of_another_library_only_the_place_is_told(everything: Everything, capfd: Capture) -> None:
    logging.getLogger("somebody.elses").info("about %s", PATIENT)
    logging.getLogger("somebody.elses").warning("about %s", PATIENT)
    (line,) = lines(capfd)
    assert (line["logger"], line["level"]) == ("somebody.elses", "warning")
    assert re.fullmatch(r"at test_logs:\d+", line["message"])


def test_a_python_warning_is_told_alike(everything: Everything, capfd: Capture) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"about {PATIENT}", stacklevel=1)
    (line,) = lines(capfd)
    assert line["logger"] == "py.warnings"
    assert PATIENT not in json.dumps(line)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("\ud800", id="half a character"),
        pytest.param("a\nb", id="a line break"),
        pytest.param(object(), id="an object"),
        pytest.param({1: {"a"}}, id="a set"),
    ],
)
def test_whatever_it_is_told_a_line_is_one_json_object(value: Any) -> None:
    record = logging.LogRecord("criteria_cards.x", logging.INFO, "x.py", 1, "said %s", (value,), None)
    record.__dict__["data"] = {"value": value}
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["logger"] == "criteria_cards.x"


def test_an_application_silences_the_libraries_by_itself(tmp_path: Path) -> None:
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    application(tmp_path)
    assert not logging.getLogger("urllib3.connectionpool").isEnabledFor(logging.CRITICAL)
    silence_libraries()


# As it is run


def test_two_processes_take_a_token_once_and_reveal_nothing(tmp_path: Path) -> None:
    environment = {
        "CRITERIA_CARDS_CLIENTS": str(clients_file(tmp_path, registered(EHR, tmp_path))),
        "CRITERIA_CARDS_PUBLIC_URL": PUBLIC,
        "CRITERIA_CARDS_DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}",
        "CRITERIA_CARDS_ALLOW_AS_OF": "true",
    }
    bearer, answers, logs = EHR.bearer(), [], [tmp_path / f"{name}.log" for name in ("one", "other")]
    with ExitStack() as stack:
        urls = []
        for log in logs:
            port = free_port()
            command = [sys.executable, "-m", "service.cli.main", "serve", "--port", str(port)]
            own = environment | {"CRITERIA_CARDS_DATA": str(log.with_suffix(""))}
            stack.enter_context(running(command, port, "/cds-services", log, own))
            urls.append(f"http://127.0.0.1:{port}{CALL}")
        for url in urls:
            headers = {"Authorization": bearer}
            answers.append(requests.post(url, json=ADULT, headers=headers, timeout=20))
        headers = {"Authorization": EHR.bearer()}
        answers.append(requests.post(urls[1], json=MALFORMED["no patient"], headers=headers, timeout=20))
    assert [answer.status_code for answer in answers] == [200, 401, 412]
    said = "".join(log.read_text(encoding="utf-8") for log in logs)
    assert '"check": "it was used before"' in said
    assert all(json.loads(line)["message"] for line in said.splitlines())
    assert revealed(distinctive(ADULT), said + answers[1].text + answers[2].text) == []
