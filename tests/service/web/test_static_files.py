"""What pages load: under a name that changes with its content, kept by a browser for long."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from service.web.static_files import files
from tests.support.application import app


@pytest.mark.parametrize(
    ("name", "media_type"), [("style.css", "text/css"), ("worksheet.js", "text/javascript")]
)
def test_a_file_has_the_digest_of_its_content_in_its_name_and_may_be_kept(name: str, media_type: str) -> None:
    answer = app().test_client().get(f"/static/{files()[name].name}")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert f".{sha256(answer.data).hexdigest()[:12]}." in files()[name].name
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["style.css", "", "..%2fhtml.py", "style.000000000000.css"])
def test_no_other_name_is_served_and_nothing_is_listed(name: str) -> None:
    answer = app().test_client().get(f"/static/{name}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_brace_of_the_stylesheet_is_closed() -> None:
    style = re.sub(r"/\*.*?\*/", "", files()["style.css"].content.decode(), flags=re.S)
    assert style.count("{") == style.count("}") > 0
