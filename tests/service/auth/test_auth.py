"""Who may call: each attack on a token is refused alike, and what real EHRs send is taken."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.ehr import (
    CALL,
    ENDPOINT,
    PUBLIC,
    Ehr,
    application,
    call,
    compact,
    private_key,
    public_jwk,
    public_pem,
    registered,
    segment,
    signer,
)
from tests.support.fhir import Json
from tests.support.listeners import Listener, Reply, listening

NORTH = Ehr("north", "https://north.example")
SOUTH = Ehr("south", "https://south.example", algorithm="RS384")
CLINIC_A = Ehr("clinic-a", "https://cloud.example", tenant="a")
CLINIC_B = Ehr("clinic-b", "https://cloud.example", tenant="b")
TYPO = Ehr("typo", "https://typo.example")
SHORT = Ehr("short", "https://short.example", algorithm="RS384")
STRANGER = Ehr("stranger", "https://stranger.example")

TYPED_IN = "https://cards.example/typed-in-by-hand"
MINUTE = 60
QUARTER = 15 * MINUTE


@pytest.fixture(scope="module")
def jku() -> Iterator[Listener]:
    """A key set of the attacker's own, which nobody may ever ask for."""
    keys = {"keys": [public_jwk(private_key("attacker"), kid) for kid in ("first", "attackers")]}
    with listening(lambda path: Reply(keys)) as listener:
        yield listener
    assert listener.connections == 0


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("auth")
    entries = [registered(ehr, folder) for ehr in (NORTH, SOUTH, CLINIC_A, CLINIC_B, SHORT)]
    entries.append(registered(TYPO, folder, audiences=[TYPED_IN]))
    keys = json.loads((folder / "north.jwks.json").read_text(encoding="utf-8"))["keys"]
    keys += [
        public_jwk(private_key("north", "RS384"), "rsa"),
        public_jwk(private_key("encryption"), "encryption", use="enc"),
        public_jwk(private_key("weak", "ES256"), "weak"),
    ]
    (folder / "north.jwks.json").write_text(json.dumps({"keys": keys}), encoding="utf-8")
    return application(folder, *entries)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def now() -> int:
    return int(time.time())


def shared_secret(algorithm: str) -> str:
    """A token signed with the public key as if that were a secret both sides knew."""
    hashes = {"HS256": hashlib.sha256, "HS384": hashlib.sha384}
    secret = public_pem(NORTH.key)
    return compact(
        NORTH.header(alg=algorithm),
        NORTH.claims(),
        lambda content: hmac.new(secret, content, hashes[algorithm]).digest(),
    )


def by_attacker(header: Json, **claims: Any) -> str:
    return compact(NORTH.header(**header), NORTH.claims(**claims), signer(private_key("attacker"), "ES384"))


def by_rsa(algorithm: str) -> str:
    """Signed with an RSA key that is NORTH's as well, under the header's own idea of the algorithm."""
    sign = signer(private_key("north", "RS384"), "RS384")
    return compact(NORTH.header(alg=algorithm, kid="rsa"), NORTH.claims(), sign)


def tampered_payload() -> str:
    header, _, signature = NORTH.token().split(".")
    return f"{header}.{segment(NORTH.claims(aud=ENDPOINT))}.{signature}"


def tampered_signature() -> str:
    token = NORTH.token()
    head, _, signature = token.rpartition(".")
    return f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def aged(seconds: int, lifetime: int = 300) -> Json:
    """Claims of a token issued that long ago."""
    issued = now() - seconds
    return {"iat": issued, "exp": issued + lifetime}


NO_ALGORITHM = "this algorithm is not allowed"
NO_KEY = "the client has no key of this kid for this algorithm"
NO_ISSUER = "this issuer is not registered"
NO_TENANT = "this tenant is not registered"
LIFETIME = "it lives longer than 15 minutes, or ends before it begins"
SIGNATURE = "InvalidSignatureError"
AUDIENCE = "InvalidAudienceError"

Attack = tuple[str, Callable[[str], str], str]

ATTACKS: list[Attack] = [
    (
        "the algorithm is none",
        lambda _: compact(NORTH.header(alg="none"), NORTH.claims(), lambda _: b""),
        NO_ALGORITHM,
    ),
    (
        "the algorithm is none in another spelling",
        lambda _: compact(NORTH.header(alg="nOnE"), NORTH.claims(), lambda _: b""),
        NO_ALGORITHM,
    ),
    (
        "HS256 with the public key as the secret",
        lambda _: shared_secret("HS256"),
        NO_ALGORITHM,
    ),
    (
        "HS384 with the public key as the secret",
        lambda _: shared_secret("HS384"),
        NO_ALGORITHM,
    ),
    (
        "an algorithm that is sound but not on the client's list",
        lambda _: compact(
            NORTH.header(alg="ES256", kid="weak"),
            NORTH.claims(),
            signer(private_key("weak", "ES256"), "ES256"),
        ),
        NO_ALGORITHM,
    ),
    (
        "an RSA key under an EC algorithm",
        lambda _: by_rsa("ES384"),
        NO_KEY,
    ),
    (
        "an EC key under an RSA algorithm",
        lambda _: compact(NORTH.header(alg="RS384"), NORTH.claims(), signer(NORTH.key, "ES384")),
        NO_KEY,
    ),
    (
        "an RSA key of 1024 bits",
        lambda _: SHORT.token(),
        "InvalidKeyError",
    ),
    (
        "a key that is there for encryption",
        lambda _: compact(
            NORTH.header(kid="encryption"), NORTH.claims(), signer(private_key("encryption"), "ES384")
        ),
        NO_KEY,
    ),
    (
        "the audience is another host",
        lambda _: NORTH.token(aud="https://other.example/cds-services"),
        AUDIENCE,
    ),
    (
        "the audience is another service of ours",
        lambda _: NORTH.token(aud=f"{PUBLIC}/cds-services/criteria-order-sign"),
        AUDIENCE,
    ),
    ("the audience is discovery", lambda _: NORTH.token(aud=f"{PUBLIC}/cds-services"), AUDIENCE),
    ("the audience is feedback", lambda _: NORTH.token(aud=f"{ENDPOINT}/feedback"), AUDIENCE),
    ("the audience is the endpoint with a slash", lambda _: NORTH.token(aud=f"{ENDPOINT}/"), AUDIENCE),
    (
        "the audience is the address behind the proxy",
        lambda _: NORTH.token(aud=f"http://localhost{CALL}"),
        AUDIENCE,
    ),
    ("the audience is what another client may say", lambda _: NORTH.token(aud=TYPED_IN), AUDIENCE),
    ("the list of audiences is empty", lambda _: NORTH.token(aud=[]), "MissingRequiredClaimError"),
    (
        "the audience is a number",
        lambda _: NORTH.token(aud=7),
        "Expected `str | array`, got `int` - at `$.aud`",
    ),
    ("it expired", lambda _: NORTH.token(**aged(340)), "ExpiredSignatureError"),
    ("it was issued in the future", lambda _: NORTH.token(**aged(-MINUTE)), "ImmatureSignatureError"),
    ("it is not valid yet", lambda _: NORTH.token(nbf=now() + MINUTE), "ImmatureSignatureError"),
    ("it lives a second too long", lambda _: NORTH.token(**aged(0, QUARTER + 31)), LIFETIME),
    ("it lives for a year", lambda _: NORTH.token(**aged(0, 365 * 86400)), LIFETIME),
    ("it ends when it begins", lambda _: NORTH.token(**aged(-20, 0)), LIFETIME),
    ("it ends before it begins", lambda _: NORTH.token(iat=now() + 20, exp=now() + 10), LIFETIME),
    ("there is no exp", lambda _: NORTH.token(exp=None), "Object missing required field `exp`"),
    ("there is no iat", lambda _: NORTH.token(iat=None), "Object missing required field `iat`"),
    ("there is no jti", lambda _: NORTH.token(jti=None), "Object missing required field `jti`"),
    ("there is no iss", lambda _: NORTH.token(iss=None), "Object missing required field `iss`"),
    ("there is no aud", lambda _: NORTH.token(aud=None), "Object missing required field `aud`"),
    ("exp is a word", lambda _: NORTH.token(exp="never"), "Expected `float`, got `str` - at `$.exp`"),
    (
        "exp is a number beyond all times",
        lambda _: NORTH.token(exp=10**400),
        "Number out of range - at `$.exp`",
    ),
    ("exp is no number", lambda _: NORTH.token(exp=float("nan")), "Expected `float` >= 0.0 - at `$.exp`"),
    ("jti is a number", lambda _: NORTH.token(jti=7), "Expected `str`, got `int` - at `$.jti`"),
    ("jti is empty", lambda _: NORTH.token(jti=""), "Expected `str` of length >= 1 - at `$.jti`"),
    (
        "jti is longer than any nonce",
        lambda _: NORTH.token(jti="j" * 257),
        "Expected `str` of length <= 256 - at `$.jti`",
    ),
    ("the issuer is unknown", lambda _: STRANGER.token(), NO_ISSUER),
    ("the issuer is another client, the key is not", lambda _: NORTH.token(iss=SOUTH.issuer), NO_KEY),
    ("the issuer differs by a slash", lambda _: NORTH.token(iss=f"{NORTH.issuer}/"), NO_ISSUER),
    ("the tenant is unknown", lambda _: CLINIC_A.token(tenant="c"), NO_TENANT),
    ("the tenant is another client, the key is not", lambda _: CLINIC_A.token(tenant="b"), SIGNATURE),
    ("the tenant is missing", lambda _: CLINIC_A.token(tenant=None), NO_TENANT),
    ("the kid is unknown", lambda _: NORTH.token({"kid": "second"}), NO_KEY),
    (
        "the kid is that of another client",
        lambda _: compact(NORTH.header(kid="first"), NORTH.claims(), signer(CLINIC_A.key, "ES384")),
        SIGNATURE,
    ),
    ("there is no kid", lambda _: NORTH.token({"kid": None}), "Object missing required field `kid`"),
    ("the kid is a path", lambda _: NORTH.token({"kid": "../../north.jwks.json"}), NO_KEY),
    ("typ is missing", lambda _: NORTH.token({"typ": None}), "Object missing required field `typ`"),
    ("typ is that of another kind of token", lambda _: NORTH.token({"typ": "at+jwt"}), "typ is not JWT"),
    (
        "there is an extension it says is critical",
        lambda _: NORTH.token({"crit": ["exp"], "exp": 1}),
        "InvalidTokenError",
    ),
    (
        "jku names a key set of the attacker's, with a kid of ours",
        lambda url: by_attacker({"jku": url}),
        SIGNATURE,
    ),
    (
        "jku names a key set of the attacker's, with a kid of its own",
        lambda url: by_attacker({"jku": url, "kid": "attackers"}),
        NO_KEY,
    ),
    ("x5u names a certificate of the attacker's", lambda url: by_attacker({"x5u": url}), SIGNATURE),
    (
        "the key comes along as jwk",
        lambda _: by_attacker({"jwk": public_jwk(private_key("attacker"), "first")}),
        SIGNATURE,
    ),
    ("the payload is another one", lambda _: tampered_payload(), SIGNATURE),
    ("the signature is another one", lambda _: tampered_signature(), SIGNATURE),
    ("the signature is left out", lambda _: NORTH.token().rpartition(".")[0] + ".", SIGNATURE),
    (
        "the payload is a list",
        lambda _: compact(NORTH.header(), [], signer(NORTH.key, "ES384")),
        "DecodeError",
    ),
    (
        "the payload nests without end",
        lambda _: compact(NORTH.header(), b"[" * 5000, lambda _: b""),
        "DecodeError",
    ),
    ("it is no JWT", lambda _: "let-me-in", "DecodeError"),
    ("it is longer than a token can be", lambda _: NORTH.token(sub="s" * 8192), "it is too long"),
]


def checks(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Which checks failed, as the log has it."""
    return [
        record.__dict__["data"]["check"]
        for record in caplog.records
        if record.getMessage() == "token refused"
    ]


def said_to_the_caller(response: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that a caller can learn of an answer."""
    headers = [header for header in response.headers if header[0] not in ("Date", "X-Request-Id")]
    return response.status_code, response.data, headers


@pytest.mark.parametrize(("forge", "check"), [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS])
def test_a_token_is_refused_when(
    forge: Callable[[str], str],
    check: str,
    client: FlaskClient,
    jku: Listener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    refused = call(client, f"Bearer {forge(f'{jku.url}/jwks.json')}")
    without = call(client)
    assert said_to_the_caller(refused) == said_to_the_caller(without)
    assert checks(caplog) == [check, "there is no bearer token"]


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param("", id="an empty header"),
        pytest.param("Bearer", id="a scheme without a token"),
        pytest.param("Bearer ", id="a scheme and a blank"),
        pytest.param("Basic dXNlcjpwYXNz", id="another scheme"),
        pytest.param(f"JWT {NORTH.token()}", id="a good token under another scheme"),
        pytest.param(NORTH.token(), id="a good token without a scheme"),
    ],
)
def test_it_takes_a_bearer_token(
    authorization: str, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert call(client, authorization).status_code == 401
    assert checks(caplog) == ["there is no bearer token"]


def test_a_refusal_is_a_401_that_names_the_scheme_and_no_reason(client: FlaskClient) -> None:
    answer = call(client, NORTH.bearer(aud="https://other.example"))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.json["resourceType"] == "OperationOutcome"
    assert answer.json["issue"][0]["diagnostics"] == "the token was refused"


def test_the_log_names_the_client_once_it_is_known(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    call(client, SOUTH.bearer(aud="https://other.example"))
    call(client, STRANGER.bearer())
    assert [r.__dict__["data"]["client"] for r in caplog.records if r.getMessage() == "token refused"] == [
        "south",
        "",
    ]


GOOD: list[tuple[str, Callable[[], str]]] = [
    ("it is signed with ES384", lambda: NORTH.bearer()),
    ("it is signed with RS384", lambda: SOUTH.bearer()),
    ("an RSA key of the set does not say its algorithm", lambda: f"Bearer {by_rsa('RS384')}"),
    (
        "the audience is a list with the endpoint in it",
        lambda: NORTH.bearer(aud=["https://x.example", ENDPOINT]),
    ),
    ("the audience is one that the operator allows for the client", lambda: TYPO.bearer(aud=TYPED_IN)),
    ("the audience is the endpoint although others are allowed", lambda: TYPO.bearer()),
    (
        "it carries claims we do not know",
        lambda: NORTH.bearer(sub="client-7", scope=["a"], nested={"a": None}),
    ),
    ("sub is no string", lambda: NORTH.bearer(sub=7)),
    ("nbf lies before iat", lambda: NORTH.bearer(nbf=now() - 5 * MINUTE)),
    ("it lives exactly fifteen minutes", lambda: NORTH.bearer(**aged(0, QUARTER))),
    (
        "it lives fifteen minutes, counted from a clock a little off",
        lambda: NORTH.bearer(**aged(0, QUARTER + 30)),
    ),
    ("it expired within the leeway", lambda: NORTH.bearer(**aged(310))),
    ("its issuer's clock is ahead within the leeway", lambda: NORTH.bearer(**aged(-20))),
    ("its times have fractions", lambda: NORTH.bearer(iat=time.time(), exp=time.time() + 60.5)),
    ("its jti is as long as allowed", lambda: NORTH.bearer(jti=f"{now()}-".ljust(256, "j"))),
    ("its jti is no text that could be stored", lambda: NORTH.bearer(jti=f"\ud800{time.time()}")),
    ("the tenant is its own", lambda: CLINIC_A.bearer()),
    ("the tenant is its own, and another client has the same issuer", lambda: CLINIC_B.bearer()),
    ("its issuer is registered without tenants", lambda: NORTH.bearer(tenant="any")),
    ("the scheme is written in small letters", lambda: f"bearer {NORTH.token()}"),
    ("jku is there and not needed", lambda: NORTH.bearer({"jku": "https://north.example/jwks.json"})),
]


@pytest.mark.parametrize("make", [row[1] for row in GOOD], ids=[row[0] for row in GOOD])
def test_a_token_is_taken_when(make: Callable[[], str], client: FlaskClient) -> None:
    answer = call(client, make())
    assert answer.status_code == 200
    assert len(answer.json["cards"]) == 1


@pytest.mark.parametrize(
    ("tenant", "taken"),
    [
        pytest.param("a", True, id="its tenant is registered"),
        pytest.param(None, True, id="it has no tenant, and a client without one is registered"),
        pytest.param("c", False, id="its tenant is not registered"),
    ],
)
def test_a_client_without_a_tenant_is_no_way_round_the_tenants_of_its_issuer(
    tenant: str | None, taken: bool, tmp_path: Path
) -> None:
    plain = Ehr("plain", CLINIC_A.issuer)
    entries = registered(CLINIC_A, tmp_path), registered(plain, tmp_path)
    client = application(tmp_path, *entries).test_client()
    ehr = CLINIC_A if tenant == "a" else plain
    assert (call(client, ehr.bearer(tenant=tenant)).status_code == 200) is taken


def test_each_endpoint_has_its_own_audience(client: FlaskClient) -> None:
    token = NORTH.token(aud=f"{PUBLIC}/cds-services/criteria-patient-view")
    assert call(client, f"Bearer {token}").status_code == 401
    view = {"userId": "Practitioner/lpha", "patientId": "someone"}
    body = {"hook": "patient-view", "hookInstance": "00000000-0000-4000-8000-000000000000", "context": view}
    body["prefetch"] = {"patient": {"resourceType": "Patient", "id": "someone"}}
    answer = client.post(
        "/cds-services/criteria-patient-view", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, "a token refused elsewhere is not used up"


@pytest.mark.parametrize("path", ["/cds-services", "/policies/sc-medicaid-h2017-prs"])
@pytest.mark.parametrize("authorization", [{}, {"Authorization": "Bearer x"}], ids=["no token", "a bad one"])
def test_what_is_published_is_open(path: str, authorization: dict[str, str], client: FlaskClient) -> None:
    assert client.get(path, headers=authorization).status_code == 200


class Unread:
    """A body that fails the test when anybody reads it."""

    def read(self, *_: int) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("path", [CALL, f"{CALL}/feedback"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"CONTENT_LENGTH": str(10**12)}, id="a body beyond the limit"),
        pytest.param({"CONTENT_LENGTH": "9", "CONTENT_TYPE": "text/plain"}, id="a body that is no JSON"),
        pytest.param({"HTTP_TRANSFER_ENCODING": "chunked"}, id="a body of unknown length"),
    ],
)
def test_nothing_is_read_before_the_token_is_checked(
    path: str, headers: dict[str, str], client: FlaskClient
) -> None:
    environment: dict[str, Any] = {**headers, "wsgi.input": Unread(), "HTTP_AUTHORIZATION": "Bearer x"}
    assert client.post(path, environ_overrides=environment).status_code == 401


def test_without_clients_every_call_is_refused(tmp_path: Path) -> None:
    assert call(application(tmp_path).test_client(), NORTH.bearer()).status_code == 401


def test_where_no_token_is_required_none_is_looked_at(tmp_path: Path) -> None:
    client = application(tmp_path, require_token=False).test_client()
    assert call(client).status_code == call(client, "Bearer x").status_code == 200


def test_a_token_is_taken_once(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    bearer = NORTH.bearer()
    assert [call(client, bearer).status_code for _ in range(3)] == [200, 401, 401]
    assert checks(caplog) == ["it was used before"] * 2


def test_a_jti_is_taken_once_in_whatever_token(client: FlaskClient) -> None:
    jti = f"nonce-{time.time()}"
    assert call(client, NORTH.bearer(jti=jti)).status_code == 200
    assert call(client, NORTH.bearer(jti=jti, sub="another token")).status_code == 401
    assert call(client, SOUTH.bearer(jti=jti)).status_code == 200, "another issuer's nonce is another"


def test_two_tenants_of_an_issuer_share_its_nonces(client: FlaskClient) -> None:
    jti = f"nonce-{time.time()}"
    assert call(client, CLINIC_A.bearer(jti=jti)).status_code == 200
    assert call(client, CLINIC_B.bearer(jti=jti)).status_code == 401


def test_of_many_at_once_one_is_taken(app: Flask) -> None:
    bearer, together = NORTH.bearer(), Barrier(8)

    def one(_: int) -> int:
        together.wait()
        return int(call(app.test_client(), bearer).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == [200] + [401] * 7


def test_no_token_is_ever_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    jti = "distinctive-nonce-5571"
    tokens = [NORTH.token(jti=jti), NORTH.token(jti=jti), STRANGER.token(jti=jti, iss="distinctive-issuer")]
    for token in tokens:
        call(client, f"Bearer {token}")
    said = "\n".join(f"{record.getMessage()} {record.__dict__.get('data')}" for record in caplog.records)
    assert len(checks(caplog)) == 2
    assert "distinctive" not in said
    for token in tokens:
        assert not any(part in said for part in token.split("."))


def test_the_threat_table_names_tests_that_there_are() -> None:
    root = Path(__file__).parents[3]
    named = re.findall(r"`(test_\w+)`", (root / "docs" / "security.md").read_text(encoding="utf-8"))
    sources = (path.read_text(encoding="utf-8") for path in (root / "tests").rglob("test_*.py"))
    there = {name for source in sources for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)}
    assert len(named) > 30
    assert set(named) - there == set()
