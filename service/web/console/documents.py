"""The documents as a site, where they were built: `make docs` in a checkout, `make release` for a wheel."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from flask import Response, redirect
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as AnyResponse

from service.errors import UnknownService
from service.web.console.frame import console_page
from service.web.console.gate import console_blueprint
from service.web.page_templates import root_of
from service.web.state import cds_service

blueprint = console_blueprint("documents")

BUILT = (Path(__file__).parents[1] / "documents", Path(__file__).parents[3] / "site")
"""Where a wheel has them, and where a checkout builds them."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@blueprint.get("/docs")
def without_a_slash() -> AnyResponse:
    """The first page has its address below a slash, by which its links are read."""
    return redirect(f"{root_of(cds_service().settings)}/docs/")


@blueprint.get("/docs/")
@blueprint.get("/docs/<path:name>")
def document(name: str = "index.html") -> Response:
    """A page or a file of the site; where none was built, a page that says how.

    Raises:
        UnknownService: when the site has no such file.
    """
    folder = next((each for each in BUILT if (each / "index.html").is_file()), None)
    if folder is None:
        return console_page("documents.html", "documents")
    path = safe_join(str(folder), name)
    if path is None or not Path(path).is_file():
        raise UnknownService("there is no such document")
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = Response(Path(path).read_bytes(), mimetype=media_type)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
