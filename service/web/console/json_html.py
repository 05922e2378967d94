"""JSON for people to read: indented, with keys, texts and numbers told apart."""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup, escape

MAX_SHOWN = 400_000
"""Of one document, in characters; the rest is to be had in the fixture."""
_PART = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*|\btrue\b|\bfalse\b|\bnull\b)')
_INDENT = 2


def json_html(value: Any) -> Markup:
    """A value as lines of HTML."""
    text = json.dumps(value, ensure_ascii=False, indent=_INDENT)
    cut = text[:MAX_SHOWN]
    parts: list[str] = []
    at = 0
    for found in _PART.finditer(cut):
        parts += (escape(cut[at : found.start()]), _marked(found))
        at = found.end()
    parts.append(escape(cut[at:]))
    if len(text) > MAX_SHOWN:
        parts.append(Markup('\n<span class="c">…</span>'))
    return Markup("").join(parts)


def body_html(body: bytes) -> Markup:
    """A body as it came: as JSON where it is some, else as it is."""
    try:
        return json_html(json.loads(body))
    except (ValueError, RecursionError):
        return escape(body[:MAX_SHOWN].decode(errors="replace"))


def _marked(found: re.Match[str]) -> Markup:
    text, colon, other = found.groups()
    if text is None:
        return Markup('<span class="n">{}</span>').format(other)
    kind = "k" if colon is not None else "s"
    return Markup('<span class="{}">{}</span>{}').format(kind, text, colon or "")
