"""Answers that are pages for people to read."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Request, Response

from service.web.hook_call import JSON

HTML = "text/html"
NOBODY = "'none'"
"""May show a page in a frame."""
_TO_READ = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
"""What a page may load: its stylesheet and nothing else; who may frame it follows."""
_TO_FILL_IN = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors "
)
"""What a page with a form may load and do besides; who may frame it follows."""


def page(content: str, status: int = 200, framed_by: Iterable[str] = ()) -> Response:
    """A page as an answer; `framed_by` are the origins of EHRs that may show it in a frame."""
    return _page(content, status, _TO_READ, framed_by)


def form_page(content: str, status: int = 200, framed_by: Iterable[str] = ()) -> Response:
    """A page with a form as an answer; `framed_by` are the origins of EHRs that may show it in a frame."""
    return _page(content, status, _TO_FILL_IN, framed_by)


def is_of_a_reader(request: Request) -> bool:
    """Whether a browser asks for a page, rather than a program for data."""
    return request.method == "GET" and request.accept_mimetypes.best_match([JSON, HTML], JSON) == HTML


def _page(content: str, status: int, may_load: str, framed_by: Iterable[str]) -> Response:
    headers = {"Content-Security-Policy": may_load + (" ".join(framed_by) or NOBODY)}
    return Response(content, status, content_type=f"{HTML}; charset=utf-8", headers=headers)
