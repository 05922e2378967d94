"""The files that say how FHIR is read at a site."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent.parent


class MappingFiles(NamedTuple):
    """A folder of code lists and facts, by default the one of this package, and the site's file, if any."""

    folder: Path = HERE
    site: Path | None = None

    @property
    def shared(self) -> tuple[Path, ...]:
        """The files of the folder, without those of sites."""
        return (*sorted(self.folder.glob("*.yaml")), *sorted(self.folder.glob("value_sets/*.yaml")))

    def digest(self) -> str:
        """Tells one state of the files apart from another."""
        digest = hashlib.sha256()
        for path in (*self.shared, self.site):
            if path:
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]
