"""The endpoints of authorization: where a user signs in at once, and where apps get tokens."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc7636 import CodeChallenge
from flask import Flask, Response, redirect, request

from tests.support.smart_server.books import Books, Granted, Token
from tests.support.smart_server.grants import (
    Assertions,
    Codes,
    IdTokens,
    Renewals,
    changed_by,
    context_of,
)

MIN_STATE_LENGTH = 22
"""Of 128 bits in base64url."""


class Authorization:
    """Both endpoints over some books; `root` is the server's URL."""

    def __init__(self, app: Flask, books: Books, root: str) -> None:
        self._books, self._root = books, root
        self.id_tokens = IdTokens(books, root)
        app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
        self._server = AuthorizationServer(app, books.apps.get, self._save)
        Codes.books = Renewals.books = books
        self._server.register_grant(Codes, [CodeChallenge(required=True), self.id_tokens])
        self._server.register_grant(Renewals)
        self._server.register_client_auth_method("client_assertion_jwt", Assertions(books, f"{root}/token"))
        app.add_url_rule("/authorize", view_func=self.authorize)
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])

    def authorize(self) -> Any:
        """Give a code, or say why not; whoever the behavior names signs in and agrees at once."""
        asked, behavior = request.args.to_dict(), self._books.behavior
        self._books.authorized.append(asked)
        if problem := self._not_smart(asked) or self._signs_nobody_in(asked):
            return _sent_back(asked, error=problem)
        if behavior.denies_access:
            return _sent_back(asked, error="access_denied")
        try:
            grant = self._server.get_consent_grant(end_user=behavior.user)
        except OAuth2Error as error:
            return {"error": error.error, "error_description": error.description}, 400
        opened = asked.get("launch") or self._books.launch(behavior.patient, behavior.encounter)
        grant.request.payload = _Payload({**asked, "launch_of_ehr": opened})
        response = self._server.create_authorization_response(grant_user=behavior.user, grant=grant)
        if iss := behavior.iss_of_response:
            response.headers["Location"] += f"&{urlencode({'iss': iss})}"
        return response

    def token(self) -> Any:
        """Give tokens, or say why not."""
        behavior = self._books.behavior
        signed = request.headers.get("Authorization", "")
        self._books.tokens_asked.append({**request.form, "authorization": signed})
        if behavior.token_status:
            return Response("<p>out of order</p>", behavior.token_status)
        response = self._server.create_token_response()
        is_renewal = request.form.get("grant_type") == "refresh_token"
        changes = behavior.renewal if is_renewal else behavior.token_answer
        if response.status_code == 200 and changes:
            response.set_data(msgspec.json.encode(changed_by(response.get_json(), changes)))
        return response

    def _save(self, token: dict[str, Any], asked: Any) -> None:
        """Keep a token, and put what was open into the answer."""
        books = self._books
        launch = (asked.refresh_token or asked.authorization_code).launch
        books.access_tokens[token["access_token"]] = Granted(tuple(token["scope"].split()), launch.patient)
        if "online_access" not in token["scope"]:
            token.pop("refresh_token", None)
        if refresh := token.get("refresh_token"):
            books.refresh_tokens[refresh] = Token(asked.client.get_client_id(), token["scope"], launch)
        token["expires_in"] = books.behavior.expires_in
        token.update(context_of(books.behavior, launch.patient, launch.encounter))

    def _not_smart(self, asked: dict[str, str]) -> str:
        """What of an authorization request is not as SMART has it; nothing of an app that is none of its."""
        app = self._books.apps.get(asked.get("client_id", ""))
        if app and app.registration.signs_in:
            return ""
        base = self._books.behavior.fhir_base or f"{self._root}/fhir"
        is_right = (
            asked.get("aud", "").rstrip("/") == base
            and asked.get("code_challenge_method") == "S256"
            and len(asked.get("state", "")) >= MIN_STATE_LENGTH
            and ("launch" not in asked or asked["launch"] in self._books.launches)
        )
        if not is_right:
            return "invalid_request"
        scopes = asked.get("scope", "").split()
        wanted, other = ("launch", "launch/patient") if "launch" in asked else ("launch/patient", "launch")
        return "" if wanted in scopes and other not in scopes else "invalid_scope"

    def _signs_nobody_in(self, asked: dict[str, str]) -> str:
        """What of an authorization request of an app that signs users in is not as OpenID Connect has it."""
        app = self._books.apps.get(asked.get("client_id", ""))
        if not (app and app.registration.signs_in):
            return ""
        is_right = (
            asked.get("code_challenge_method") == "S256"
            and len(asked.get("state", "")) >= MIN_STATE_LENGTH
            and len(asked.get("nonce", "")) >= MIN_STATE_LENGTH
            and "openid" in asked.get("scope", "").split()
        )
        return "" if is_right else "invalid_request"


class _Payload:
    """An authorization request with what the server adds to it."""

    def __init__(self, data: dict[str, str]) -> None:
        self.data = data
        self.datalist = {name: [value] for name, value in data.items()}

    def __getattr__(self, name: str) -> str | None:
        return self.data.get(name)


def _sent_back(asked: dict[str, str], **answer: str) -> Any:
    return redirect(f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked.get('state', '')})}")
