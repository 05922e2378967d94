"""One policy out of a publication, as files: its CQL, and the Library and PlanDefinition that carry it."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping

import msgspec

from mappings.forms.given import Json
from service.publication.publication import Publication


def policy_files(publication: Publication, policy: str) -> Mapping[str, bytes]:
    """The content of each file by its name, the CQL first.

    Raises:
        KeyError: when the policy is not among those that are published.
    """
    plan = publication.resources["PlanDefinition"][policy].body
    (canonical,) = plan["library"]
    (library,) = publication.search("Library", *canonical.split("|"))
    (cql,) = library.body["content"]
    return {cql["title"]: b64decode(cql["data"]), **dict(_as_json([library.body, plan]))}


def _as_json(resources: list[Json]) -> Iterator[tuple[str, bytes]]:
    for each in resources:
        content = msgspec.json.format(msgspec.json.encode(each), indent=2)
        yield f"{each['resourceType']}-{each['id']}.json", content + b"\n"
