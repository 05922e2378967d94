"""Session: one worksheet that is open in a browser, for one patient, by one user."""

from __future__ import annotations

import hmac
from typing import Literal

from msgspec import Struct

from service.smart.grants import EVERYTHING, READ_ONLY, Grants, grants_of

Kind = Literal["smart", "open-server", "shipped"]
Standing = Literal["current", "superseded", "patient-changed"]
"""Whether this worksheet may still be saved.

`superseded`: the EHR has since opened the chart of another patient in the same place. Whoever
says that this patient is meant may take it up again. `patient-changed`: the token is now for
another patient, and the worksheet has to be launched anew.
"""


class Session(Struct, frozen=True, kw_only=True):
    """What a worksheet's routes go by. It holds tokens: no part of it belongs in a log or a URL.

    `launch` alone stands in URLs. `secret` is the browser's, from the cookie. `client` and `site`
    are the registered client's name and its site file as the client names it. `patient` is the id
    in the chart, of a shipped patient its name. `user` is a reference such as `Practitioner/dr1`.
    """

    launch: str = ""
    secret: str = ""
    standing: Standing = "current"
    kind: Kind
    client: str = ""
    site: str
    fhir_base: str = ""
    patient: str
    encounter: str = ""
    user: str = ""
    user_name: str = ""
    scopes: tuple[str, ...] = ()
    access_token: str = ""
    refresh_token: str = ""
    token_url: str = ""
    token_expires: float = 0.0
    """In seconds since 1970; 0 where there is no token, or nobody said how long it lives."""
    needs_banner: bool = True
    """Whether our page has to show whose worksheet it is, since the EHR's frame does not."""
    policy: str = ""
    phase: str = ""
    evaluation: str = ""
    """What the card's link said; all three may be empty where an EHR hands no appContext over."""

    @property
    def grants(self) -> Grants:
        """What may be read and written."""
        if self.kind == "smart":
            return grants_of(self.scopes)
        return EVERYTHING if self.kind == "open-server" else READ_ONLY

    @property
    def may_save(self) -> bool:
        """Whether the patient of this worksheet is still the one that the EHR means."""
        return self.standing == "current"

    @property
    def csrf_token(self) -> str:
        """What every form of this worksheet carries: nobody has it who has not the cookie."""
        return hmac.digest(self.secret.encode(), b"csrf", "sha256").hex()

    def is_own_form(self, csrf_token: str) -> bool:
        """Whether a posted form is one of this worksheet's own."""
        return hmac.compare_digest(self.csrf_token.encode(), csrf_token.encode())
