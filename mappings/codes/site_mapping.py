"""Everything one site's requests are read with, compiled once at start."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from criteria.policy import ServiceCode
from criteria.spans import Span
from criteria.words import PLAIN_WORDS, Words
from mappings.codes.code_meanings import MeaningIndex
from mappings.codes.code_systems import CRITERIA_INPUT, CodeSystems, Token, load_code_systems
from mappings.codes.coded_answers import CodedAnswers, load_coded_answers
from mappings.codes.fact_map import FactMap, load_fact_map
from mappings.codes.fact_specs import Kinds
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.services import Services
from mappings.codes.site_checks import SiteRules, check_site, load_site_file, policies_in_use
from mappings.codes.site_codes import LocalCodes, token_of, tokens_of
from mappings.codes.site_file import NO_SITE, SiteFile
from mappings.codes.site_forms import Forms, scales_of
from mappings.codes.site_organizations import ProviderType, provider_types
from mappings.codes.site_scales import SeverityScale
from mappings.codes.terminology import Terminology, load_terminology
from mappings.codes.windows import window_by_fact
from mappings.fhir.servers import server_of


class SiteMapping(Struct, frozen=True):
    """The facts, codes and settings of one site.

    `base` is the canonical base of our own code systems, `version` a digest of
    the files that all of this was made of.
    """

    base: str
    version: str
    site: SiteFile
    zone: tzinfo
    policies: frozenset[str]
    """Ids of the policies that the site uses."""
    fact_map: FactMap
    terminology: Terminology
    meanings: MeaningIndex
    answers: CodedAnswers
    scales: Mapping[Token, SeverityScale]
    """What the numbers of severities mean, by the site's own codes."""
    forms: Forms
    services: Services
    windows: Mapping[str, Span]
    lpha_qualifications: LocalCodes[None]
    """Qualifications and roles that the site lists as an LPHA's."""
    provider_types: Mapping[str, ProviderType]
    """What the site says of organizations, by `Organization/<id>` and `system|value`."""
    server_aliases: frozenset[str]
    """Other names of the site's FHIR server, as `server_of` tells them."""
    withheld_codes: frozenset[Token]
    """Details of an OperationOutcome by which the site's EHR says that it withheld results."""
    plan_categories: Mapping[str, frozenset[Token]]
    """By service, the categories by which the site marks its plans of care."""

    order_sets: frozenset[str]
    """The value sets by which facts read orders for something else than the service under review."""

    words: Words = PLAIN_WORDS
    """What stands in texts for the reviewer, the person and the plan."""

    def worded(self, words: Words) -> SiteMapping:
        """The same, with a policy's own words in its texts."""
        return replace(self, words=words, fact_map=self.fact_map.worded(words))

    def seen_by(self, policy: str) -> SiteMapping:
        """The same without the facts and code lists that other policies bring for themselves."""
        return replace(self, fact_map=self.fact_map.of({policy}), terminology=self.terminology.of({policy}))

    @property
    def own_system(self) -> str:
        """The code system of our own inputs."""
        return self.systems.uris[CRITERIA_INPUT]

    @property
    def systems(self) -> CodeSystems:
        """The code systems and their spellings."""
        return self.terminology.systems


def load_site_mapping(
    files: MappingFiles, kinds: Kinds, policies: Mapping[str, ServiceCode], base: str, zone: tzinfo = UTC
) -> SiteMapping:
    """Load and check the fact map, all code lists, and the site's file.

    `policies` are the service codes by policy id; the mapping is for those of
    them that the site uses. `zone` is the service's time zone, for a site that
    names none.

    Raises:
        FileError: when one of the files is wrong, or two policies are about one
            service and the site does not say which of them it uses.
    """
    folder = files.folder
    fact_map = load_fact_map(kinds, files)
    systems = load_code_systems(base, folder / "code_systems.yaml")
    terminology = load_terminology(systems, files)
    answers = load_coded_answers(systems, folder / "coded_answers.yaml")
    rules = SiteRules(fact_map, terminology, answers, policies)
    site = load_site_file(files.site, rules) if files.site else NO_SITE
    in_use = rules.of(policies_in_use(site, policies, files.site))
    return _compiled(site, in_use, base, files.digest(in_use.policies), zone)


def mapping_with(mapping: SiteMapping, site: SiteFile, policies: Mapping[str, ServiceCode]) -> SiteMapping:
    """The same with another file in place of its site's, which was made and is checked like one that is read.

    Where the new file names no time zone, the mapping's stays. `policies` are the service
    codes of all policies by id.

    Raises:
        FileError: when something is wrong with the new file.
    """
    rules = SiteRules(mapping.fact_map, mapping.terminology, mapping.answers, policies)
    check_site(site, rules)
    in_use = rules.of(policies_in_use(site, policies, None))
    written = f"{mapping.version} {site.model_dump_json(exclude_defaults=True)}"
    version = hashlib.sha256(written.encode()).hexdigest()[:16]
    return replace(_compiled(site, in_use, mapping.base, version, mapping.zone), words=mapping.words)


def _compiled(site: SiteFile, rules: SiteRules, base: str, version: str, zone: tzinfo) -> SiteMapping:
    """The mapping of a site that is checked; the policies among the rules are those that it uses."""
    fact_map, terminology, answers = rules.fact_map, rules.terminology, rules.answers
    systems = terminology.systems
    services = Services(rules.policies.values(), systems, site.orders)
    return SiteMapping(
        base=base,
        version=version,
        site=site,
        zone=ZoneInfo(site.time_zone) if site.time_zone else zone,
        policies=frozenset(rules.policies),
        fact_map=fact_map,
        terminology=terminology,
        meanings=MeaningIndex(terminology, fact_map.inputs, site, answers.goal_observations, services),
        answers=answers.at_site(site.answers),
        scales={
            **scales_of(site.questionnaires),
            **{token_of(each, systems): each.scale for each in site.scales},
        },
        forms=Forms(base, systems.uris[CRITERIA_INPUT], fact_map, site.questionnaires),
        services=services,
        windows=window_by_fact(fact_map, site),
        lpha_qualifications=LocalCodes([(code, None) for code in site.lpha_qualifications], systems),
        provider_types=provider_types(site.organizations),
        server_aliases=frozenset(map(server_of, site.server_aliases)),
        withheld_codes=tokens_of(site.withheld_codes, systems),
        order_sets=frozenset(each for spec in fact_map.facts.values() for each in spec.order_sets),
        plan_categories={name: tokens_of(plan.categories, systems) for name, plan in site.plans.items()},
    )
