"""MkDocs hook: scripts that stand within a page become files, so that a page obeys `script-src 'self'`."""

from __future__ import annotations

import hashlib
import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FOLDER = "assets/inline"


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """The page with each script in a file of its own."""
    return _moved(output, page.url, config)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same of a page that no document makes, such as 404.html."""
    return (
        _moved(output_content, template_name, config) if template_name.endswith(".html") else output_content
    )


def _moved(output: str, url: str, config: MkDocsConfig) -> str:
    def linked(match: re.Match[str]) -> str:
        name = f"{_FOLDER}/{hashlib.sha256(match[1].encode()).hexdigest()[:16]}.js"
        target = Path(config.site_dir) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(match[1], encoding="utf-8")
        return f'<script src="{posixpath.relpath(name, posixpath.dirname(url) or ".")}"></script>'

    return _SCRIPT.sub(linked, output)
