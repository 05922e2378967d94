"""The answer of GET /cds-services, made once for each site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from service.hooks.hook import Hook, named
from service.review.site import Site


def discovery_of(hooks: Mapping[str, Hook], site: Site) -> bytes:
    """The services; their texts name the services of the policies that are served."""
    names = named(policy.service.code for policy in site.reviewer.policies)
    services: list[Mapping[str, Any]] = [
        {
            "hook": hook.hook,
            "id": hook.id,
            "title": hook.title.format(services=names),
            "description": hook.description.format(services=names),
            "prefetch": site.searches,
        }
        for hook in hooks.values()
    ]
    return msgspec.json.encode({"services": services})
