"""How the authorization server behaves: whom it knows, what it hands over, and where it does wrong."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

SCOPES_2 = (
    "openid",
    "fhirUser",
    "launch",
    "launch/patient",
    "online_access",
    "patient/*.cruds",
    "user/*.cruds",
)
SCOPES_1 = (
    "openid",
    "fhirUser",
    "launch",
    "launch/patient",
    "online_access",
    "patient/*.read",
    "patient/*.write",
)


class Behavior(Struct, frozen=True, kw_only=True):
    """One way to behave; a test states what is different from the usual."""

    fhir_base: str = ""
    """The FHIR server that `aud` has to be; empty for the small one that comes along."""
    user: str = "Practitioner/dr1"
    """Who signs in at once; a relative reference, or a URL."""
    claimed_name: str = ""
    patient: str = "anna"
    """Whom the picker of a standalone launch answers with."""
    encounter: str = ""
    need_patient_banner: bool | None = None
    app_context: Any = None
    fhir_context: Any = None
    denies_access: bool = False
    denied_scopes: tuple[str, ...] = ()
    scopes_supported: tuple[str, ...] = SCOPES_2
    capabilities: tuple[str, ...] = ("launch-ehr", "launch-standalone", "permission-v2")
    algorithm: str = "RS256"
    """Of its id_tokens: RS256 or ES384."""
    expires_in: int = 3600
    configuration: dict[str, Any] = {}
    """Members of its SMART configuration that are otherwise; None leaves one out."""
    claims: dict[str, Any] = {}
    """Claims of its id_tokens that are otherwise; None leaves one out."""
    token_answer: dict[str, Any] = {}
    """Members of its token answers that are otherwise; None leaves one out."""
    signs_with_another_key: bool = False
    renewal: dict[str, Any] = {}
    """Members that the answers to refresh tokens have otherwise; None leaves one out."""
    refuses_renewal: bool = False
    token_status: int = 0
    """The status of every answer of the token endpoint, where it is to fail."""
    iss_of_response: str = ""
    """The `iss` that it sends with a code (RFC 9207)."""


class Registration(Struct, frozen=True, kw_only=True):
    """An app, as its developer registered it."""

    client_id: str
    redirect_uri: str
    secret: str = ""
    signs_in: bool = False
    """Whether it asks who a user is, by OpenID Connect, and for no patient."""
    jwks: dict[str, Any] = {}
