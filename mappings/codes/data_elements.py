"""Which data of 45 CFR 170.213 (USCDI) each fact rests on, as `data_elements.yaml` declares it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from criteria.nearest import nearest
from criteria.strict_model import Strict
from criteria.strict_yaml import Mistake, read, refuse, validate
from mappings.codes.code_lists import ICD_10_CM, ValueSet
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec
from mappings.codes.printed_codes import printed_range
from mappings.codes.uscdi import DataElement, Elements

ELEMENTS = Path(__file__).with_suffix(".yaml")


class DataElements(Strict):
    """The elements by kind of fact, by fact, by kind of hint and by code.

    `brought` are those of a policy's own fact that says none and is of no kind that has any.
    """

    kinds: dict[str, Elements]
    brought: Elements
    facts: dict[str, Elements]
    hints: dict[str, Elements]
    codes: dict[DataElement, tuple[str, ...]]
    speaks_of: dict[DataElement, tuple[str, ...]]

    def of_fact(
        self, name: str, spec: FactSpec, value_sets: Mapping[str, ValueSet]
    ) -> frozenset[DataElement]:
        """The elements that a fact rests on itself, without the facts that it names."""
        own = self._declared(name, spec)
        return frozenset((*own, *self._by_codes(self.codes, spec.value_sets, value_sets)))

    def _declared(self, name: str, spec: FactSpec) -> Elements:
        if spec.data is not None:
            return spec.data
        return self.facts[name] if name in self.facts else self.kinds.get(kind_of(spec), self.brought)

    def of_hint(
        self, name: str, fact_map: FactMap, value_sets: Mapping[str, ValueSet]
    ) -> frozenset[DataElement]:
        """The elements that a hint shows."""
        spec = fact_map.hints[name]
        return frozenset((*self.hints[spec.reader], *self._by_codes(self.codes, spec.value_sets, value_sets)))

    def spoken_of(self, spec: FactSpec, value_sets: Mapping[str, ValueSet]) -> frozenset[DataElement]:
        """The elements that diagnoses of a fact speak of, which are not read as such."""
        return frozenset(self._by_codes(self.speaks_of, spec.value_sets, value_sets))

    @staticmethod
    def _by_codes(
        prefixes: Mapping[DataElement, tuple[str, ...]],
        names: Iterable[str],
        value_sets: Mapping[str, ValueSet],
    ) -> Iterator[DataElement]:
        printed = [code for name in names for code in value_sets[name].codes.get(ICD_10_CM, ())]
        listed = [*map(printed_range, printed)]
        return (
            element
            for element, starts in prefixes.items()
            if any(codes.touches(start) for codes in listed for start in starts)
        )


def kind_of(spec: FactSpec) -> str:
    """The name by which `facts.yaml` chooses a kind of fact."""
    reader: str = spec.reader  # type: ignore[attr-defined]  # each kind declares its own
    return reader


def load_data_elements(fact_map: FactMap, path: Path = ELEMENTS) -> DataElements:
    """The elements of every fact and hint.

    Raises:
        FileError: when a fact or a kind of hint is not declared, or one is that there is not.
    """
    document = read(path)
    elements = validate(document, DataElements)
    of_kind = {name for name, spec in fact_map.facts.items() if kind_of(spec) in elements.kinds}
    brought = {name for section, name in fact_map.owners if section == "facts"}

    def mistakes() -> Iterator[Mistake]:
        for name in fact_map.facts.keys() - of_kind - brought - elements.facts.keys():
            yield document.mistake(("facts",), f"nothing says on which data {name!r} rests")
        for name in elements.facts.keys() - fact_map.facts.keys():
            yield document.mistake(("facts", name), f"no fact {name!r}{nearest(name, fact_map.facts)}")
        for name in sorted({hint.reader for hint in fact_map.hints.values()} - elements.hints.keys()):
            yield document.mistake(("hints",), f"nothing says what data {name!r} shows")

    refuse(mistakes())
    return elements
