"""The files that say how FHIR is read at a site."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from criteria.load import POLICIES

HERE = Path(__file__).parent.parent
_FACTS = "facts.yaml"
_LISTS = "value_sets/*.yaml"


class PolicyMappingFiles(NamedTuple):
    """What a policy brings in its folder for itself alone; both may be absent."""

    folder: Path

    @property
    def policy(self) -> str:
        """The policy's id, as which its folder is called."""
        return self.folder.name

    @property
    def facts(self) -> Path | None:
        """The file of its own facts."""
        path = self.folder / _FACTS
        return path if path.exists() else None

    @property
    def value_sets(self) -> tuple[Path, ...]:
        """The files of its own code lists."""
        return tuple(sorted(self.folder.glob(_LISTS)))

    @property
    def all(self) -> tuple[Path, ...]:
        """Each of these files."""
        return (*((self.facts,) if self.facts else ()), *self.value_sets)


class MappingFiles(NamedTuple):
    """A folder of code lists and facts, by default the one of this package; the policies, which may bring
    some of their own; and the site's file, if any."""

    folder: Path = HERE
    site: Path | None = None
    policies: Path = POLICIES

    @property
    def shared(self) -> tuple[Path, ...]:
        """The files of the folder, without those of sites."""
        return (*sorted(self.folder.glob("*.yaml")), *self.value_sets)

    @property
    def facts(self) -> Path:
        """The facts of all policies."""
        return self.folder / _FACTS

    @property
    def value_sets(self) -> tuple[Path, ...]:
        """The code lists of all policies."""
        return tuple(sorted(self.folder.glob(_LISTS)))

    @property
    def twins(self) -> Path:
        """The SNOMED CT twins of the codes on these lists."""
        return self.folder / "snomed_twins.yaml"

    @property
    def by_policy(self) -> tuple[PolicyMappingFiles, ...]:
        """What each policy brings of its own."""
        return tuple(PolicyMappingFiles(path.parent) for path in sorted(self.policies.glob("*/policy.yaml")))

    def digest(self, policies: Collection[str]) -> str:
        """Tells one state of the files that some policies are read with apart from another."""
        own = [path for each in self.by_policy if each.policy in policies for path in each.all]
        digest = hashlib.sha256()
        for path in (*self.shared, *own, self.site):
            if path:
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


SHIPPED = MappingFiles()
"""Those of this package, without a site's."""
