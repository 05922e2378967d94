"""The codes and words that the bench's bodies are made of."""

from __future__ import annotations

from typing import NamedTuple

from tests.support.fhir import CPT, ICD, LOINC, SNOMED

US_CORE = "http://hl7.org/fhir/us/core"


class Code(NamedTuple):
    """A coding."""

    system: str
    code: str
    display: str


YES = Code(LOINC, "LA33-6", "Yes")
NO = Code(LOINC, "LA32-8", "No")

BIPOLAR = (
    Code(SNOMED, "13746004", "Bipolar disorder"),
    Code(ICD, "F31.9", "Bipolar disorder, unspecified"),
)

CONDITIONS = (
    (Code(SNOMED, "59621000", "Essential hypertension"), Code(ICD, "I10", "Essential hypertension")),
    (Code(SNOMED, "44054006", "Type 2 diabetes"), Code(ICD, "E11.9", "Type 2 diabetes mellitus")),
    (Code(SNOMED, "195967001", "Asthma"), Code(ICD, "J45.909", "Unspecified asthma, uncomplicated")),
    (Code(SNOMED, "55822004", "Hyperlipidemia"), Code(ICD, "E78.5", "Hyperlipidemia, unspecified")),
    (Code(SNOMED, "21897009", "Generalized anxiety"), Code(ICD, "F41.1", "Generalized anxiety disorder")),
    (
        Code(SNOMED, "66590003", "Alcohol dependence"),
        Code(ICD, "F10.20", "Alcohol dependence, uncomplicated"),
    ),
    BIPOLAR,
)
LABS = (
    Code(LOINC, "4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood"),
    Code(LOINC, "2160-0", "Creatinine [Mass/volume] in Serum or Plasma"),
    Code(LOINC, "2345-7", "Glucose [Mass/volume] in Serum or Plasma"),
    Code(LOINC, "718-7", "Hemoglobin [Mass/volume] in Blood"),
    Code(LOINC, "2951-2", "Sodium [Moles/volume] in Serum or Plasma"),
    Code(LOINC, "8480-6", "Systolic blood pressure"),
)
SURVEYS = (
    Code(LOINC, "44261-6", "Patient Health Questionnaire 9 item total score"),
    Code(LOINC, "70274-6", "Generalized anxiety disorder 7 item total score"),
    Code(LOINC, "75626-2", "Total score AUDIT-C"),
    Code(LOINC, "82667-7", "Total score DAST-10"),
)
ENCOUNTERS = (
    Code(CPT, "99213", "Office visit"),
    Code(CPT, "99214", "Office visit"),
    Code(CPT, "90834", "Psychotherapy"),
    Code(CPT, "90791", "Psychiatric diagnostic evaluation"),
)
PROCEDURES = (
    Code(CPT, "36415", "Collection of venous blood"),
    Code(CPT, "93000", "Electrocardiogram"),
    Code(CPT, "90834", "Psychotherapy"),
)
DOCUMENTS = (
    Code(LOINC, "11506-3", "Progress note"),
    Code(LOINC, "34785-6", "Mental health consult note"),
    Code(LOINC, "18842-5", "Discharge summary"),
    Code(LOINC, "34109-9", "Note"),
)
FILLER = (
    "reviewed recorded during the visit and reported as usual; follow up when indicated, repeat at next "
    "scheduled contact; result stored by the system after entry without further comment"
).split()
