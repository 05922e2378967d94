"""`server_aliases` of a site's file: one FHIR server under several base URLs, as behind a gateway."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mappings.reading import Reader, said
from tests.mappings.record.places import ELSEWHERE, diagnosed
from tests.mappings.sites.refused import refusal
from tests.support.bundles import bundle
from tests.support.fhir import CLINICIAN, PATIENT, SERVER, Json, patient, reference, yes

INSIDE = "http://fhir-internal.ehr.example:8080/r4"
SITE = f'server_aliases: ["{INSIDE}"]'
NO_BASE_URL = (
    "2: server_aliases.0: expected a base URL alone such as 'https://fhir.internal.example/r4', "
    "without a user, query or fragment"
)
OF_ANOTHER_SERVER = "this is of a patient of another server and was left out"


def at(base: str, resource: Json) -> Json:
    return {"fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}", "resource": resource}


@pytest.mark.parametrize(
    ("site", "subject", "is_own"),
    [
        pytest.param(SITE, f"{INSIDE}/Patient/{PATIENT}", True, id="under the alias"),
        pytest.param(SITE, f"{INSIDE}/Patient/{PATIENT}/_history/2", True, id="with a version"),
        pytest.param(SITE, f"{SERVER}/Patient/{PATIENT}", True, id="under the server's own name"),
        pytest.param(SITE, f"{ELSEWHERE}/Patient/{PATIENT}", False, id="under a name that is not listed"),
        pytest.param("", f"{INSIDE}/Patient/{PATIENT}", False, id="where the file lists none"),
    ],
)
def test_a_subject_under_another_name_of_the_server_is_the_patient(
    facts: Reader, site: str, subject: str, is_own: bool
) -> None:
    sent = {"patient": patient(), "all": bundle(diagnosed(subject=reference(subject)))}
    record = facts.record(sent, site, server=SERVER)
    assert [problem for _, problem in said(record.gaps)] == ([] if is_own else [OF_ANOTHER_SERVER])
    assert ("major-depression" in record.diagnoses) is is_own


def test_another_id_under_an_alias_is_another_patient(facts: Reader) -> None:
    of_another = diagnosed(subject=reference(f"{INSIDE}/Patient/p2"))
    record = facts.record({"patient": patient(), "all": bundle(of_another)}, SITE, server=SERVER)
    assert [problem for _, problem in said(record.gaps)] == ["this is of another patient and was left out"]


@pytest.mark.parametrize("server", [SERVER, ""], ids=["the request names the server", "it names none"])
def test_entries_under_an_alias_are_of_the_patients_server(facts: Reader, server: str) -> None:
    entries = [at(INSIDE, diagnosed()), at(ELSEWHERE, diagnosed(identity="c2"))]
    record = facts.record({"patient": patient(), "all": bundle(entry=entries)}, SITE, server=server)
    assert said(record.gaps) == [("Condition/c2", OF_ANOTHER_SERVER)]
    assert "major-depression" in record.diagnoses


def test_an_alias_that_nobody_uses_leaves_the_only_server_there_is(facts: Reader) -> None:
    entries = [at(ELSEWHERE, diagnosed())]
    record = facts.record({"patient": patient(), "all": bundle(entry=entries)}, SITE)
    assert said(record.gaps) == []
    assert "major-depression" in record.diagnoses


def test_the_patient_sent_under_both_names_is_one(facts: Reader) -> None:
    entries = [at(SERVER, patient()), at(INSIDE, patient()), at(SERVER, diagnosed())]
    record = facts.record({"all": bundle(entry=entries)}, SITE, server=SERVER)
    assert said(record.gaps) == []
    assert record.patient is not None


def test_what_an_alias_refers_to_is_found(facts: Reader) -> None:
    by = {"resourceType": "Practitioner", "id": "lpha", "name": [{"text": "R. Levy"}]}
    said_yes = yes("least-restrictive", by=f"{INSIDE}/{CLINICIAN}")
    (proof,) = facts(said_yes, by, site=SITE)["least-restrictive"].evidence
    assert proof.by is not None
    assert (proof.by.reference, proof.by.name) == (CLINICIAN, "R. Levy")


@pytest.mark.parametrize(
    "url",
    [
        "fhir-internal.ehr.example",
        "ftp://ehr.example/r4",
        "https://ehr.example/r4?x=1",
        "https://ehr.example?x=/r4",
    ],
)
def test_what_is_no_base_url_is_refused(tmp_path: Path, url: str) -> None:
    (message,) = refusal(tmp_path, f'server_aliases: ["{url}"]\n')
    assert message == f"{NO_BASE_URL}, got '{url}'"


@pytest.mark.parametrize("url", ["https://user:word@ehr.example/r4", "https://word@ehr.example"])
def test_an_alias_with_a_password_is_refused_and_not_told(tmp_path: Path, url: str) -> None:
    assert refusal(tmp_path, f'server_aliases: ["{url}"]\n') == [NO_BASE_URL]
