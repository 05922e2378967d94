"""The fact map: every criteria input, as files of facts declare it, with each name in it checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Literal

from pydantic import Field

from criteria.facts import Vocabulary
from criteria.nearest import nearest
from criteria.spans import Span
from criteria.strict_model import SpanField, Strict
from criteria.strict_yaml import Document, Location, Mistake, read, refuse, validate
from criteria.words import Words
from mappings.codes.fact_files import FactsFile, PolicyFactsFile, policy_form, shared_form
from mappings.codes.fact_specs import AnsweredSpec, FactSpec, HintSpec, Kinds, Window
from mappings.codes.mapping_files import SHIPPED, MappingFiles, PolicyMappingFiles
from mappings.codes.policy_value_sets import SHARED, taken_by

Section = Literal["windows", "hints", "facts"]
SECTIONS: tuple[Section, ...] = ("windows", "hints", "facts")
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class FactMap(Strict):
    """All facts by name, how long answers count, and the hints that may stand beside an open fact."""

    windows: dict[str, SpanField]
    hints: dict[str, HintSpec]
    facts: dict[str, FactSpec]
    owners: dict[tuple[Section, str], str] = Field(default_factory=dict)
    """By section and name the policy that brings it; what all policies share is left out."""

    @property
    def inputs(self) -> frozenset[str]:
        """The facts that are answered under their own code."""
        return frozenset(name for name, spec in self.facts.items() if spec.coded)

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts as a policy sees them."""
        owners = {name: policy for (section, name), policy in self.owners.items() if section == "facts"}
        return {
            name: spec.type._replace(policy=owners.get(name, SHARED), counts_for=self._counts_for(spec))
            for name, spec in self.facts.items()
        }

    def _counts_for(self, spec: FactSpec) -> Span | None:
        return self.span(spec.window) if isinstance(spec, AnsweredSpec) and spec.goes_stale else None

    def span(self, window: Window) -> Span:
        """How long an answer counts where the site says nothing else."""
        return self.windows[window] if isinstance(window, str) else window

    def worded(self, words: Words) -> FactMap:
        """The same facts as a policy would speak of them."""
        return self.model_copy(update={"facts": {name: s.worded(words) for name, s in self.facts.items()}})

    def of(self, policies: Collection[str]) -> FactMap:
        """What all policies share, and what these bring."""
        left = {named for named, policy in self.owners.items() if policy not in policies}
        if not left:
            return self
        kept: dict[str, object] = {
            section: {name: each for name, each in self.named(section).items() if (section, name) not in left}
            for section in SECTIONS
        }
        owners = {named: policy for named, policy in self.owners.items() if named not in left}
        return self.model_copy(update={**kept, "owners": owners})

    def with_those_below(self, names: Iterable[str]) -> Iterator[str]:
        """Facts, and those that they rest on or are made of, however far down."""
        for name in names:
            yield name
            spec = self.facts[name]
            yield from self.with_those_below((*spec.type.members, *spec.rests_on))

    def named(self, section: Section) -> Mapping[str, object]:
        """What stands in a section, by name."""
        of_section: Mapping[str, object] = getattr(self, section)
        return of_section


def load_fact_map(kinds: Kinds, files: MappingFiles = SHIPPED) -> FactMap:
    """The facts that all policies share and those that each brings, which may be of these kinds.

    Raises:
        FileError: when a file has an unknown key or value, names a fact, a hint, a window
            or a value set that does not exist, or has a name that another has already.
    """
    fact_map = load_shared_facts(kinds, files)
    for each in files.by_policy:
        fact_map = with_policy_facts(fact_map, kinds, each, files)
    return fact_map


def load_shared_facts(kinds: Kinds, files: MappingFiles) -> FactMap:
    """The facts that all policies share.

    Raises:
        FileError: as `load_fact_map`.
    """
    document = read(files.facts)
    file = validate(document, shared_form(kinds))
    fact_map = FactMap(windows={**file.windows}, hints=file.hints, facts=file.facts)
    lists = _ids(files.value_sets)
    refuse((*_unknown_names(document, file, fact_map, lists), *_misused(document, file, fact_map)))
    return fact_map


def with_policy_facts(
    fact_map: FactMap, kinds: Kinds, own: PolicyMappingFiles, files: MappingFiles
) -> FactMap:
    """The same and, where a policy brings facts of its own, these.

    Raises:
        FileError: as `load_fact_map`.
    """
    if own.facts is None:
        return fact_map
    document = read(own.facts)
    file = validate(document, policy_form(kinds))
    visible = _with(fact_map.of(()), file, own.policy)
    lists = _ids((*files.value_sets, *own.value_sets))
    refuse(
        (
            *_wrong_names(document, file, fact_map),
            *_unknown_names(document, file, visible, lists),
            *_misused(document, file, visible),
        )
    )
    return _with(fact_map, file, own.policy)


def _with(fact_map: FactMap, file: PolicyFactsFile, policy: str) -> FactMap:
    """A fact map and what is in a policy's file."""
    both = {section: {**getattr(fact_map, section), **getattr(file, section)} for section in SECTIONS}
    owners = {(section, name): policy for section in SECTIONS for name in getattr(file, section)}
    return FactMap(**both, owners={**fact_map.owners, **owners})


def _wrong_names(document: Document, file: PolicyFactsFile, before: FactMap) -> Iterator[Mistake]:
    """Names of a policy's own that are no codes, or that something has already."""
    for section in SECTIONS:
        what = section.removesuffix("s")
        for name in getattr(file, section):
            if name in before.named(section):
                owner = before.owners.get((section, name), SHARED)
                yield document.mistake((section, name), taken_by(owner, what))
            elif not _CODE.fullmatch(name):
                problem = f"the name of a {what} is a code: small letters and digits, with hyphens between"
                yield document.mistake((section, name), problem)


def _unknown_names(
    document: Document, file: FactsFile | PolicyFactsFile, known: FactMap, value_sets: Collection[str]
) -> Iterator[Mistake]:
    """Facts, hints, windows and value sets that a file names and that do not exist."""

    def unknown(at: Location, kind: str, named: Iterable[str], known: Collection[str]) -> Iterator[Mistake]:
        for name in named:
            if name not in known:
                yield document.mistake(at, f"no {kind} {name!r}{nearest(name, known)}")

    for name, hint in file.hints.items():
        yield from unknown(("hints", name, "value_set"), "value set", hint.value_sets, value_sets)
    for name, spec in file.facts.items():
        keyed = {each.fact for each in spec.named_facts}
        yield from unknown(("facts", name), "fact", set(spec.rests_on) - keyed, known.facts)
        for named in spec.named_facts:
            yield from unknown(("facts", name, named.key), "fact", (named.fact,), known.facts)
        yield from unknown(("facts", name, "hints"), "hint", spec.hints, known.hints)
        yield from unknown(("facts", name, "value_set"), "value set", spec.value_sets, value_sets)
        if isinstance(spec, AnsweredSpec) and isinstance(spec.window, str):
            yield from unknown(("facts", name, "window"), "window", (spec.window,), known.windows)


def _misused(document: Document, file: FactsFile | PolicyFactsFile, known: FactMap) -> Iterator[Mistake]:
    """Facts of another kind than their place takes, and those that rest on each other in a ring."""
    for name, spec in file.facts.items():
        for key, fact, kinds in spec.named_facts:
            if fact in known.facts and (kind := known.facts[fact].type.kind) not in kinds:
                needed = f"{fact} is of the kind {kind}; {' or '.join(kinds)} is needed here"
                yield document.mistake(("facts", name, key), needed)
    try:
        TopologicalSorter({name: spec.rests_on for name, spec in file.facts.items()}).prepare()
    except CycleError as error:
        ring = error.args[1]
        yield document.mistake(("facts", ring[0]), f"facts rest on each other: {' -> '.join(ring)}")


def _ids(paths: Iterable[Path]) -> frozenset[str]:
    return frozenset(path.stem for path in paths)
