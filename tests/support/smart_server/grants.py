"""The grants of the authorization server: codes, refresh tokens, id_tokens, and apps that sign."""

from __future__ import annotations

import time
from typing import Any

from authlib.oauth2.rfc6749 import InvalidClientError, grants
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from tests.support.smart_server.behavior import Behavior
from tests.support.smart_server.books import App, Books, Code, Token

METHODS = ["client_secret_basic", "client_assertion_jwt", "none"]
KID = "of-the-ehr"
MAX_ASSERTION_SECONDS = 300


class Codes(grants.AuthorizationCodeGrant):  # type: ignore[misc]
    """RFC 6749, 4.1."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    books: Books

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keep a code with what the EHR has open."""
        self.books.codes[code] = Code(request, self.books.launches[request.payload.data["launch_of_ehr"]])

    def query_authorization_code(self, code: str, client: App) -> Code | None:
        """The code of this app."""
        found = self.books.codes.get(code)
        return found if found and found.client_id == client.get_client_id() else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Take a code once."""
        self.books.codes = {
            name: code for name, code in self.books.codes.items() if code is not authorization_code
        }

    def authenticate_user(self, authorization_code: Code) -> str:
        """Whoever signed in."""
        return self.books.behavior.user


class Renewals(grants.RefreshTokenGrant):  # type: ignore[misc]
    """RFC 6749, 6; each refresh token is taken once."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True
    books: Books

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        """The refresh token, if it is one."""
        return None if self.books.behavior.refuses_renewal else self.books.refresh_tokens.get(refresh_token)

    def authenticate_user(self, refresh_token: Token) -> str:
        """Whoever signed in."""
        return self.books.behavior.user

    def revoke_old_credential(self, refresh_token: Token) -> None:
        """Take it once."""
        kept = {
            name: token for name, token in self.books.refresh_tokens.items() if token is not refresh_token
        }
        self.books.refresh_tokens = kept


class IdTokens(OpenIDCode):  # type: ignore[misc]
    """OpenID Connect Core, 2; `claims` of the behavior are put in last."""

    def __init__(self, books: Books, issuer: str) -> None:
        super().__init__(require_nonce=True)
        self._books, self._issuer = books, issuer
        self._keys, self._others = _new_keys(), _new_keys()

    @property
    def jwks(self) -> dict[str, Any]:
        """The public keys."""
        keys = [{**key.as_dict(private=False), "kid": f"{KID}-{alg}"} for alg, key in self._keys.items()]
        return {"keys": [*keys, {"kty": "unheard-of", "kid": "new"}]}

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """No nonce is refused."""
        return False

    def resolve_client_private_key(self, client: App) -> Any:
        """The key that it signs with, or another one."""
        behavior = self._books.behavior
        return (self._others if behavior.signs_with_another_key else self._keys)[behavior.algorithm]

    def get_client_algorithm(self, client: App) -> str:
        """What it signs with."""
        return self._books.behavior.algorithm

    def get_encode_header(self, client: App) -> dict[str, str]:
        """With the kid."""
        algorithm = self._books.behavior.algorithm
        return {"alg": algorithm, "kid": f"{KID}-{algorithm}"}

    def get_client_claims(self, client: App) -> dict[str, Any]:
        """Who issues it, and for whom."""
        return {"iss": self._issuer, "aud": client.get_client_id()}

    def generate_user_info(self, user: str, scope: str) -> Any:
        """Who the user is."""
        name = self._books.behavior.claimed_name
        return UserInfo(sub="user-1", fhirUser=user, **({"name": name} if name else {}))

    def encode_id_token(self, token: Any, request: Any) -> str:
        """The id_token, with the claims that are to be otherwise."""
        behavior = self._books.behavior
        claims = {**self.get_compatible_claims(request), **self.generate_user_info(request.user, "")}
        claims["nonce"] = request.authorization_code.get_nonce()
        changed = changed_by(claims, behavior.claims)
        header = self.get_encode_header(request.client)
        key = self.resolve_client_private_key(request.client)
        return jwt.encode(header, changed, key, algorithms=[behavior.algorithm])


class Assertions(JWTBearerClientAssertion):  # type: ignore[misc]
    """RFC 7523 as SMART has it: RS384 or ES384, five minutes, a jti once."""

    def __init__(self, books: Books, token_url: str) -> None:
        super().__init__()
        self._books, self._token_url = books, token_url

    def get_audiences(self) -> list[str]:
        """The token endpoint alone."""
        return [self._token_url]

    def process_assertion_claims(self, assertion: str, resolve_key: Any) -> Any:
        """The claims of an assertion; Authlib takes no RS384, which SMART asks for."""
        try:
            token = jwt.decode(assertion, resolve_key, algorithms=["RS384", "ES384"])
        except JoseError as error:
            raise InvalidClientError(description=str(error)) from error
        self.verify_claims(token.claims)
        return token.claims

    def validate_jti(self, claims: dict[str, Any], jti: str) -> bool:
        """Whether it is new, of an assertion that does not live for long."""
        is_new = jti not in self._books.assertions
        self._books.assertions.add(jti)
        return is_new and claims["exp"] - time.time() <= MAX_ASSERTION_SECONDS

    def resolve_client_public_key(self, client: App) -> KeySet:
        """The app's keys, of the algorithms that SMART names."""
        keys = [key for key in client.registration.jwks["keys"] if key.get("alg") in ("RS384", "ES384")]
        return KeySet.import_key_set({"keys": keys})


def _new_keys() -> dict[str, RSAKey | ECKey]:
    return {"RS256": RSAKey.generate_key(2048), "ES384": ECKey.generate_key("P-384")}


def changed_by(members: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Some members with changes; one to None leaves it out."""
    return {name: value for name, value in {**members, **changes}.items() if value is not None}


def context_of(behavior: Behavior, patient: str, encounter: str) -> dict[str, Any]:
    """What a token answer tells of the launch."""
    told = {
        "patient": patient,
        "encounter": encounter or None,
        "need_patient_banner": behavior.need_patient_banner,
        "appContext": behavior.app_context,
        "fhirContext": behavior.fhir_context,
    }
    return {name: value for name, value in told.items() if value is not None}
