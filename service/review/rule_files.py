"""The files that decide an answer, installed or of then, and the site that is made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from cds_cards.actions import CardAddresses
from cds_cards.build import CardBuilder
from cds_cards.fact_text import FactText
from cds_cards.wording import WORDING, load_wording
from criteria.facts import FactKind
from criteria.load import POLICIES, load_policies
from criteria.policy import Policy
from mappings.codes.fact_map import FactMap, load_fact_map
from mappings.codes.mapping_files import HERE, MappingFiles
from mappings.codes.site_mapping import load_site_mapping
from mappings.prefetch import progress_templates, templates
from mappings.readers.registry import KINDS
from service.review.reviewer import Reviewer
from service.review.site import Site

SITE_FILE = "site.yaml"
"""What a site's file is called among the files that decide an answer."""


class AnswerSettings(Struct, frozen=True):
    """The settings that decide answers: the canonical base of our code systems, the URL that links lead to,
    the time zone of a site that names none, and whether evidence is validated.
    """

    base: str
    url: str
    time_zone: str
    validates_evidence: bool = False


class RuleFiles(NamedTuple):
    """The folders of policies and mappings, the wording, and the file of a site that has one."""

    policies: Path = POLICIES
    mappings: Path = HERE
    wording: Path = WORDING
    site: Path | None = None

    @property
    def mapping_files(self) -> MappingFiles:
        """Those that say how FHIR is read."""
        return MappingFiles(self.mappings, self.site, self.policies)

    def load_fact_map(self) -> FactMap:
        """The facts, those that policies bring among them.

        Raises:
            FileError: when one of their files is wrong.
        """
        return load_fact_map(KINDS, self.mapping_files)

    def load_policies(self) -> tuple[Policy, ...]:
        """Every policy.

        Raises:
            FileError: when one of them, or the fact map, is wrong.
        """
        return load_policies(self.load_fact_map().vocabulary, self.policies)

    def load_site(self, policies: tuple[Policy, ...], settings: AnswerSettings) -> Site:
        """The site, for policies that were loaded.

        Raises:
            FileError: when one of the files is wrong.
        """
        services = {policy.id: policy.service.coded for policy in policies}
        mapping = load_site_mapping(
            self.mapping_files, KINDS, services, settings.base, ZoneInfo(settings.time_zone)
        )
        used = tuple(policy for policy in policies if policy.id in mapping.policies)
        texts = {policy.id: fact_texts(mapping.fact_map.worded(policy.words)) for policy in used}
        addresses = CardAddresses(settings.url, settings.base)
        cards = CardBuilder(load_wording(self.wording), used, texts, addresses, mapping.site.card)
        reviewer = Reviewer(used, mapping, cards)
        return Site(reviewer, templates(used, mapping), progress_templates(mapping))

    def named(self) -> Iterator[tuple[str, Path]]:
        """Every file, by a name under which `in_folder` finds it again."""
        for name in ("policy.yaml", "source.txt"):
            for path in sorted(self.policies.glob(f"*/{name}")):
                yield f"policies/{path.parent.name}/{name}", path
        for own in self.mapping_files.by_policy:
            for path in own.all:
                yield f"policies/{own.policy}/{path.relative_to(own.folder).as_posix()}", path
        for path in MappingFiles(self.mappings).shared:
            yield f"mappings/{path.relative_to(self.mappings).as_posix()}", path
        yield "wording.yaml", self.wording
        if self.site:
            yield SITE_FILE, self.site


def fact_texts(fact_map: FactMap) -> Mapping[str, FactText]:
    """What cards call the facts of a fact map, by name."""
    return {
        name: FactText(
            spec.title,
            spec.supplied_by,
            spec.short or "",
            spec.type.is_diagnosis,
            spec.type.kind is FactKind.EVENTS,
        )
        for name, spec in fact_map.facts.items()
    }


INSTALLED = RuleFiles()


def in_folder(folder: Path) -> RuleFiles:
    """The files of a folder in which they stand by their names."""
    site = folder / SITE_FILE
    return RuleFiles(
        folder / "policies", folder / "mappings", folder / "wording.yaml", site if site.exists() else None
    )
