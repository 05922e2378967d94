"""A site's own rows as they come, and what is proposed for them."""

from __future__ import annotations

from typing import Any

from mappings.unmapped.finder import UnmappedFinder
from mappings.unmapped.profile import Profiles
from mappings.unmapped.proposal import MappingGap
from mappings.unmapped.proposals import mapping_gaps
from tests.mappings.reading import Reader, mapping_for, policy_for
from tests.support.bundles import bundle
from tests.support.fhir import Json, observation, patient

LOCAL = "https://ehr.example/flowsheet"
MAPPING = mapping_for("")
ASKED = (policy_for("H2017"), policy_for("H0024"))
READ = Reader()


def row(display: str, code: str = "1", **value: Any) -> Json:
    """A row of a flowsheet under a local code; without a code under a text alone."""
    coding = [{"system": LOCAL, "code": code, "display": display}]
    named = {"coding": coding, "text": display} if code else {"text": display}
    return observation(named, value or {"valueBoolean": True}, identity=f"row-{code or 'text'}")


def gaps_of(*resources: Json) -> list[MappingGap]:
    """What feeds no criterion of a record of these resources, with what is proposed."""
    record = READ.record({"record": bundle(patient(), *resources)})
    profiles = Profiles()
    profiles.add(UnmappedFinder(MAPPING).of(record, ()))
    return list(mapping_gaps(profiles, MAPPING, ASKED))


def proposed(*resources: Json) -> list[str]:
    """The facts that are proposed first for each of the rows that has a proposal."""
    return [gap.proposals[0].fact for gap in gaps_of(*resources) if gap.proposals]
