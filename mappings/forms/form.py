"""A form: what one policy asks people in one phase, made of the policy and the fact map.

Each rule set of the phase is a path through the form, for its population; below
it stand the policy's criteria with their words, and in them the questions. A
fact that several criteria need is asked once, where the rule set itself names it
rather than where another one that it rests on does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from criteria.policy import Policy, RuleSet
from criteria.spans import Span
from mappings.codes.fact_map import FactMap
from mappings.forms.policy_windows import Windows, policy_windows, shorter
from mappings.forms.questions import Question, asked_in
from mappings.readers.form_item import Ages, Asked, FormItem, ItemKind

__all__ = ["Ages", "Asked", "Form", "FormGroup", "FormItem", "FormPath", "ItemKind", "forms_of"]


class FormGroup(Struct, frozen=True):
    """One criterion: its words, its questions, and its sub-items.

    `path` is that of its finding, such as `C.1` or, in a rule set that another
    rests on, `A/B.1`. `asked_elsewhere` names the facts it needs that are asked in
    another group of the same path, and `diagnoses` those that are read from the record alone, by title.
    """

    path: str
    id: str
    title: str
    text: str
    link_id: str
    asked: Asked
    items: tuple[FormItem, ...] = ()
    groups: tuple[FormGroup, ...] = ()
    asked_elsewhere: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()

    def every_item(self) -> Iterator[FormItem]:
        """Its questions and those of its sub-items, in their order."""
        yield from (item for _, item in self.every_place())

    def every_place(self) -> Iterator[tuple[FormGroup, FormItem]]:
        """The same, each with the group in which it stands."""
        yield from ((self, item) for item in self.items)
        for group in self.groups:
            yield from group.every_place()


class FormPath(Struct, frozen=True):
    """One rule set: whom it is for, in the policy's words and as ages, and its criteria."""

    rule_set: str
    title: str
    text: str
    population: str
    asked: Asked
    groups: tuple[FormGroup, ...]

    @property
    def items(self) -> tuple[FormItem, ...]:
        """All its questions, in their order."""
        return tuple(item for group in self.groups for item in group.every_item())


class Form(Struct, frozen=True):
    """The form of a policy and a phase, by their ids; `id` is its Questionnaire's, `version` the policy's."""

    id: str
    policy: str
    phase: str
    version: str
    title: str
    paths: tuple[FormPath, ...]

    @property
    def items(self) -> tuple[FormItem, ...]:
        """The questions of all paths; a fact that two paths need stands here twice, under two linkIds."""
        return tuple(item for path in self.paths for item in path.items)

    def item(self, fact: str) -> FormItem | None:
        """The question that gives a fact, of the first path that asks for it; None where none does."""
        return next((item for item in self.items if item.fact == fact), None)

    def place(self, fact: str) -> tuple[FormGroup, FormGroup, FormItem] | None:
        """Where the first path that asks for a fact asks it: the criterion, the part of it, the question."""
        groups = (group for path in self.paths for group in path.groups)
        return next(
            ((top, *found) for top in groups for found in top.every_place() if found[1].fact == fact), None
        )

    def only(self, rule_set: str) -> Form:
        """The same form as it is for the population of one rule set."""
        return replace(self, paths=tuple(path for path in self.paths if path.rule_set == rule_set))


def forms_of(
    policy: Policy, fact_map: FactMap, windows: Mapping[str, Span] | None = None
) -> tuple[Form, ...]:
    """The form of each phase for which the policy has rule sets.

    `windows` are a site's own, by fact; left out, answers count as long as the fact map says.
    """
    worded = fact_map.worded(policy.words)
    forms = []
    for phase in policy.phases_used:
        paths = tuple(_path(policy, each, worded, windows or {}) for each in policy.of_phase(phase))
        title = f"{policy.title}: {phase.title}"
        forms.append(Form(f"{policy.id}-{phase.id}", policy.id, phase.id, policy.version, title, paths))
    return tuple(forms)


class _Windows(NamedTuple):
    """How long answers count: as a site has it in place of the fact map, and as the policy has it besides."""

    site: Mapping[str, Span]
    policy: Windows


def _path(policy: Policy, rule_set: RuleSet, fact_map: FactMap, windows: Mapping[str, Span]) -> FormPath:
    asked, questions = asked_in(policy, rule_set, fact_map)
    until = _Windows(windows, policy_windows(policy, rule_set, fact_map))
    groups = tuple(_group(question, rule_set.id, until) for question in questions)
    return FormPath(rule_set.id, rule_set.title, rule_set.text, rule_set.population.title, asked, groups)


def _group(question: Question, rule_set: str, windows: _Windows) -> FormGroup:
    items = tuple(_item(item, asked, rule_set, windows) for item, asked in question.items)
    groups = tuple(_group(each, rule_set, windows) for each in question.below)
    criterion = question.criterion
    return FormGroup(
        question.path,
        criterion.id,
        criterion.title,
        criterion.text,
        f"{rule_set}/{question.path}",
        question.asked,
        items,
        groups,
        question.elsewhere,
        tuple(dict.fromkeys(question.diagnoses)),
    )


def _item(item: FormItem, asked: Asked, rule_set: str, windows: _Windows) -> FormItem:
    window = windows.site.get(item.fact, item.window) if item.window else None
    window = shorter(window, windows.policy.get(item.fact))
    return replace(item, link_id=f"{rule_set}/{item.fact}", asked=asked, window=window)
