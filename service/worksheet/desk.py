"""What one worksheet is made from, whatever is typed into it: policy, forms, site, day, and who signs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode, urlsplit

from msgspec import Struct

from cds_cards.actions import CardAddresses
from cds_cards.calendar import Calendar
from cds_cards.evidence_text import EvidenceText
from cds_cards.markdown import plain
from cds_cards.prepared import PreparedRuleSet, prepared
from cds_cards.prepared_facts import PreparedFacts, prepared_facts
from cds_cards.summary import service_names
from cds_cards.wording import Wording
from cds_cards.worksheet_wording import WorksheetWording
from criteria.policy import Policy, RuleSet
from mappings.codes.fact_map import FactMap
from mappings.forms.form import Form, forms_of
from mappings.forms.given import Signer
from service.review.rule_files import fact_texts
from service.review.site import Site


class PolicyParts(Struct, frozen=True):
    """What is the same for every patient of a policy, made when it is loaded.

    `service` is how cards call it, `page` the address of its pages.
    """

    policy: Policy
    service: str
    page: str
    forms: Mapping[str, Form]
    rule_sets: Mapping[str, PreparedRuleSet]
    fact_map: FactMap
    texts: PreparedFacts
    wording: Wording
    words: WorksheetWording
    base: str


class Desk(Struct, frozen=True):
    """One patient's worksheet for one policy: who signs, on which day, and what may be done.

    `now` is the moment at which answers are signed, with its offset. `phase` is the one, by its id, that the
    link asked for, and gives way to what the record shows. `with_years` writes the year of this year too.
    `launch` is the worksheet's own, to which the pages of policies lead back; none where it goes on paper.
    """

    parts: PolicyParts
    site: Site
    patient_id: str
    signer: Signer
    on: date
    now: datetime
    phase: str = ""
    encounter: str = ""
    may_correct: bool = False
    with_years: bool = False
    launch: str = ""

    @property
    def policy(self) -> Policy:
        """The policy that is asked about."""
        return self.parts.policy

    def policy_page(self, rule_set: RuleSet | None) -> str:
        """The address of the policy's page, of a rule set if there is one: whole, or leading back here."""
        page = f"{self.parts.page}/{rule_set.id}" if rule_set else self.parts.page
        if not self.launch:
            return page
        phase = rule_set.phase if rule_set else self.phase
        query = {"from": self.launch, "phase": phase}
        return f"{urlsplit(page).path}?{urlencode(query)}"

    @property
    def words(self) -> WorksheetWording:
        """The words of worksheets."""
        return self.parts.words

    @property
    def calendar(self) -> Calendar:
        """Writes days as people of this year read them."""
        return Calendar(self.parts.wording.months, 0 if self.with_years else self.on.year)

    @property
    def today_in_full(self) -> str:
        """The day with its year, for paper and what is filed."""
        return Calendar(self.parts.wording.months, 0).written(self.on.isoformat())

    def text(self) -> EvidenceText:
        """Writes what the record says, for a page."""
        return EvidenceText(self.parts.texts, self.calendar, plain)


def policy_parts(
    policy: Policy, site: Site, wordings: tuple[Wording, WorksheetWording], at: CardAddresses
) -> PolicyParts:
    """What is the same for every patient of a policy at a site."""
    wording, words = wordings
    mapping = site.reviewer.mapping
    fact_map = mapping.fact_map.worded(policy.words)
    forms = {form.phase: form for form in forms_of(policy, mapping.fact_map, mapping.windows)}
    return PolicyParts(
        policy,
        service_names(site.reviewer.policies)[policy.id],
        f"{at.url}/policies/{policy.id}",
        forms,
        {rule_set.id: prepared(policy, rule_set) for rule_set in policy.rule_sets},
        fact_map,
        prepared_facts(wording.brief, fact_texts(fact_map)),
        wording,
        words,
        at.base,
    )
