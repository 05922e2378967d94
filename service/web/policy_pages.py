"""Policies in three forms: pages that a person reads, their published text, and data."""

from __future__ import annotations

from functools import cache, cached_property
from typing import NamedTuple, TypeAlias
from urllib.parse import urlencode

from jinja2 import Environment

from criteria.policy import Policy
from mappings.codes.data_elements import load_data_elements
from mappings.codes.site_mapping import SiteMapping
from service.console.frame import Frame
from service.errors import UnknownService
from service.installation import Installation
from service.publication.source_attributes import DataRead, SourceAttributes, source_attributes
from service.web.page_templates import root_of
from service.web.policy_view import PolicyView


class Came(NamedTuple):
    """The worksheet from which a page was opened, and the phase that it showed; none where it was not."""

    launch: str = ""
    phase: str = ""

    @property
    def query(self) -> str:
        """What carries it from page to page."""
        return f"?{urlencode({'from': self.launch, 'phase': self.phase})}" if self.launch else ""


NOT_CAME = Came()
InFrame: TypeAlias = Frame | None


class PolicyPages:
    """The policies of an installation in their three forms; a page is written when it is first asked for."""

    def __init__(self, installation: Installation, mapping: SiteMapping, templates: Environment) -> None:
        self._policies = {policy.id: policy for policy in installation.policies}
        self._sources = installation.sources
        self._fact_map = mapping.fact_map
        self._value_sets = mapping.terminology.value_sets
        self._root = root_of(installation.settings)
        self._templates = templates
        self._kept = cache(self._page)

    def index(self, came: Came = NOT_CAME, frame: InFrame = None) -> str:
        """The page that lists every policy and its rule sets; `frame` is the console's, for its visitors."""
        template = self._templates.get_template("policies.html")
        return template.render(
            policies=self._policies.values(), came=came, back=self._back(came), frame=frame
        )

    def page(
        self, policy_id: str, rule_set_id: str, came: Came = NOT_CAME, frame: Frame | None = None
    ) -> str:
        """The page of one rule set; of the first where none is named. Only those for everybody are kept.

        Raises:
            UnknownService: for an id that no policy, or none of its rule sets has.
        """
        if came.launch or frame:
            return self._page(policy_id, rule_set_id, came, frame)
        return self._kept(policy_id, rule_set_id)

    @cached_property
    def not_found(self) -> str:
        """The page for a browser that asks for what there is not."""
        return self._templates.get_template("not_found.html").render()

    def text(self, policy_id: str) -> bytes:
        """The published text, verbatim.

        Raises:
            UnknownService: for an id that no policy has.
        """
        return self._sources[self._policy(policy_id).id]

    def data(self, policy_id: str) -> str:
        """What the policy's file says, as JSON.

        Raises:
            UnknownService: for an id that no policy has.
        """
        return self._policy(policy_id).model_dump_json(by_alias=True, exclude_unset=True)

    def source_attributes(self, policy_id: str) -> SourceAttributes:
        """On which data a policy's criteria rest, and where they come from.

        Raises:
            UnknownService: for an id that no policy has.
        """
        return source_attributes(self._policy(policy_id), self._data_read)

    def source_attributes_page(self, policy_id: str, came: Came = NOT_CAME, frame: InFrame = None) -> str:
        """The same as a page.

        Raises:
            UnknownService: for an id that no policy has.
        """
        given = self.source_attributes(policy_id)
        template = self._templates.get_template("source_attributes.html")
        policy, back = self._policies[policy_id], self._back(came, policy_id)
        return template.render(policy=policy, given=given, came=came, back=back, frame=frame)

    @cached_property
    def _data_read(self) -> DataRead:
        return DataRead(self._fact_map, load_data_elements(self._fact_map), self._value_sets)

    def _page(
        self, policy_id: str, rule_set_id: str, came: Came = NOT_CAME, frame: Frame | None = None
    ) -> str:
        policy = self._policy(policy_id)
        shown = [each for each in policy.rule_sets if rule_set_id in ("", each.id)]
        if not shown:
            raise UnknownService("the policy has no rule set of this id")
        view = PolicyView(policy, self._fact_map.worded(policy.words), self._root, came.query)
        source = self._sources[policy.id].decode()
        template = self._templates.get_template("policy.html")
        return template.render(
            policy=policy,
            view=view,
            shown=view.rule_set(shown[0]),
            source=source,
            came=came,
            back=self._back(came, policy.id),
            frame=frame,
        )

    def _back(self, came: Came, policy_id: str = "") -> str:
        """The address of the worksheet from which a page was opened; empty where it was not."""
        about = {"policy": policy_id, "phase": came.phase}
        query = urlencode({name: value for name, value in about.items() if value})
        to = f"{self._root}/worksheet/{came.launch}"
        return "" if not came.launch else f"{to}?{query}" if query else to

    def _policy(self, policy_id: str) -> Policy:
        if policy_id not in self._policies:
            raise UnknownService("no policy has this id")
        return self._policies[policy_id]
