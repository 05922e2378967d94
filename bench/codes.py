"""The codes and words that the bench's bodies are made of."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """A coding."""

    system: str
    code: str
    display: str


TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
US_CORE = "http://hl7.org/fhir/us/core"
BASE = "https://criteria-cards.example/fhir"
CRITERIA_INPUT = f"{BASE}/CodeSystem/criteria-input"
HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
_LOINC = "http://loinc.org"
_SNOMED = "http://snomed.info/sct"
_ICD = "http://hl7.org/fhir/sid/icd-10-cm"
_CPT = "http://www.ama-assn.org/go/cpt"

YES = Code(_LOINC, "LA33-6", "Yes")
NO = Code(_LOINC, "LA32-8", "No")

BIPOLAR = (
    Code(_SNOMED, "13746004", "Bipolar disorder"),
    Code(_ICD, "F31.9", "Bipolar disorder, unspecified"),
)

CONDITIONS = (
    (Code(_SNOMED, "59621000", "Essential hypertension"), Code(_ICD, "I10", "Essential hypertension")),
    (Code(_SNOMED, "44054006", "Type 2 diabetes"), Code(_ICD, "E11.9", "Type 2 diabetes mellitus")),
    (Code(_SNOMED, "195967001", "Asthma"), Code(_ICD, "J45.909", "Unspecified asthma, uncomplicated")),
    (Code(_SNOMED, "55822004", "Hyperlipidemia"), Code(_ICD, "E78.5", "Hyperlipidemia, unspecified")),
    (Code(_SNOMED, "21897009", "Generalized anxiety"), Code(_ICD, "F41.1", "Generalized anxiety disorder")),
    (
        Code(_SNOMED, "66590003", "Alcohol dependence"),
        Code(_ICD, "F10.20", "Alcohol dependence, uncomplicated"),
    ),
    BIPOLAR,
)
LABS = (
    Code(_LOINC, "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"),
    Code(_LOINC, "2160-0", "Creatinine [Mass/volume] in Serum or Plasma"),
    Code(_LOINC, "2345-7", "Glucose [Mass/volume] in Serum or Plasma"),
    Code(_LOINC, "718-7", "Hemoglobin [Mass/volume] in Blood"),
    Code(_LOINC, "2951-2", "Sodium [Moles/volume] in Serum or Plasma"),
    Code(_LOINC, "8480-6", "Systolic blood pressure"),
)
SURVEYS = (
    Code(_LOINC, "44261-6", "Patient Health Questionnaire 9 item total score"),
    Code(_LOINC, "70274-6", "Generalized anxiety disorder 7 item total score"),
    Code(_LOINC, "75626-2", "Total score AUDIT-C"),
    Code(_LOINC, "82667-7", "Total score DAST-10"),
)
ENCOUNTERS = (
    Code(_CPT, "99213", "Office visit"),
    Code(_CPT, "99214", "Office visit"),
    Code(_CPT, "90834", "Psychotherapy"),
    Code(_CPT, "90791", "Psychiatric diagnostic evaluation"),
)
PROCEDURES = (
    Code(_CPT, "36415", "Collection of venous blood"),
    Code(_CPT, "93000", "Electrocardiogram"),
    Code(_CPT, "90834", "Psychotherapy"),
)
DOCUMENTS = (
    Code(_LOINC, "11506-3", "Progress note"),
    Code(_LOINC, "34785-6", "Mental health consult note"),
    Code(_LOINC, "18842-5", "Discharge summary"),
    Code(_LOINC, "34109-9", "Note"),
)
FILLER = (
    "reviewed recorded during the visit and reported as usual; follow up when indicated, repeat at next "
    "scheduled contact; result stored by the system after entry without further comment"
).split()
