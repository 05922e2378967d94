"""A FHIR server inside a hospital: verified against the authority that the operator named, and no other."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.service.ehr.asking import NOT_REACHED
from tests.support.cards import cards_of, gaps
from tests.support.ehr import Ehr, application, call, registered
from tests.support.fhir import Json
from tests.support.hook_calls import bare_order_select
from tests.support.listeners import Listener, Reply, running

EHR = Ehr("ehr", "https://ehr.example")
HOSPITAL, STRANGER = trustme.CA(), trustme.CA()


@pytest.fixture
def fhir() -> Iterator[Listener]:
    """A FHIR server on this machine, with a certificate of the hospital's authority."""
    server = Listener(lambda path: Reply({"resourceType": "Bundle", "type": "searchset"}))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    HOSPITAL.issue_cert("localhost").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with running(server) as at_work:
        yield at_work


def problems(folder: Path, fhir: Listener, authority: trustme.CA | None, host: str = "localhost") -> set[str]:
    """What a card says of the searches, where an authority is named for the server or none is."""
    listed: Json = {"base": f"https://{host}:{fhir.server_port}/fhir", "private_address": True}
    if authority:
        authority.cert_pem.write_to_path(folder / "authority.pem")
        listed["ca_file"] = "authority.pem"
    entry = registered(EHR, folder, fhir_servers=[listed], budget_ms=5000)
    client = application(folder, entry).test_client()
    answer = call(client, EHR.bearer(), bare_order_select(fhirServer=listed["base"]))
    (card,) = cards_of(answer)
    return {*gaps(card).values()}


def test_a_server_of_the_named_authority_is_asked(tmp_path: Path, fhir: Listener) -> None:
    assert NOT_REACHED not in problems(tmp_path, fhir, HOSPITAL)
    assert fhir.asked


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        pytest.param(None, "localhost", id="the public authorities count"),
        pytest.param(STRANGER, "localhost", id="another authority was named"),
        pytest.param(HOSPITAL, "127.0.0.1", id="its certificate is for another name"),
    ],
)
def test_no_request_reaches_a_server_where(
    tmp_path: Path, fhir: Listener, authority: trustme.CA | None, host: str
) -> None:
    assert problems(tmp_path, fhir, authority, host) == {NOT_REACHED}
    assert not fhir.asked
