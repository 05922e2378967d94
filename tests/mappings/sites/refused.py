"""A site's file with a mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.strict_yaml import FileError
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_mapping import load_site_mapping
from mappings.readers.registry import KINDS
from tests.mappings.reading import POLICIES
from tests.support.fhir import BASE


def refusal(folder: Path, text: str) -> list[str]:
    """What a site's file of this text is refused with, a mistake each; its first line holds the name."""
    path = folder / "north.yaml"
    path.write_text(f"site: north\n{text}", encoding="utf-8")
    return mistakes_in(path)


def mistakes_in(path: Path) -> list[str]:
    """What a site's file is refused with, a mistake each."""
    with pytest.raises(FileError) as refused:
        load_site_mapping(MappingFiles(site=path), KINDS, POLICIES, BASE)
    return [str(mistake).partition("/north.yaml:")[2] for mistake in refused.value.mistakes]
