"""What worksheets share in one process: each policy at each site prepared once, and who saves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from cds_cards.actions import CardAddresses
from cds_cards.wording import load_wording
from cds_cards.worksheet_wording import WorksheetWording, load_worksheet_wording
from criteria.policy import Policy
from mappings.forms.given import Signer
from service.clock import now
from service.ehr.fhir_client import FhirClient
from service.ehr.write_answers import AnswerWriter
from service.hooks.completed_record import Chart
from service.review.site import Site
from service.settings import Settings
from service.smart.session import Session
from service.worksheet.desk import Desk, PolicyParts, policy_parts
from service.worksheet.saving import Saver


class Worksheets:
    """The worksheets of an installation; keeps nothing of a patient."""

    def __init__(self, settings: Settings, client: FhirClient) -> None:
        self._addresses = CardAddresses(settings.url, settings.base)
        self._wording = load_wording()
        self.words: WorksheetWording = load_worksheet_wording()
        self._parts: dict[tuple[str, str], PolicyParts] = {}
        self._client = client

    @cached_property
    def saver(self) -> Saver:
        """Saves answers, and files summaries, over the connections that reading shares."""
        return Saver(AnswerWriter(self._client))

    def parts(self, site: Site, policy: Policy) -> PolicyParts:
        """A policy as a site has it."""
        key = site.name, policy.id
        if key not in self._parts:
            wordings = self._wording, self.words
            self._parts[key] = policy_parts(policy, site, wordings, self._addresses)
        return self._parts[key]

    def desk(self, session: Session, chart: Chart, policy: Policy, phase: str) -> Desk:
        """The worksheet of a session for a policy, as of now."""
        return Desk(
            self.parts(chart.site, policy),
            chart.site,
            chart.patient_id,
            Signer(session.user, session.user_name),
            chart.on,
            now(chart.site.reviewer.mapping.zone),
            phase if phase in (each.id for each in policy.phases_used) else "",
            session.encounter,
            session.grants.may_update,
            launch=session.launch,
        )


def policy_named(policies: Sequence[Policy], *names: str) -> Policy | None:
    """The first policy that is named; where nothing is, the only one there is."""
    known = {policy.id: policy for policy in policies}
    named = next((known[name] for name in names if name in known), None)
    return named or (policies[0] if len(policies) == 1 else None)
