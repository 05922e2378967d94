"""A client's registration as a SMART app: what is wrong with it is named with its line, all of it at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from joserfc.jwk import ECKey, OctKey, RSAKey

from criteria.strict_yaml import FileError
from service.auth.clients import Client, load_clients
from service.auth.smart_app import read_key

BASE = "https://fhir.north.example/r4"
GOOD = f"""\
clients:
  - name: north
    issuer: https://north.example
    jwks_url: https://north.example/keys
    fhir_servers: [{{base: "{BASE}"}}]
    smart:
      client_id: worksheet
"""
TWO_SERVERS = GOOD.replace('r4"}]', 'r4"}, {base: "https://fhir.north.example/test"}]')
P384 = ec.generate_private_key(ec.SECP384R1())


def pem(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def as_jwk(key: ECKey | RSAKey) -> bytes:
    return json.dumps(key.as_dict(private=True)).encode()


def clients_of(folder: Path, text: str) -> tuple[Client, ...]:
    (folder / "key.pem").write_bytes(pem(P384))
    (folder / "secret").write_text("s3cret\n", encoding="ascii")
    path = folder / "clients.yaml"
    path.write_text(text, encoding="utf-8")
    return load_clients(path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            GOOD.replace("      client_id: worksheet\n", "      standalone: true\n"),
            "6: clients.0.smart.client_id: this key is required",
            id="no client_id",
        ),
        pytest.param(
            GOOD + "      stand_alone: true\n",
            "8: clients.0.smart.stand_alone: this key is not known here; the nearest name is 'standalone'",
            id="a key it does not know",
        ),
        pytest.param(
            GOOD + "      secret_file: secret\n      key_file: key.pem\n",
            "6: clients.0.smart: give either secret_file or key_file",
            id="a secret and a key",
        ),
        pytest.param(
            GOOD + "      key_file: keys.pem\n",
            "8: clients.0.smart.key_file: there is no such file; the nearest name is 'key.pem'",
            id="a key that is not there",
        ),
        pytest.param(
            GOOD + "      key_file: secret\n",
            "8: clients.0.smart.key_file: expected a private key, RSA or EC, as PEM without a password",
            id="a key that is none",
        ),
        pytest.param(
            GOOD + "      secret_file: key.pem\n",
            "8: clients.0.smart.secret_file: expected a file with the secret in one line",
            id="a secret of several lines",
        ),
        pytest.param(
            GOOD + "      extra_scopes: [online_access openid]\n",
            "8: clients.0.smart.extra_scopes.0: expected one scope, without blanks",
            id="two scopes in one",
        ),
        pytest.param(
            GOOD + '      frame_ancestors: ["*"]\n',
            "8: clients.0.smart.frame_ancestors.0: an origin is scheme, host and port",
            id="any page's frame",
        ),
        pytest.param(
            GOOD + "      frame_ancestors: [https://ehr.example/app]\n",
            "8: clients.0.smart.frame_ancestors.0: an origin is scheme, host and port",
            id="a page's frame in place of an origin's",
        ),
        pytest.param(
            TWO_SERVERS,
            "2: clients.0: give smart an iss, or the client one fhir_server",
            id="two servers, and no word which one launches it",
        ),
        pytest.param(
            GOOD.replace(f'    fhir_servers: [{{base: "{BASE}"}}]\n', ""),
            "2: clients.0: give smart an iss, or the client one fhir_server",
            id="no server",
        ),
        pytest.param(
            GOOD + "      iss: https://fhir.south.example/r4\n",
            "2: clients.0: expected the iss of smart to be one of the client's fhir_servers",
            id="an iss that is none of its servers",
        ),
        pytest.param(
            GOOD + GOOD.replace("clients:\n", "").replace("north\n", "south\n").replace("//north", "//south"),
            "12: clients.1.smart: north is launched from the same FHIR base",
            id="two clients launched from one base",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileError, match=f"^{re.escape(f'{tmp_path.name}/clients.yaml:{problem}')}"):
        clients_of(tmp_path, text)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    wrong = "      iss: none\n      key_file: none.pem\n      secret_file: none\n      omit_scopes: ['']\n"
    with pytest.raises(FileError) as refused:
        clients_of(tmp_path, GOOD.replace("client_id: worksheet", "client_id: ''") + wrong)
    lines = {re.search(r"clients\.yaml:(\d+)", str(each)) for each in refused.value.mistakes}
    assert {each[1] for each in lines if each} == {"7", "8", "9", "10", "11"}


def test_what_is_not_said_has_the_safe_default(tmp_path: Path) -> None:
    (client,) = clients_of(tmp_path, GOOD)
    assert client.smart
    assert client.launched_from == BASE
    assert (client.smart.standalone, client.smart.omit_scopes, client.smart.frame_ancestors) == (
        False,
        (),
        (),
    )
    assert (client.smart.secret_file, client.smart.key_file) == (None, None)


def test_the_iss_says_which_of_two_servers_launches_it(tmp_path: Path) -> None:
    (client,) = clients_of(tmp_path, TWO_SERVERS + "      iss: https://fhir.north.example/test/\n")
    assert client.launched_from == "https://fhir.north.example/test"


def test_without_smart_it_is_launched_from_nowhere(tmp_path: Path) -> None:
    (client,) = clients_of(tmp_path, GOOD.partition("    smart:")[0])
    assert client.launched_from == ""


def test_paths_are_relative_to_the_clients_file(tmp_path: Path) -> None:
    (client,) = clients_of(tmp_path, GOOD + "      key_file: key.pem\n")
    assert client.smart
    assert client.smart.key_file == tmp_path / "key.pem"


RSA_2048, RSA_1024 = (rsa.generate_private_key(65537, bits) for bits in (2048, 1024))


@pytest.mark.parametrize(
    ("content", "algorithm"),
    [
        pytest.param(pem(P384), "ES384", id="EC as PEM"),
        pytest.param(pem(RSA_2048), "RS384", id="RSA as PEM"),
        pytest.param(as_jwk(ECKey.import_key(pem(P384))), "ES384", id="EC as JWK"),
        pytest.param(as_jwk(RSAKey.import_key(pem(RSA_2048))), "RS384", id="RSA as JWK"),
    ],
)
def test_a_key_signs(tmp_path: Path, content: bytes, algorithm: str) -> None:
    (tmp_path / "key").write_bytes(content)
    key = read_key(tmp_path / "key")
    assert (key.alg, key.kid, key.get("use")) == (algorithm, key.thumbprint(), "sig")


def test_a_key_keeps_the_kid_that_it_has(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(as_jwk(ECKey.import_key(pem(P384), {"kid": "of-2026"})))
    assert read_key(tmp_path / "key").kid == "of-2026"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(pem(RSA_1024), "expected RSA of at least 2048 bits", id="a short RSA key"),
        pytest.param(
            pem(ec.generate_private_key(ec.SECP256R1())), "EC on P-384", id="a key on another curve"
        ),
        pytest.param(pem(ed25519.Ed25519PrivateKey.generate()), "RSA or EC", id="another kind of key"),
        pytest.param(
            P384.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "expected a private key",
            id="a public key as PEM",
        ),
        pytest.param(
            json.dumps(ECKey.import_key(pem(P384)).as_dict(private=False)).encode(),
            "this is a public one",
            id="a public key as JWK",
        ),
        pytest.param(
            P384.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"word")),
            "without a password",
            id="a key with a password",
        ),
        pytest.param(
            json.dumps(OctKey.generate_key(256).as_dict(private=True)).encode(), "RSA or EC", id="a secret"
        ),
        pytest.param(b"{}", "expected a private key", id="an empty JWK"),
        pytest.param(b"[]", "expected a private key", id="another JSON"),
        pytest.param(b"\xff", "expected a private key", id="no text"),
        pytest.param(b"", "expected a private key", id="nothing"),
    ],
)
def test_a_key_that_cannot_sign_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(ValueError, match=problem):
        read_key(tmp_path / "key")
