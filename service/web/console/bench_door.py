"""The service as an EHR finds it, within this process: a second application, where tokens are required.

One client may call it, the bench's own; its key is made here and is nowhere else. Its calls are recorded
under its name, and are counted nowhere.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextvars import Context
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import NamedTuple

from flask import Flask
from msgspec import Struct
from werkzeug.test import EnvironBuilder

from service.audit.audit_log import AuditLog
from service.audit.events import REQUEST_BENCH
from service.auth.clients import Client
from service.auth.signing import new_key, public_jwk
from service.errors import RequestProblem
from service.hooks.answer import Answered
from service.installation import Installation
from service.publication.publication import publication_of
from service.review.rule_files import INSTALLED, AnswerSettings
from service.review.site import Site
from service.samples.shipped import ShippedPatient, shipped_patients
from service.simulator.client_tokens import SigningClient
from service.simulator.trouble_server import TroubleServer
from service.web.front_door import PROBLEM
from service.web.hook_call import JSON, WATCH

MakeApplication = Callable[[Installation, AuditLog | None], Flask]
_ISSUER = "urn:criteria-cards:request-bench"
_KID = "request-bench-1"
_EDITED = "edited.yaml"
MAX_EDITED_SITES = 4
_of_day = lru_cache(maxsize=4)(shipped_patients)


class Came(Struct, frozen=True):
    """What came of a post: the answer, and what is told of it within the process.

    `problem` is why it was refused; `answered` the call with its record, which took `token_seconds` to know
    who calls.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    ms: float
    problem: RequestProblem | None = None
    answered: Answered | None = None
    token_seconds: float = 0.0


class Door(NamedTuple):
    """The application for one site, and how calls of its endpoints begin."""

    app: Flask
    site: Site
    url: str

    def post(self, path: str, body: bytes, authorization: str) -> Came:
        """Post to it as an EHR does, in a request of its own."""
        return Context().run(self._post, path, body, authorization)

    def _post(self, path: str, body: bytes, authorization: str) -> Came:
        headers = [("Authorization", authorization)] if authorization else []
        environ = EnvironBuilder(
            path, method="POST", data=body, headers=headers, content_type=JSON
        ).get_environ()
        watched: list[tuple[Answered, float]] = []
        environ[WATCH] = lambda answered, seconds: watched.append((answered, seconds))
        started: list[tuple[str, list[tuple[str, str]]]] = []
        began = time.perf_counter()
        chunks = self.app.wsgi_app(environ, lambda *given: started.append(given[:2]))  # type: ignore[arg-type]
        content = b"".join(chunks)
        ms = (time.perf_counter() - began) * 1000
        if close := getattr(chunks, "close", None):
            close()
        status, told = started[0]
        answered, seconds = watched[0] if watched else (None, 0.0)
        return Came(int(status[:3]), dict(told), content, ms, environ.get(PROBLEM), answered, seconds)


class Bench:
    """The doors of one process, each made when it is first needed; keeps nothing of a patient."""

    def __init__(self, installation: Installation, audit: AuditLog | None, make: MakeApplication) -> None:
        self._installation, self._audit, self._make = installation, audit, make
        self._lock = Lock()
        self._doors: dict[str, Door] = {}
        self._edited: dict[str, Door] = {}
        self._server: TroubleServer | None = None
        self.client = SigningClient(_ISSUER, new_key("ES384"), _KID)

    @property
    def server(self) -> TroubleServer:
        """The FHIR server of the bench's runs."""
        with self._lock:
            return self._started()

    @property
    def base(self) -> str:
        """The canonical base of our own codes."""
        return self._installation.settings.base

    @property
    def budget_ms(self) -> int:
        """How long a call may wait for FHIR servers."""
        return self._installation.settings.budget_ms

    @property
    def clients(self) -> tuple[Client, ...]:
        """The EHRs that the operator registered."""
        return self._installation.clients

    def shipped(self, on: date) -> Mapping[str, ShippedPatient]:
        """The patients that come along, by name, as fresh on a day as on their own."""
        return {each.name: each for each in _of_day(on, self._installation.settings.base)}

    def site_names(self) -> tuple[str, ...]:
        """The installed sites by the names of their files, the default one first."""
        default = self._installation.settings.site
        return (default, *(name for name in self._installation.sites if name != default))

    def door(self, site: str = "", site_file: str = "") -> Door:
        """The door of an installed site; of the text of a site's file, where one is given.

        What is answered by an edited file is not recorded: nobody installed it.

        Raises:
            FileError: when that file is wrong.
        """
        with self._lock:
            if site_file.strip():
                return self._edited_door(site_file)
            name = site if site in self._installation.sites else self._installation.settings.site
            if name not in self._doors:
                self._doors[name] = self._made(name, self._installation, self._audit)
            return self._doors[name]

    def _edited_door(self, text: str) -> Door:
        digest = sha256(text.encode(errors="replace")).hexdigest()
        if digest not in self._edited:
            if len(self._edited) >= MAX_EDITED_SITES:
                del self._edited[next(iter(self._edited))]
            site = self._compiled(text)
            publication = publication_of(site, self._installation.settings.url)
            installed = self._installation._replace(
                sites={_EDITED: site}, snapshots={}, publications={_EDITED: publication}
            )
            self._edited[digest] = self._made(_EDITED, installed, None)
        return self._edited[digest]

    def _compiled(self, text: str) -> Site:
        """The site of a file that stands on the disk only while it is read."""
        settings = self._installation.settings
        decide = AnswerSettings(settings.base, settings.url, settings.time_zone, settings.validate_evidence)
        with TemporaryDirectory() as folder:
            path = Path(folder, _EDITED)
            path.write_text(text, encoding="utf-8", errors="replace")
            return INSTALLED._replace(site=path).load_site(self._installation.policies, decide)

    def _made(self, name: str, installed: Installation, audit: AuditLog | None) -> Door:
        settings = installed.settings.model_copy(
            update={
                "site": name,
                "console": "off",
                "require_token": True,
                "replay_store_down": "answer",
                "allow_as_of": True,
            }
        )
        site = installed.sites[name]
        own = installed._replace(
            settings=settings,
            clients=(self._registered(name),),
            sites={name: site},
            snapshots={key: each for key, each in installed.snapshots.items() if key == name},
            publications={name: installed.publications[name]},
            is_counted=False,
        )
        return Door(self._make(own, audit), site, settings.url)

    def _registered(self, site: str) -> Client:
        return Client.model_validate(
            {
                "name": REQUEST_BENCH,
                "issuer": _ISSUER,
                "jwks_url": self._started().keys_url,
                "site": site,
                "fhir_servers": [{"base": self._started().base, "private_address": True}],
                "budget_ms": self.budget_ms,
            }
        )

    def _started(self) -> TroubleServer:
        if self._server is None:
            keys = {"keys": [public_jwk(self.client.key, _KID)]}
            self._server = TroubleServer(json.dumps(keys).encode())
        return self._server
