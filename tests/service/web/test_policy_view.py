"""What a policy's page shows of an exclusion: when it excludes, and not when it would be met."""

from __future__ import annotations

from mappings.codes.fact_map import load_fact_map
from mappings.readers.registry import KINDS
from service.web.page_templates import page_templates
from service.web.policy_pages import NOT_CAME
from service.web.policy_view import PolicyView
from tests.support.policies import criterion, policy, rule_set


def test_an_exclusion_is_told_by_what_excludes() -> None:
    agreed = {"fact": "family-agrees"}
    small = policy(rule_set(criterion("A", agreed), criterion("E", agreed, excludes=True)))
    view = PolicyView(small, load_fact_map(KINDS))
    page = page_templates("").get_template("policy.html")
    shown = view.rule_set(small.rule_sets[0])
    html = page.render(policy=small, view=view, shown=shown, source="", came=NOT_CAME, back=None, frame=None)
    _, asked, excluding = html.split('aria-label="Criterion ')
    assert '<span class="join">Met when</span>' in asked
    assert '<span class="join">Excludes when</span>' in excluding
    assert "ruled out only where that is known not to be" in excluding
    assert "Met when" not in excluding
