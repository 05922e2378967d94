"""Arrivals: a browser that comes back from an authorization server, and the session that it gets.

A session's patient never changes. Where a renewed token turns out to be another patient's, the
session is told so and keeps the token that it had.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from criteria.policy import Policy
from service.errors import LaunchDenied, LaunchFailed, LaunchRefused, RequestProblem
from service.smart.apps import Registered, SmartApps
from service.smart.asking import Asking, NotAnswered
from service.smart.context import Subject, subject_of_answer
from service.smart.discovery import launching_server
from service.smart.id_token import Expected, KeysOf, user_of, verified
from service.smart.launches import Launch, Launches, NoLaunch
from service.smart.session import Session
from service.smart.sessions import Sessions
from service.smart.tokens import TokenAnswer, TokenRefused
from service.smart.users import name_claimed, name_of

RENEW_SECONDS = 60.0
"""A token is renewed so long before it ends: a save takes its time."""
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_ERROR = re.compile(r"[a-z_]{1,40}")
_ASK_AGAIN = "open the worksheet again from the chart"

_log = logging.getLogger("criteria_cards.smart")


class Arrivals(NamedTuple):
    """What arrivals need: the EHRs, launches on their way, sessions, and the policies that are served."""

    apps: SmartApps
    launches: Launches
    sessions: Sessions
    asking: Asking
    policies: Mapping[str, Policy]
    canonical_base: str

    def arrive(self, said: Mapping[str, str], secret: str) -> Session:
        """The session of a browser that comes back with what the authorization server said.

        Raises:
            LaunchRefused: when it is not the browser that was sent, or a check failed.
            LaunchDenied: when the EHR or its user said no.
            LaunchFailed: when a server did not answer rightly.
        """
        try:
            launch = self.launches.take(said.get("state", ""), secret)
        except NoLaunch as error:
            problem = f"this launch is over, or another browser's; {_ASK_AGAIN}"
            raise LaunchRefused(problem) from error
        registered = self.apps.registered(launch.client)
        if registered is None:
            raise LaunchRefused("this EHR is not registered here any more")
        try:
            return self._arrived(said, launch, registered)
        except RequestProblem as error:
            data = {"client": launch.client, "status": error.status, "problem": error.problem}
            _log.warning("launch refused", extra={"data": data})
            raise

    def renewed(self, session: Session) -> Session:
        """The session with a new token, where its own is near its end and can be renewed; else as it is.

        Raises:
            NoSession: when it has ended meanwhile.
        """
        is_due = session.token_expires and time.time() > session.token_expires - RENEW_SECONDS
        registered = self.apps.registered(session.client)
        if not (is_due and session.refresh_token and session.may_save and registered):
            return session
        try:
            answer = registered.tokens.renewed(session.token_url, session.refresh_token)
        except TokenRefused:  # another request of this browser may have renewed it just now
            return self.sessions.opened(session.launch, session.secret)
        except LaunchFailed:
            return session
        if answer.patient and answer.patient != session.patient:
            _log.warning("patient changed", extra={"data": {"client": session.client}})
            return self.sessions.patient_changed(session)
        fresh = _with_tokens(session, answer)
        self.sessions.renew(fresh)
        return fresh

    def _arrived(self, said: Mapping[str, str], launch: Launch, registered: Registered) -> Session:
        _check_authorized(said, launch)
        endpoints = launch.endpoints
        try:
            answer = registered.tokens.for_code(endpoints.token_endpoint, said["code"], launch.verifier)
        except TokenRefused as error:
            raise _problem_of(error.code) from error
        if not _ID.fullmatch(answer.patient):
            raise LaunchRefused(f"the EHR named no patient; {_ASK_AGAIN}")
        claims = self._claims(answer, launch, registered)
        session = self._session(answer, launch, registered, claims)
        is_framed = launch.is_ehr_launch and not answer.need_patient_banner
        place = f"{launch.client} {session.user} {launch.browser}"
        return self.sessions.begin(session, place if is_framed else "")

    def _session(
        self, answer: TokenAnswer, launch: Launch, registered: Registered, claims: Mapping[str, Any]
    ) -> Session:
        base = registered.client.launched_from
        server = launching_server(registered.client)
        user = user_of(claims, base)
        name = name_of(user, base, server, answer.access_token, self.asking) or name_claimed(claims)
        said = subject_of_answer(answer.appContext, answer.fhirContext, self.policies, self.canonical_base)
        subject = launch.subject if said == Subject() else said
        session = Session(
            kind="smart",
            client=launch.client,
            site=registered.client.site,
            fhir_base=base,
            patient=answer.patient,
            encounter=answer.encounter if _ID.fullmatch(answer.encounter) else "",
            user=user,
            user_name=name,
            scopes=launch.scopes,
            token_url=launch.endpoints.token_endpoint,
            needs_banner=answer.need_patient_banner,
            policy=subject.policy,
            phase=subject.phase,
            evaluation=subject.evaluation,
        )
        return _with_tokens(session, answer)

    def _claims(self, answer: TokenAnswer, launch: Launch, registered: Registered) -> Mapping[str, Any]:
        """The checked claims of the id_token; none where the EHR did not grant to know who the user is."""
        if not answer.id_token:
            return {}
        endpoints = launch.endpoints
        if not (endpoints.issuer and endpoints.jwks_uri):
            raise LaunchFailed("the EHR's SMART configuration names no issuer of id_tokens, or not its keys")
        server = launching_server(registered.client)
        try:
            keys = self.asking.json(endpoints.jwks_uri, server, KeysOf)
        except NotAnswered as error:
            raise LaunchFailed("the keys of the EHR's id_tokens could not be read") from error
        expected = Expected(endpoints.issuer, registered.app.client_id, launch.nonce, answer.access_token)
        return verified(answer.id_token, keys, expected, time.time())


def _check_authorized(said: Mapping[str, str], launch: Launch) -> None:
    """See that the authorization server gave a code.

    Raises:
        RequestProblem: when it did not, or another server did (RFC 9207).
    """
    issuer = launch.endpoints.issuer
    if issuer and said.get("iss", issuer) != issuer:
        raise LaunchRefused("another authorization server answered than was asked")
    if error := said.get("error"):
        raise _problem_of(error if _ERROR.fullmatch(error) else "unnamed")
    if not said.get("code"):
        raise LaunchRefused(f"the EHR's authorization server gave no code; {_ASK_AGAIN}")


def _problem_of(code: str) -> RequestProblem:
    """What an OAuth error code of an authorization server comes to here."""
    if code == "access_denied":
        return LaunchDenied("access was refused, by the EHR or by whoever was asked there")
    if code == "invalid_grant":
        return LaunchRefused(f"the EHR did not take the code that it had given; {_ASK_AGAIN}")
    return LaunchFailed(f"the EHR's authorization server refused: {code}")


def _with_tokens(session: Session, answer: TokenAnswer) -> Session:
    """The session with new tokens; what an answer does not repeat stays as it was (RFC 6749, 5.1 and 6)."""
    scopes = session.scopes if answer.scope is None else tuple(answer.scope.split())
    return replace(
        session,
        access_token=answer.access_token,
        refresh_token=answer.refresh_token or session.refresh_token,
        token_expires=time.time() + answer.expires_in if answer.expires_in else 0.0,
        scopes=scopes,
    )
