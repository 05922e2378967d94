"""Which data of 45 CFR 170.213 (USCDI) each fact rests on, as `data_elements.yaml` declares it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from criteria.nearest import nearest
from criteria.strict_model import Strict
from criteria.strict_yaml import Mistake, read, refuse, validate
from mappings.codes.code_lists import ICD_10_CM, ValueSet
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec

ELEMENTS = Path(__file__).with_suffix(".yaml")


class DataElement(StrEnum):
    """What source attributes 5 to 13 ask about (45 CFR 170.315(b)(11)(iv)(A))."""

    RACE = "race"
    ETHNICITY = "ethnicity"
    LANGUAGE = "language"
    SEXUAL_ORIENTATION = "sexual-orientation"
    GENDER_IDENTITY = "gender-identity"
    SEX = "sex"
    DATE_OF_BIRTH = "date-of-birth"
    SOCIAL_DETERMINANTS = "social-determinants"
    HEALTH_STATUS = "health-status"


Elements = tuple[DataElement, ...]


class DataElements(Strict):
    """The elements by kind of fact, by fact, by kind of hint and by code."""

    kinds: dict[str, Elements]
    facts: dict[str, Elements]
    hints: dict[str, Elements]
    codes: dict[DataElement, tuple[str, ...]]
    speaks_of: dict[DataElement, tuple[str, ...]]

    def of_fact(
        self, name: str, spec: FactSpec, value_sets: Mapping[str, ValueSet]
    ) -> frozenset[DataElement]:
        """The elements that a fact rests on itself, without the facts that it names."""
        own = self.facts[name] if name in self.facts else self.kinds[kind_of(spec)]
        return frozenset((*own, *self._by_codes(self.codes, spec.value_sets, value_sets)))

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
        listed = [code for name in names for code in value_sets[name].codes.get(ICD_10_CM, ())]
        return (element for element, starts in prefixes.items() if any(c.startswith(starts) for c in listed))


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

    def mistakes() -> Iterator[Mistake]:
        for name in fact_map.facts.keys() - of_kind - elements.facts.keys():
            yield document.mistake(("facts",), f"nothing says on which data {name!r} rests")
        for name in elements.facts.keys() - fact_map.facts.keys():
            yield document.mistake(("facts", name), f"no fact {name!r}{nearest(name, fact_map.facts)}")
        for name in sorted({hint.reader for hint in fact_map.hints.values()} - elements.hints.keys()):
            yield document.mistake(("hints",), f"nothing says what data {name!r} shows")

    refuse(mistakes())
    return elements
