"""What a site's file could say of the codes that feed no criterion, for people to review."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.policy import Policy
from mappings.codes.site_mapping import SiteMapping
from mappings.unmapped.profile import Profiles
from mappings.unmapped.proposal import MappingGap


def mapping_gaps(
    profiles: Profiles, mapping: SiteMapping, policies: Sequence[Policy]
) -> tuple[MappingGap, ...]:
    """Everything that feeds no criterion, with what may be proposed for it."""
    raise NotImplementedError(profiles, mapping, policies)
