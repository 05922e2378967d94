"""Windows: how long an answer counts, by fact."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.spans import Span
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec
from mappings.codes.site_file import SiteFile


def window_by_fact(fact_map: FactMap, site: SiteFile) -> Mapping[str, Span]:
    """The window of every fact: the site's own for the fact, else for the window it names, else ours."""
    return {name: _window(name, fact_map, site) for name in fact_map.facts}


def _window(fact: str, fact_map: FactMap, site: SiteFile) -> Span:
    spec = fact_map.facts[fact]
    window = spec.window if isinstance(spec, AnsweredSpec) else "attestation"
    of_site = site.windows.get(window) if isinstance(window, str) else None
    return site.windows.get(fact) or of_site or fact_map.span(window)
