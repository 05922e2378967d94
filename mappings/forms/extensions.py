"""Extensions of a Questionnaire, as FHIR, Structured Data Capture 4.0 and Da Vinci DTR 2.2 define them."""

from __future__ import annotations

from typing import Any

from criteria.spans import Span
from mappings.forms.given import Json

_CORE = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
_DTR = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/"

PROFILES = (
    f"{_SDC}sdc-questionnaire-pop-obsn",
    f"{_SDC}sdc-questionnaire-extr-obsn",
    f"{_DTR}dtr-std-questionnaire",
)
"""What every form conforms to; each is a kind of sdc-questionnaire."""
TEMPLATE_PROFILE = f"{_SDC}sdc-questionnaire-extr-template"
"""What a form with scores conforms to besides."""

_UCUM = "http://unitsofmeasure.org"
_UCUM_UNITS = {"day": "d", "month": "mo", "year": "a"}


def _extension(url: str, **value: Any) -> Json:
    return {"url": url, **value}


SEMVER = _extension(
    f"{_CORE}artifact-versionAlgorithm",
    valueCoding={"system": "http://hl7.org/fhir/version-algorithm", "code": "semver"},
)
FOR_CLINICIANS = _extension(f"{_DTR}questionnaireAudience", valueCode="clinical")
FOR_SEVERAL_ORDERS = _extension(f"{_DTR}request-specific", valueBoolean=False)
ANY_ORDER = _extension(f"{_SDC}sdc-questionnaire-entryMode", valueCode="random")
PATIENT_IN_CONTEXT = _extension(
    f"{_SDC}sdc-questionnaire-launchContext",
    extension=[
        _extension(
            "name",
            valueCoding={"system": "http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext", "code": "patient"},
        ),
        _extension("type", valueCode="Patient"),
        _extension("description", valueString="The person; the birth date tells which criteria apply."),
    ],
)
SURVEY: Json = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "survey",
            "display": "Survey",
        }
    ]
}
"""The category of the Observations that answers become."""
SURVEY_CATEGORY = _extension(
    f"{_SDC}sdc-questionnaire-observation-extract-category", valueCodeableConcept=SURVEY
)
BECOMES_OBSERVATION = _extension(f"{_SDC}sdc-questionnaire-observationExtract", valueBoolean=True)


def completion_time(clinical: str, total: str) -> Json:
    """How long clinicians, and all who answer, typically take, by codes such as `under-3min`."""
    parts = [_extension("clinicalTime", valueCode=clinical), _extension("totalTime", valueCode=total)]
    return _extension(f"{_DTR}estimated-completion-time", extension=parts)


def filled_from_observations(within: Span) -> Json:
    """Fills an item from the newest Observation with its code, if that is not older."""
    duration = {
        "value": within.length,
        "unit": str(within).partition(" ")[2],
        "system": _UCUM,
        "code": _UCUM_UNITS[within.unit],
    }
    return _extension(f"{_SDC}sdc-questionnaire-observationLinkPeriod", valueDuration=duration)


def initially(expression: str) -> Json:
    """Fills an item by FHIRPath, once, when the form is begun."""
    value = {"language": "text/fhirpath", "expression": expression}
    return _extension(f"{_SDC}sdc-questionnaire-initialExpression", valueExpression=value)


def shown_as(control: str) -> Json:
    """How an item is shown, such as `radio-button`."""
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": control}
    return _extension(f"{_CORE}questionnaire-itemControl", valueCodeableConcept={"coding": [coding]})


def between(low: int, high: int) -> list[Json]:
    """The least and the greatest number that an item takes."""
    return [
        _extension(f"{_CORE}minValue", valueInteger=low),
        _extension(f"{_CORE}maxValue", valueInteger=high),
    ]


def made_by_template(template: str, if_none_exist: str) -> Json:
    """Makes a resource of an answer by a contained template, unless one is there by a FHIRPath query."""
    parts = [
        _extension("template", valueReference={"reference": f"#{template}"}),
        _extension("ifNoneExist", valueString=if_none_exist),
    ]
    return _extension(f"{_SDC}sdc-questionnaire-templateExtract", extension=parts)


def filled_in(expression: str) -> Json:
    """An element of a template that FHIRPath fills in, and that is left out where it finds nothing."""
    extension = _extension(f"{_SDC}sdc-questionnaire-templateExtractValue", valueString=expression)
    return {"extension": [extension]}


def there_if(expression: str) -> Json:
    """A part of a template that is left out where FHIRPath finds nothing; what it finds is `$this` within."""
    extension = _extension(f"{_SDC}sdc-questionnaire-templateExtractContext", valueString=expression)
    return {"extension": [extension]}
