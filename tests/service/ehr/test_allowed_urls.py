"""Which URLs and addresses may be asked: what is on a client's list, and nothing that looks like it."""

from __future__ import annotations

import pytest

from service.ehr.allowed_urls import allowed_server, is_public
from service.ehr.fhir_server import FhirServer

LISTED = FhirServer.model_validate({"base": "https://fhir.example/r4"})


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://fhir.example/r4", id="the base itself"),
        pytest.param("https://fhir.example/r4/", id="with a slash"),
        pytest.param("https://fhir.example:443/r4", id="with its port"),
        pytest.param("https://FHIR.Example/r4", id="its host in other letters"),
        pytest.param("HTTPS://fhir.example/r4", id="its scheme in capitals"),
        pytest.param("https://fhir.example/r4/Patient/1", id="a resource below it"),
        pytest.param("https://fhir.example/r4?page=2&x=a%2Fb|c,d@e", id="a page of a search"),
        pytest.param("https://fhir.example/r4/page%20two", id="a path with a coded blank"),
    ],
)
def test_a_listed_server_is_recognized(url: str) -> None:
    assert allowed_server(url, [LISTED]) is LISTED


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://evil.example/r4", id="another host"),
        pytest.param("https://fhir.example.evil.example/r4", id="a host that begins alike"),
        pytest.param("https://evilfhir.example/r4", id="a host that ends alike"),
        pytest.param("https://sub.fhir.example/r4", id="a host below it"),
        pytest.param("https://fhir.example./r4", id="its host with a dot at the end"),
        pytest.param("https://fhir%2eexample/r4", id="its host with a coded dot"),
        pytest.param("https://fhir\u3002example/r4", id="its host with a wide dot"),
        pytest.param("https://fh\u0131r.example/r4", id="its host with a letter that looks alike"),
        pytest.param("https://\uff46hir.example/r4", id="its host with a wide letter"),
        pytest.param("http://fhir.example/r4", id="without TLS"),
        pytest.param("http://fhir.example:443/r4", id="without TLS on the port of TLS"),
        pytest.param("ftp://fhir.example/r4", id="another scheme"),
        pytest.param("file:///etc/passwd", id="a file"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("//fhir.example/r4", id="no scheme"),
        pytest.param("fhir.example/r4", id="no scheme and no slashes"),
        pytest.param("https:fhir.example/r4", id="a scheme without slashes"),
        pytest.param("https:///fhir.example/r4", id="three slashes"),
        pytest.param("", id="nothing"),
        pytest.param("https://fhir.example:8443/r4", id="another port"),
        pytest.param("https://fhir.example:0/r4", id="port zero"),
        pytest.param("https://fhir.example:99999/r4", id="a port that cannot be"),
        pytest.param("https://fhir.example:\uff14\uff14\uff13/r4", id="a port in wide digits"),
        pytest.param("https://fhir.example:443:80/r4", id="two ports"),
        pytest.param("https://fhir.example@evil.example/r4", id="its host as a user"),
        pytest.param("https://fhir.example:443@evil.example/r4", id="its host and port as a user and a word"),
        pytest.param("https://user@fhir.example/r4", id="a user"),
        pytest.param("https://fhir.example%40evil.example/r4", id="a coded at sign"),
        pytest.param("https://fhir.example\\@evil.example/r4", id="a backslash before an at sign"),
        pytest.param("https://evil.example\\.fhir.example/r4", id="a backslash in the host"),
        pytest.param("https:\\\\fhir.example\\r4", id="backslashes for slashes"),
        pytest.param("https://fhir.example/r4\\..\\admin", id="backslashes in the path"),
        pytest.param("https://fhir.example#@evil.example/r4", id="a fragment in the host"),
        pytest.param("https://fhir.example/r4#/admin", id="a fragment"),
        pytest.param("https://fhir.example/r4#", id="an empty fragment"),
        pytest.param("https://fhir.example/r4?a#b", id="a fragment after a query"),
        pytest.param("https://fhir.example?/r4", id="its path as a query"),
        pytest.param("https://fhir.example/", id="above its path"),
        pytest.param("https://fhir.example/r4x", id="a path that begins alike"),
        pytest.param("https://fhir.example/r4;x/Patient", id="a path with parameters"),
        pytest.param("https://fhir.example/r4/x;y/Patient", id="a path with parameters below its own"),
        pytest.param("https://fhir.example/r4/..;/admin", id="a way up with parameters"),
        pytest.param("https://fhir.example/r4/%3Bx", id="a coded semicolon"),
        pytest.param("https://fhir.example/r4/\u00e9", id="a letter that is not ASCII in the path"),
        pytest.param("https://fhir.example/r4/\uff0e\uff0e/admin", id="a way up in wide dots"),
        pytest.param("https://fhir.example/r4/\u2028x", id="a line separator in the path"),
        pytest.param("https://fhir.example/R4", id="its path in capitals"),
        pytest.param("https://fhir.example//r4", id="its path after two slashes"),
        pytest.param("https://fhir.example/r4/../admin", id="a way up"),
        pytest.param("https://fhir.example/r4/..", id="a way up at the end"),
        pytest.param("https://fhir.example/x/../r4", id="a way up and back"),
        pytest.param("https://fhir.example/r4/./x", id="a dot for here"),
        pytest.param("https://fhir.example/r4/%2e%2e/admin", id="a coded way up"),
        pytest.param("https://fhir.example/r4/%2E./admin", id="a half coded way up"),
        pytest.param("https://fhir.example/r4/..%2fadmin", id="a way up with a coded slash"),
        pytest.param("https://fhir.example/r4%2Fadmin", id="a coded slash"),
        pytest.param("https://fhir.example/r4/%5c..%5cadmin", id="coded backslashes"),
        pytest.param("https://fhir.example/r4/%252e%252e/admin", id="a way up coded twice"),
        pytest.param(" https://fhir.example/r4", id="a blank before it"),
        pytest.param("https://fhir.example/r4 ", id="a blank after it"),
        pytest.param("https://fhir.example/r4\t", id="a tab after it"),
        pytest.param("https://fh\nir.example/r4", id="a line break in the host"),
        pytest.param("https://fhir.example/r4\r\nHost: evil.example", id="a header"),
        pytest.param("https://fhir.example\x00.evil.example/r4", id="a null in the host"),
        pytest.param("https://[::1]/r4", id="an IPv6 address"),
        pytest.param("https://[::1/r4", id="half an IPv6 address"),
        pytest.param("https://[fhir.example]/r4", id="a name in brackets"),
    ],
)
@pytest.mark.parametrize("loopback_allowed", [False, True], ids=["", "where loopback is allowed"])
def test_nothing_else_is(url: str, loopback_allowed: bool) -> None:
    found = allowed_server(url, [LISTED], loopback_allowed)
    assert found is None or (loopback_allowed and url == "https://[::1]/r4")


def test_with_an_empty_list_nothing_is_asked() -> None:
    assert allowed_server("https://fhir.example/r4", []) is None


def test_a_server_listed_without_a_path_is_all_of_it() -> None:
    whole = FhirServer.model_validate({"base": "https://fhir.example"})
    assert allowed_server("https://fhir.example/any/path", [whole]) is whole
    assert allowed_server("https://fhir.example", [whole]) is whole


def test_an_address_is_listed_as_it_is_written() -> None:
    listed = FhirServer.model_validate({"base": "https://[2001:db8::1]:8443/r4"})
    assert allowed_server("https://[2001:DB8::1]:8443/r4/Patient/1", [listed]) is listed
    assert allowed_server("https://[2001:db8:0::1]:8443/r4", [listed]) is None


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("localhost.", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("127.1", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("0177.0.0.1", False),
        ("0.0.0.0", False),
        ("[::]", False),
        ("[::ffff:127.0.0.1]", False),
        ("[::1%25lo]", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
    ],
)
def test_a_demonstration_may_name_this_machine_in_plain_words_alone(host: str, allowed: bool) -> None:
    found = allowed_server(f"http://{host}:8080/fhir", (), loopback_allowed=True)
    assert (found is not None and found.private_address) is allowed


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f::1", True),
        ("::ffff:93.184.215.14", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.0.0.9", False),
        ("192.0.0.255", False),
        ("192.0.1.0", True),
        ("192.0.2.1", False),
        ("172.15.255.255", True),
        ("172.16.0.0", False),
        ("172.31.255.255", False),
        ("172.32.0.0", True),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2001::1", False),
        ("2001:1ff:ffff::1", False),
        ("2001:200::1", True),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a9fe:a9fe", False),
    ],
)
def test_an_address_is_public_or_not(address: str, public: bool) -> None:
    assert is_public(address) is public
