"""The templates of all pages, which escape whatever they are given."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.settings import Settings
from service.web.static_files import files


def root_of(settings: Settings) -> str:
    """The path of the public URL, which stands before every address of ours; empty where it has none."""
    return (settings.public_url.path or "").rstrip("/")


def page_templates(root: str) -> Environment:
    """The templates; `root` is the path before every address of ours."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["root"] = root
    environment.globals["static"] = {name: f"{root}/static/{each.name}" for name, each in files().items()}
    return environment
