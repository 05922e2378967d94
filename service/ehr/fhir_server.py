"""A FHIR server that may be asked for what a prefetch lacks, as the operator lists it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from pydantic import AnyHttpUrl, model_validator

from criteria.strict_model import Strict


class FhirServer(Strict):
    """A FHIR server that a client's requests may name."""

    keys_elsewhere: ClassVar[Mapping[str, str]] = {"budget_ms": "is a key of the client, beside fhir_servers"}

    base: AnyHttpUrl
    """Its base URL; only URLs at or below it are asked."""
    private_address: bool = False
    """Whether its name may resolve to a private or loopback address; only then may it do without TLS."""
    ca_file: Path | None = None
    """The authorities its certificate is verified against (PEM), in place of the public ones."""

    @model_validator(mode="after")
    def _plain(self) -> FhirServer:
        if self.base.username or self.base.password or self.base.query or self.base.fragment:
            raise ValueError("give the base URL alone, without a user, query or fragment")
        if self.base.scheme != "https" and not self.private_address:
            raise ValueError("expected https; only a private_address may do without")
        if self.base.scheme != "https" and self.ca_file:
            raise ValueError("a ca_file is for https alone")
        return self
