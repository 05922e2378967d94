"""Forms of the phases that a policy declares."""

from __future__ import annotations

from mappings.forms.form import forms_of
from tests.mappings.forms.shipped import FACT_MAP
from tests.support.policies import criterion, policy, rule_set


def test_a_phase_of_a_policys_own_has_a_form_with_its_title() -> None:
    agreed = criterion("A", {"fact": "family-agrees"})
    renewal = {"id": "renewal", "title": "renewal of the authorization", "read": "in-progress"}
    again = rule_set(agreed, id="again", phase="renewal")
    _, form = forms_of(policy(rule_set(agreed), again, phases=[renewal]), FACT_MAP)
    assert (form.id, form.title) == ("small-renewal", "A small policy: renewal of the authorization")
    assert [item.fact for item in form.items] == ["family-agrees"]
