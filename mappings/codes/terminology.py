"""Value sets, indexed once at start for lookup by a coding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from types import MappingProxyType

from mappings.codes.billing_codes import billing_code, names_its_system
from mappings.codes.code_lists import (
    ICD_10_CM,
    SNOMED,
    Membership,
    Memberships,
    Twin,
    Twins,
    ValueSet,
    load_twins,
    load_value_set,
    memberships,
)
from mappings.codes.code_ranges import CodeRanges
from mappings.codes.code_systems import CPT, HCPCS, CodeSystems, Token
from mappings.codes.mapping_files import SHIPPED, MappingFiles
from mappings.codes.policy_value_sets import load_policy_value_sets
from mappings.codes.printed_codes import normal_code, printed_range
from mappings.fhir.resources import Coding, Concept, code_of, codings

_Known = dict[str, dict[str, Membership]]
"""What a code is to each value set, by code system."""


class Terminology:
    """The compiled value sets, and the code systems that their codes are of."""

    def __init__(
        self,
        systems: CodeSystems,
        value_sets: Mapping[str, ValueSet],
        twins: Twins,
        owners: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.systems = systems
        self.value_sets = value_sets
        self.twins = twins
        self.owners = owners
        """By value set, the policy that brings it; those of all policies are left out."""
        self._icd = systems.uris[ICD_10_CM]
        self._ranges = CodeRanges()
        self._billing = (systems.uris[HCPCS], systems.uris[CPT], "")
        self._by_code: dict[str, _Known] = {}
        for value_set in value_sets.values():
            for alias, code, membership in memberships(value_set):
                if alias == ICD_10_CM:
                    self._add_printed(code, value_set, membership)
                else:
                    self._add(systems.uris[alias], code, value_set.id, membership)
        for twin in twins.twins:
            self._add_twin(twin)
        self._twins = {
            code: normal_code(twin.code)
            for twin in twins.twins
            for code in (*twin.snomed, *twin.in_remission)
        }

    def _add_twin(self, twin: Twin) -> None:
        known = self.memberships(Token(self._icd, twin.code)) or {}
        for value_set_id, membership in known.items():
            over = Membership("remission") if membership.role == "code" else membership
            for code in twin.snomed:
                self._add(self.systems.uris[SNOMED], code, value_set_id, membership)
            for code in twin.in_remission:
                self._add(self.systems.uris[SNOMED], code, value_set_id, over)

    def _add_printed(self, code: str, value_set: ValueSet, membership: Membership) -> None:
        """File a code of ICD-10-CM, or a range of them, as it is printed."""
        printed = printed_range(code)
        if printed.is_one:
            self._add(self._icd, code, value_set.id, membership)
        if not printed.is_one or value_set.takes_in_below:
            self._ranges.add(printed, value_set.id, membership)

    def of(self, policies: Collection[str]) -> Terminology:
        """The value sets of all policies, and those that these policies bring."""
        left = {name for name, policy in self.owners.items() if policy not in policies}
        if not left:
            return self
        seen = copy(self)  # indexed anew, each policy would take as long to load as all of them together
        seen.value_sets = {name: each for name, each in self.value_sets.items() if name not in left}
        seen.owners = {name: policy for name, policy in self.owners.items() if name not in left}
        seen._ranges = self._ranges.without(left)
        seen._by_code = {
            code: kept for code, known in self._by_code.items() if (kept := _without(known, left))
        }
        return seen

    def _add(self, uri: str, code: str, value_set_id: str, membership: Membership) -> None:
        self._by_code.setdefault(normal_code(code), {}).setdefault(uri, {}).setdefault(
            value_set_id, membership
        )

    def memberships(self, token: Token) -> Memberships | None:
        """What a code is to each value set that knows it; None when none does."""
        systems = self._by_code.get(token.code) or self._by_code.get(normal_code(token.code))
        known = systems.get(token.system) if systems else None
        if self._ranges and token.system == self._icd:
            known = {**self._ranges.of(normal_code(token.code)), **(known or {})}
        return known or (self._billed(token) if token.system in self._billing else None)

    def _billed(self, token: Token) -> Memberships | None:
        """What a code of HCPCS or CPT is, with modifiers or under the other's system; of H2011 also alone."""
        code = billing_code(token.code)
        if not token.system and not names_its_system(code):
            return None
        systems = self._by_code.get(code, {})
        return next((systems[uri] for uri in self._billing if uri in systems), None)

    @property
    def codes(self) -> Iterable[str]:
        """Every code that some value set lists by itself, in its normal form."""
        return self._by_code

    def has_range_with(self, code: str) -> bool:
        """Whether a range of some value set holds a code, were it one of ICD-10-CM."""
        return bool(self._ranges) and bool(self._ranges.of(normal_code(code)))

    def in_set(self, value: object, value_set_id: str) -> bool:
        """Whether a CodeableConcept has a coding that is one of a value set's codes."""
        return any(value_set_id in (self.memberships(token) or ()) for token in self.tokens(value))

    def counts_in(self, token: Token, value_set_id: str) -> bool:
        """Whether a code is one of a value set's own, or a header above them: no near miss of it."""
        membership = (self.memberships(token) or {}).get(value_set_id)
        return membership is not None and membership.role in ("code", "header")

    def icd_10_cm_code(self, token: Token) -> str:
        """The code itself where it is one of ICD-10-CM, or the twin of a SNOMED CT id; else empty."""
        if token.system == self._icd:
            return normal_code(token.code)
        return self._twins.get(token.code, "") if token.system == self.systems.uris[SNOMED] else ""

    def has_any(self, value: object, tokens: frozenset[Token]) -> bool:
        """Whether a CodeableConcept has a coding that is one of the tokens; it may have others."""
        return any(token in tokens for token in self.tokens(value))

    def sets_of(self, tokens: Iterable[Token]) -> list[tuple[str, Token]]:
        """The value sets that know one of the codes, each with the code it knows."""
        return [(value_set, token) for token in tokens for value_set in self.memberships(token) or ()]

    def token(self, coding: Coding | Concept) -> Token:
        """A coding as a token."""
        return Token(self.systems.canonical(coding.system), code_of(coding))

    def tokens(self, concept: object) -> list[Token]:
        """The codings of a CodeableConcept as tokens."""
        return [self.token(coding) for coding in codings(concept)]


def _without(known: _Known, value_sets: Collection[str]) -> _Known:
    """What a code is, by code system, to all value sets but these."""
    if not any(name in value_sets for of_system in known.values() for name in of_system):
        return known
    kept = {
        uri: {name: membership for name, membership in of_system.items() if name not in value_sets}
        for uri, of_system in known.items()
    }
    return {uri: of_system for uri, of_system in kept.items() if of_system}


def load_terminology(systems: CodeSystems, files: MappingFiles = SHIPPED) -> Terminology:
    """Every value set, indexed, with the SNOMED CT twins of its ICD-10-CM codes.

    Raises:
        FileError: when a value set is wrong, names an unknown code system or
            holds a code in two of its lists; when a twin is in no list, or
            a SNOMED CT id has two; or when a policy's has the id of another.
    """
    shared = [load_value_set(path, systems.uris) for path in files.value_sets]
    twins = load_twins(files.twins, shared)
    own = load_policy_value_sets(files, systems.uris)
    loaded = (*shared, *(value_set for value_set, _ in own))
    owners = {value_set.id: policy for value_set, policy in own}
    return Terminology(systems, {each.id: each for each in loaded}, twins, owners)
