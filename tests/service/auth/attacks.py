"""Attacks on a token: what is forged, and the check that has to refuse it."""

from __future__ import annotations

from collections.abc import Callable

from tests.service.auth.callers import (
    CLINIC_A,
    MINUTE,
    NORTH,
    QUARTER,
    SHORT,
    SOUTH,
    STRANGER,
    TYPED_IN,
    aged,
    by_attacker,
    by_rsa,
    now,
    shared_secret,
    tampered_payload,
    tampered_signature,
)
from tests.support.ehr import (
    CALL,
    ENDPOINT,
    PUBLIC,
    compact,
    private_key,
    public_jwk,
    signer,
)

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
