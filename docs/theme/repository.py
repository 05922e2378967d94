"""MkDocs hook: what a document links to outside of docs/ becomes a page; one link works on a Git host too.

A Markdown file is a page as it stands, any other file is shown as text, and a folder is only named.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
DOCS = "docs/"
FILES = "files/"
"""Below it stand the pages of what is no document."""
ALWAYS = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
LANGUAGES = {"py": "python", "yaml": "yaml", "json": "json", "conf": "nginx", "service": "ini"}
_LINK = re.compile(r"\[([^\]]*)\]\(([^)#\s:]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each file outside of docs/ that a document, or such a page, links to."""
    waiting = [DOCS + file.src_uri for file in files if file.is_documentation_page()]
    waiting += ALWAYS
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        if not path.startswith(DOCS):
            files.append(File.generated(config, _page_of(path), content=_content(path)))
        further = set(_linked_files(path)) - seen if path.endswith(".md") else set()
        seen |= further
        waiting += sorted(further)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Lead each link out of docs/ to the page of what it names; of a folder its name alone is left."""
    here = page.file.src_uri
    source = _source_of(here)

    def led(link: re.Match[str]) -> str:
        text, target, anchor = link.groups("")
        path = _resolved(target, source)
        uri = _page_of(path)
        if (ROOT / path).is_dir():
            return text
        to = posixpath.relpath(uri, posixpath.dirname(here) or ".")
        return f"[{text}]({to}{anchor})" if files.get_file_from_path(uri) else link[0]

    return _LINK.sub(led, markdown)


def _linked_files(path: str) -> Iterator[str]:
    """The files outside of docs/ that a document links to."""
    for link in _LINK.finditer((ROOT / path).read_text(encoding="utf-8")):
        target = _resolved(link[2], path)
        if not target.startswith((DOCS, "..")) and (ROOT / target).is_file():
            yield target


def _resolved(target: str, path: str) -> str:
    """A link's target as a path of the repository, from the document that has the link."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _page_of(path: str) -> str:
    """The page of a file of the repository."""
    if path.startswith(DOCS) or path.endswith(".md"):
        return path.removeprefix(DOCS)
    return f"{FILES}{path}.md"


def _source_of(page: str) -> str:
    """The file of the repository that a page shows."""
    if page.startswith(FILES):
        return page.removeprefix(FILES).removesuffix(".md")
    return DOCS + page if (ROOT / DOCS / page).exists() else page


def _content(path: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".md"):
        return text
    language = LANGUAGES.get(path.rpartition(".")[2], "text")
    return f"# {path}\n\n~~~~~~~~ {language}\n{text}\n~~~~~~~~\n"
