"""The policy's own words beside a criterion: of the whole, and of each part of it that is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from criteria.criterion import RuleSetMet
from criteria.expressions import own_forms
from criteria.findings import BELOW, Finding, walk
from criteria.policy import RuleSet
from service.worksheet.asked import Placed
from service.worksheet.desk import Desk
from service.worksheet.view.parts import Link, PartWords, PolicyWords

_LEFT_OUT = "[...]"
"""Stands in a quote for what it leaves out."""


def policy_words(finding: Finding, rule_set: RuleSet | None, desk: Desk) -> PolicyWords:
    """The words of a criterion, whole, and where they stand."""
    title, address = (rule_set.title, desk.policy_page(rule_set)) if rule_set else ("", "")
    criterion = next((c for c in rule_set.criteria() if c.id == finding.id), None) if rule_set else None
    note = f" ({criterion.applies_text})" if criterion and criterion.applies_text else ""
    lead = desk.words.record.policy_words.format(title=title)
    return PolicyWords((finding.text,), lead, (Link(finding.id, f"{address}#{finding.id}"),), note)


def part_words(
    finding: Finding, placed: Iterable[Placed], rule_set: RuleSet | None, desk: Desk
) -> Iterator[PartWords]:
    """The words of the parts that are asked about, each once, in their order.

    Words that the criterion's own hold already are not quoted a second time.
    """
    parts = dict(walk((finding,)))
    asked = {each.path for each in placed}
    for path in (each for each in parts if each in asked and each != finding.id):
        part, address = parts[path], _address(_rule_set_of(path, rule_set, desk), desk)
        is_quoted = all(each.strip() in finding.text for each in part.text.split(_LEFT_OUT))
        link = Link(part.id, f"{address}#{part.id}")
        yield PartWords(link, part.title, () if is_quoted or not part.text else (part.text,))


def _rule_set_of(path: str, rule_set: RuleSet | None, desk: Desk) -> RuleSet | None:
    """The rule set that a part stands in, below the criteria that rest on others."""
    for name in path.split(BELOW)[:-1]:
        criteria = rule_set.criteria() if rule_set else ()
        forms = [form for each in criteria if each.id == name for form in own_forms(each.when)]
        below = next((form.rule_set for form in forms if isinstance(form, RuleSetMet)), "")
        rule_set = desk.policy.rule_set(below) if below else None
    return rule_set


def _address(rule_set: RuleSet | None, desk: Desk) -> str:
    return desk.policy_page(rule_set) if rule_set else ""
