"""The rich record with changes: what of it is settled, and which resources that rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from criteria.facts import Fact
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import patient_facts
from mappings.readers.service_start import in_progress
from mappings.record.patient_record import PatientRecord
from tests.mappings.reading import Reader, mapping_for
from tests.mappings.rich import FACTS, RECORD, SITE
from tests.support.bundles import bundle
from tests.support.fhir import ON, Json, condition, icd, patient, reference, service_start, status, yes

READ = Reader()
EVIDENCE: tuple[Json, ...] = (
    *RECORD,
    condition(
        icd("F31.9"),
        identity="of-a-visit",
        category=[status("condition-category", "encounter-diagnosis")],
        clinicalStatus=None,
        recordedDate=None,
        encounter=reference("Encounter/visit"),
    ),
    service_start("2026-01-01", "2026-01-05"),
    yes("goal-improved"),
)
"""The rich record, with what is told in yet other ways."""
BY_ID: Mapping[str, Json] = {each["id"]: each for each in EVIDENCE}
KEYS = {
    "Condition": "conditions",
    "Observation": "observations",
    "QuestionnaireResponse": "questionnaireResponses",
    "CarePlan": "carePlans",
    "Goal": "goals",
    "ServiceRequest": "serviceRequests",
    "Encounter": "encounters",
    "Procedure": "procedures",
    "DocumentReference": "documents",
}
"""The prefetch key of each type of resource."""


def sent_under_keys(resources: Iterable[Json]) -> Json:
    """A prefetch with each resource under the key of its type."""
    prefetch: dict[str, Any] = {key: [] for key in KEYS.values()} | {"patient": patient(), "others": []}
    for each in resources:
        if each["resourceType"] == "Patient":
            prefetch["patient"] = each
        else:
            prefetch[KEYS.get(each["resourceType"], "others")].append(each)
    return {key: bundle(*each) if isinstance(each, list) else each for key, each in prefetch.items()}


def facts_of(record: PatientRecord, on: date = ON) -> PatientFacts:
    """The facts of a record at the site of the rich one."""
    return patient_facts(record, mapping_for(SITE), UnderReview("H2017", on))


def whole(record: PatientRecord, on: date = ON) -> dict[str, Fact]:
    """Every fact of a record, and whether the service is in progress."""
    read = facts_of(record, on)
    return {name: read[name] for name in FACTS} | {"service-in-progress": in_progress(read)}


def cited(resources: Iterable[Json]) -> Mapping[str, set[str]]:
    """The facts that are settled, by the resources that they rest on."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name, fact in whole(READ.record(sent_under_keys(resources), SITE)).items():
        if fact.value is not None:
            for evidence in fact.evidence:
                found[evidence.reference].add(name)
    return found


def resting_on(record: Sequence[Json], resource: Json) -> set[str]:
    """The facts that rest on a resource, in the record with it in place of that of its id."""
    others = [each for each in record if each["id"] != resource["id"]]
    return cited([*others, resource])[f"{resource['resourceType']}/{resource['id']}"]
