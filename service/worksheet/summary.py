"""The summary of a worksheet for a payer's packet, and whether it shows substance use data."""

from __future__ import annotations

from collections.abc import Iterable

from criteria.facts import Evidence
from criteria.findings import Finding, walk
from mappings.codes.code_systems import Token
from mappings.codes.site_mapping import SiteMapping
from service.worksheet.view.page import SheetView
from service.worksheet.view.summary import SummaryView

SUBSTANCE_USE = "sud"
"""The value set of substance use disorders; 42 CFR part 2 asks for a notice with what tells of one."""
_DISORDERS = "F1"
"""How ICD-10-CM's codes of mental disorders due to psychoactive substance use begin, F10 to F19."""


def summary_of(saved: SheetView, prepared: str, *, has_substance_use: bool) -> SummaryView:
    """The summary of a sheet without unsaved answers."""
    listed = {each.path: each for section in saved.sections for each in section.criteria}
    return SummaryView(
        heading=saved.heading,
        patient=saved.patient,
        tally=saved.tally,
        strip=saved.strip,
        policy=saved.policy,
        source=saved.source,
        prepared=prepared,
        criteria=tuple(listed[each.path] for each in saved.strip if each.path in listed),
        comparisons=saved.comparisons,
        notes=saved.notes,
        has_substance_use=has_substance_use,
    )


def shows_substance_use(findings: Iterable[Finding], mapping: SiteMapping) -> bool:
    """Whether what findings cite says something of substance use, and the site wants the notice with it."""
    if not mapping.site.redisclosure_notice:
        return False
    cited = (each for _, part in walk(findings) for each in (*part.evidence, *part.hints))
    return any(_is_of_substance_use(each, mapping) for each in cited)


def _is_of_substance_use(evidence: Evidence, mapping: SiteMapping) -> bool:
    """By its code, F10 to F19, or by what its fact asks: that there is no disorder is told as well."""
    spec = mapping.fact_map.facts.get(evidence.fact)
    if spec and SUBSTANCE_USE in spec.value_sets:
        return True
    system, _, code = evidence.code.rpartition("|")
    return mapping.terminology.icd_10_cm_code(Token(system, code)).startswith(_DISORDERS)
