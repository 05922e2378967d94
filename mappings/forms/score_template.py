"""Extraction of a score by a template: an Observation dated by the day on which the score was administered.

SDC's templateExtract; its FHIRPath begins at the item of the score in the
response. The identifier tells the response, the fact and what was answered, so
that the same answer, extracted twice, is created once and a corrected one anew.
"""

from __future__ import annotations

from mappings.forms import extensions
from mappings.forms.form import Form
from mappings.forms.given import Json
from mappings.forms.own_codes import OwnCodes
from mappings.readers.form_item import FormItem, ItemKind

_MAX_ID = 64
"""Of a resource's id, in FHIR."""
_RESPONSE = "(%resource.identifier.value | %resource.id).first()"


def templates_of(form: Form, codes: OwnCodes) -> list[Json]:
    """The contained Observations of a form's scores."""
    return [_template(item, codes) for item in form.items if item.kind is ItemKind.SCORE]


def extracted_by_template(item: FormItem, codes: OwnCodes) -> Json:
    """The extension by which a score becomes its Observation."""
    system = answer_system(codes)
    return extensions.made_by_template(_id(item), f"'identifier={system}|' + {_identity(item)}")


def answer_system(codes: OwnCodes) -> str:
    """The system of the identifiers of written answers."""
    return f"{codes.base}/identifier/answer"


def _template(item: FormItem, codes: OwnCodes) -> Json:
    fill = extensions.from_template_value
    return {
        "resourceType": "Observation",
        "id": _id(item),
        "identifier": [{"system": answer_system(codes), "_value": fill(_identity(item))}],
        "status": "final",
        "category": [extensions.SURVEY],
        "code": {"coding": [codes.fact(item.fact)]},
        "subject": fill("%resource.subject"),
        "encounter": fill("%resource.encounter"),
        "_effectiveDateTime": fill(_day(item)),
        "_issued": fill("%resource.authored"),
        "performer": [fill("%resource.author")],
        "_valueInteger": fill("answer.value"),
        "derivedFrom": [{"_reference": fill("'QuestionnaireResponse/' + %resource.id")}],
    }


def _id(item: FormItem) -> str:
    return item.link_id.replace("/", ".")[-_MAX_ID:]


def _identity(item: FormItem) -> str:
    value = f"answer.value.toString() + '.' + {_day(item)}.toString()"
    return f"{_RESPONSE} + '.{item.fact}.' + {value}"


def _day(item: FormItem) -> str:
    return f"%resource.descendants().where(linkId = '{item.day_link_id}').answer.value"
