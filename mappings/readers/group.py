"""Groups of scores that a policy asks about as one; the engine asks for the members one by one."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from criteria.facts import Fact, FactKind, FactType
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.fact_reader import FactReader


class GroupSpec(FactSpec):
    """Scores by the names of their facts."""

    coded: ClassVar[bool] = False
    reader: Literal["group"]
    members: tuple[str, ...] = Field(min_length=2)
    """The scores of the group."""

    @property
    def type(self) -> FactType:
        return FactType(FactKind.SCORE_GROUP, self.members)

    @property
    def rests_on(self) -> tuple[str, ...]:
        return self.members

    @property
    def asked_with(self) -> tuple[str, ...]:
        return self.members


def read_group(name: str, _: GroupSpec, __: PatientFacts) -> Fact:
    """A group has no value of its own."""
    return Fact(name, reason="its scores are read one by one")


def _described(_: str, spec: GroupSpec, __: FactMap) -> str:
    return "any of " + ", ".join(f"`{member}`" for member in spec.members)


GROUP = FactReader(GroupSpec, read_group, (), _described)
