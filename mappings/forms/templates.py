"""Extraction by a template, for answers whose Observation extraction by their code would make wrong.

A score is dated by the day on which it was administered, not by the day on
which the form was answered. A date is a dateTime, where LHC-Forms 40 would write
a `valueDate`, which no R4 Observation has.

SDC's templateExtract; its FHIRPath begins at the answered item in the response.
The identifier tells the response, the fact and what was answered, so that the
same answer, extracted twice, is created once and a corrected one anew.
"""

from __future__ import annotations

from mappings.forms import extensions
from mappings.forms.form import Form
from mappings.forms.given import Json
from mappings.forms.own_codes import OwnCodes, identifier_system
from mappings.readers.form_item import FormItem, ItemKind

_BY_TEMPLATE = (ItemKind.SCORE, ItemKind.DATE)
_MAX_ID = 64
"""Of a resource's id, in FHIR."""
_RESPONSE = "(%resource.identifier.value | %resource.id).first()"


def templates_of(form: Form, codes: OwnCodes) -> list[Json]:
    """The contained Observations of a form's scores and dates."""
    return [_template(item, codes) for item in form.items if item.kind in _BY_TEMPLATE]


def extracted_by_template(item: FormItem, codes: OwnCodes) -> Json:
    """The extension by which a score or a date becomes its Observation."""
    system = identifier_system(codes.base)
    return extensions.made_by_template(_id(item), f"'identifier={system}|' + {_identity(item)}")


def _template(item: FormItem, codes: OwnCodes) -> Json:
    fill = extensions.filled_in
    return {
        "resourceType": "Observation",
        "id": _id(item),
        "identifier": [
            {
                **extensions.there_if(_identity(item)),
                "system": identifier_system(codes.base),
                "_value": fill("$this"),
            }
        ],
        "status": "final",
        "category": [extensions.SURVEY],
        "code": {"coding": [codes.fact(item.fact)]},
        "subject": fill("%resource.subject"),
        "encounter": fill("%resource.encounter"),
        "_effectiveDateTime": fill(_effective(item)),
        "_issued": fill("%resource.authored"),
        "performer": [fill("%resource.author")],
        ("_valueInteger" if item.kind is ItemKind.SCORE else "_valueDateTime"): fill("answer.value"),
        "derivedFrom": [{"_reference": fill("'QuestionnaireResponse/' + %resource.id")}],
    }


def _id(item: FormItem) -> str:
    return item.link_id.replace("/", ".")[-_MAX_ID:]


def _identity(item: FormItem) -> str:
    said = ["answer.value", *([_effective(item)] if item.kind is ItemKind.SCORE else [])]
    return " + ".join([_RESPONSE, f"'.{item.fact}'", *(f"'.' + {each}.toString()" for each in said)])


def _effective(item: FormItem) -> str:
    """The day that an answer speaks of: of a score its own, of a date the one on which it was told."""
    if item.kind is ItemKind.DATE:
        return "%resource.authored"
    return f"%resource.descendants().where(linkId = '{item.day_link_id}').answer.value"
