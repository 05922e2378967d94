"""FHIR, read-only: forms, terminology and policies as CQL, as JSON.

Open to everybody, as discovery is; with a client's token they are those of its
site. Unknown search parameters are ignored, and not in the Bundle's self link.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from mappings.forms.given import Json
from service.errors import Malformed, NotAcceptable, UnknownService
from service.publication.capability import KINDS
from service.publication.expansion import expanded
from service.publication.parameters import decode_parameters
from service.publication.publication import Publication, Published
from service.web.hook_call import body_of, check_media_type
from service.web.state import cds_service

blueprint = Blueprint("fhir", __name__, url_prefix="/fhir")

FHIR_JSON = "application/fhir+json"
_FORMATS = frozenset(("", "json", "application/json", FHIR_JSON))
_KIND = f"<any({', '.join(KINDS)}):kind>"


class FhirId(BaseConverter):
    """An id as FHIR writes it in a path; an operation, whose name begins with a dollar sign, is none."""

    regex = r"[A-Za-z0-9\-.]{1,64}"


@blueprint.before_request
def json_only() -> None:
    """Refuse who can read XML alone.

    Raises:
        NotAcceptable: when the client asks for no form of JSON.
    """
    accepted = request.accept_mimetypes
    is_read = not accepted or accepted.best_match([FHIR_JSON, "application/json", "text/json"])
    stated = request.args.get("_format", "").replace(" ", "+").lower()  # a plus sign in a query is a blank
    if stated not in _FORMATS or not (stated or is_read):
        raise NotAcceptable("only JSON is served", "_format" if stated else "Accept")


@blueprint.get("/metadata")
def metadata() -> Response:
    """What can be read here."""
    return _sent(_publication().metadata)


@blueprint.get(f"/{_KIND}")
def search(kind: str) -> Response:
    """The resources of a kind, by canonical URL, version and id."""
    asked = {name: request.args[name] for name in ("_id", "url", "version") if request.args.get(name)}
    url, _, version = asked.get("url", "").partition("|")
    found = _publication().search(kind, url, version or asked.get("version", ""), asked.get("_id", ""))
    return Response(msgspec.json.encode(_searchset(kind, found, asked)), mimetype=FHIR_JSON)


@blueprint.get(f"/{_KIND}/<fhir_id:identity>")
def read(kind: str, identity: str) -> Response:
    """One resource."""
    return _sent(_named(kind, identity))


@blueprint.route("/ValueSet/$expand", methods=["GET", "POST"])
def expand() -> Response:
    """A value set with its codes, by canonical URL.

    Raises:
        Malformed: when no URL is given.
    """
    asked = _asked_for()
    url, _, version = asked.get("url", "").partition("|")
    if not url:
        raise Malformed("name the value set by its canonical URL", "url")
    found = _publication().search("ValueSet", url, version or asked.get("valueSetVersion", ""))
    if not found:
        raise UnknownService("no value set has this URL and version", "url")
    return _expanded(found[0], asked)


@blueprint.route("/ValueSet/<fhir_id:identity>/$expand", methods=["GET", "POST"])
def expand_instance(identity: str) -> Response:
    """A value set with its codes, by id."""
    return _expanded(_named("ValueSet", identity), _asked_for())


def _publication() -> Publication:
    return cds_service().publication(request.headers.get("Authorization"), request.path)


def _named(kind: str, identity: str) -> Published:
    found = _publication().resources[kind].get(identity)
    if found is None:
        raise UnknownService(f"no {kind} has this id")
    return found


def _sent(published: Published) -> Response:
    """A resource, or that the client has it already."""
    response = Response(published.content, mimetype=FHIR_JSON)
    response.set_etag(published.tag, weak=True)
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response


def _asked_for() -> Mapping[str, str]:
    """What an operation is asked for, in the query or in a body."""
    if request.method == "GET":
        return request.args
    check_media_type(request.environ)
    return decode_parameters(body_of(request.environ, cds_service().settings.max_body_bytes))


def _expanded(published: Published, asked: Mapping[str, str]) -> Response:
    text, offset, count = (
        asked.get("filter", ""),
        _whole_number("offset", asked),
        _whole_number("count", asked),
    )
    if not text and offset is None and count is None:
        return _sent(published)
    body = expanded(published.body, text, offset or 0, count)
    return Response(msgspec.json.encode(body), mimetype=FHIR_JSON)


def _whole_number(name: str, asked: Mapping[str, str]) -> int | None:
    """A parameter that counts.

    Raises:
        Malformed: when it is no whole number from 0.
    """
    written = asked.get(name)
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise Malformed("a whole number from 0 is needed", name)
    return int(written)


def _searchset(kind: str, found: list[Published], asked: Mapping[str, str]) -> Json:
    at = f"{cds_service().settings.url}/fhir/{kind}"
    entries = [
        {"fullUrl": f"{at}/{each.body['id']}", "resource": each.body, "search": {"mode": "match"}}
        for each in found
    ]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": [{"relation": "self", "url": f"{at}?{urlencode(asked)}" if asked else at}],
        **({"entry": entries} if entries else {}),
    }
