"""A policy as a command is given it: by its folder, wherever that is, or by the id of one installed here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from criteria.load import POLICIES
from criteria.nearest import nearest


class PolicyOrFile(click.ParamType[Path]):
    """The folder of a policy that is installed here, by its id; or any path that exists."""

    name = "policy"

    def convert(self, value: Any, _: click.Parameter | None, __: click.Context | None) -> Path:
        """The path."""
        path = Path(value)
        if path.exists():
            return path
        if (POLICIES / path.name / "policy.yaml").is_file() and path.name == str(value):
            return POLICIES / path.name
        installed = [each.parent.name for each in POLICIES.glob("*/policy.yaml")]
        raise click.BadParameter(
            f"there is no path and no policy {str(value)!r}{nearest(str(value), installed)}"
        )


class PolicyFolder(PolicyOrFile):
    """The folder of a policy."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The folder."""
        path = super().convert(value, param, ctx)
        folder = path if path.is_dir() else path.parent
        if not (folder / "policy.yaml").is_file():
            raise click.BadParameter(f"no policy.yaml lies in {folder}")
        return folder
