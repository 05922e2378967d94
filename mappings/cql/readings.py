"""Rule sets as they are read: alone, or for a criterion of another whose later answers serve in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from criteria.criterion import RuleSetMet
from criteria.findings import POPULATION
from criteria.policy import Policy


class Reading(NamedTuple):
    """A rule set, with the facts of it that others serve for, each beside the one that does."""

    rule_set: str
    served: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What tells it from other readings of the same rule set."""
        if not self.served:
            return self.rule_set
        served = ", ".join(f"{serves} for {fact}" for fact, serves in self.served)
        return f"{self.rule_set} [{served}]"

    @property
    def population(self) -> str:
        """The name of the definition of whom it is for."""
        return self.criterion(POPULATION)

    def criterion(self, criterion: str) -> str:
        """The name of the definition of one of its criteria."""
        return f"{self.name} {criterion}"

    def applies(self, criterion: str) -> str:
        """The name of the definition of whether that criterion applies."""
        return f"{self.criterion(criterion)} applies"

    def fact(self, name: str) -> str:
        """The fact that is read where a condition names one."""
        return self._facts.get(name, name)

    def below(self, form: RuleSetMet) -> Reading:
        """The reading of a rule set that a criterion of this one rests on."""
        own = {fact: self.fact(serves) for fact, serves in form.served_by.items()}
        return Reading(form.rule_set, tuple(sorted({**self._facts, **own}.items())))

    @property
    def _facts(self) -> Mapping[str, str]:
        return dict(self.served)


def readings(policy: Policy) -> tuple[Reading, ...]:
    """Every reading that a policy needs, each once: its rule sets, then what they rest on."""
    found = dict.fromkeys(Reading(rule_set.id) for rule_set in policy.rule_sets)
    new = list(found)
    while new:
        each = new.pop()
        forms = policy.rule_set(each.rule_set).nodes()
        below = [each.below(form) for form in forms if isinstance(form, RuleSetMet)]
        new += [reading for reading in below if reading not in found]
        found.update(dict.fromkeys(below))
    return tuple(found)
