"""What all reviews of one site share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mappings.codes.code_systems import Token
from service.review.reviewer import Reviewer


class Site(NamedTuple):
    """A site's reviewer, its searches, the few of them that tell the phase, and the digest of its rules."""

    reviewer: Reviewer
    searches: Mapping[str, str]
    progress_searches: Mapping[str, str]
    rules: str = ""

    @property
    def name(self) -> str:
        """The name in the site's file."""
        return self.reviewer.mapping.site.site

    @property
    def service_codes(self) -> tuple[Token, ...]:
        """The codes of the services whose policies are used, each once."""
        codes = dict.fromkeys(policy.service.code for policy in self.reviewer.policies)
        return tuple(map(self.reviewer.mapping.services.token, codes))
