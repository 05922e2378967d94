"""Answers that are pages for people to read."""

from __future__ import annotations

from flask import Request, Response

from service.web.hook_call import JSON

HTML = "text/html"
_MAY_LOAD = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
}
"""What a page may load: its stylesheet and nothing else."""


def page(content: str, status: int = 200) -> Response:
    """A page as an answer."""
    return Response(content, status, content_type=f"{HTML}; charset=utf-8", headers=_MAY_LOAD)


def is_of_a_reader(request: Request) -> bool:
    """Whether a browser asks for a page, rather than a program for data."""
    return request.method == "GET" and request.accept_mimetypes.best_match([JSON, HTML], JSON) == HTML
