"""Those whose license decides are asked of the EHR's FHIR server: which of them, how, and what if not.

The server that is asked is not ours; what it is asked shows one of our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.ehr.asking import TOKEN
from tests.service.ehr.clinic import (
    LISTED,
    LPC,
    NURSE,
    RECOMMENDED,
    ROLE,
    SITE,
    STAFF,
    UNLISTED,
    answered_by,
    card,
    evidence_of,
    license_of,
    ordered_by,
)
from tests.support.application import call, cds
from tests.support.bundles import collection, searchset
from tests.support.cards import cards_of, gaps
from tests.support.fhir import (
    Json,
    patient,
    practitioner,
    reference,
    yes,
)
from tests.support.fhir_server import FhirDouble, Reply, answering, hanging
from tests.support.hook_calls import ORDER_SELECT, adult, draft, order_select, prefetched
from tests.support.sekmet import sekmet


@pytest.fixture
def site(tmp_path: Path) -> str:
    """The path of a site's file that lists what an LPHA is, and takes their order for a recommendation."""
    path = tmp_path / "clinic.yaml"
    path.write_text(SITE, encoding="utf-8")
    return str(path)


# --- at a server that is not ours ----------------------------------------------------------------
@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the clinic's staff, and a record in which all was answered in a role."""
    with sekmet(tmp_path_factory.mktemp("sekmet"), TOKEN, (*answered_by(ROLE), *STAFF)) as url:
        yield url


def test_where_all_is_asked_of_the_server_so_is_the_holder_of_the_role(theirs: str, site: str) -> None:
    found = card(theirs, site)
    assert (license_of(RECOMMENDED, found), gaps(found)) == ("listed", {})


@pytest.mark.parametrize(
    ("record", "license_or_reason"),
    [
        pytest.param(answered_by(LISTED), "listed", id="answered by one whose license is listed"),
        pytest.param(answered_by(UNLISTED), "not-an-lpha", id="answered by one whose license is not"),
        pytest.param(ordered_by(LISTED), "listed", id="ordered by one whose license is listed"),
        pytest.param(ordered_by(ROLE), "listed", id="ordered in the role of one"),
        pytest.param(ordered_by(UNLISTED), "not-on-file", id="ordered by one whose license is not"),
    ],
)
def test_where_the_record_was_sent_those_who_decide_are_read(
    theirs: str, site: str, record: tuple[Json, ...], license_or_reason: str
) -> None:
    assert license_of(RECOMMENDED, card(theirs, site, **prefetched(*record))) == license_or_reason


# --- at a server of ours --------------------------------------------------------------------------
@pytest.fixture
def ours() -> Iterator[FhirDouble]:
    """A server with the clinic's staff alone."""
    with FhirDouble(*STAFF) as double:
        double.replies["PractitionerRole"] = answering(searchset(STAFF[-1]))
        yield double


def asked_of(ours: FhirDouble) -> list[str]:
    return sorted(asked.target.removeprefix("/fhir/") for asked in ours.asked)


@pytest.mark.parametrize(
    ("record", "asked"),
    [
        pytest.param(answered_by(LISTED), [LISTED], id="once, whatever they answered"),
        pytest.param(answered_by("Practitioner/listed/_history/3"), [LISTED], id="without the version"),
        pytest.param(
            answered_by(ROLE),
            [LISTED, "PractitionerRole?_id=role&_include=PractitionerRole:practitioner"],
            id="the holder of a role too, where the server sends the role alone",
        ),
        pytest.param((*answered_by(LISTED), *STAFF), [], id="nobody who was sent"),
        pytest.param(answered_by("#inside"), [], id="nobody whom the answer contains"),
        pytest.param(answered_by("Patient/p1"), [], id="nobody else"),
    ],
)
def test_asked_for_is(ours: FhirDouble, site: str, record: tuple[Json, ...], asked: list[str]) -> None:
    card(ours.url, site, **prefetched(*record), staff=collection(*record[len(adult()) :]))
    assert asked_of(ours) == asked


def test_at_most_eight_are_asked_for_those_of_the_newest_answers_first(ours: FhirDouble, site: str) -> None:
    many = [
        yes(
            RECOMMENDED,
            f"2026-02-{day:02}",
            identity=f"answer-{day}",
            performer=[reference(f"Practitioner/of-{day:02}")],
        )
        for day in range(1, 15)
    ]
    card(ours.url, site, **prefetched(patient(), *many))
    assert asked_of(ours) == [f"Practitioner/of-{day:02}" for day in range(7, 15)]


@pytest.mark.parametrize(
    ("people", "license"),
    [
        pytest.param(8, "listed", id="eight, all of whom are read"),
        pytest.param(9, "unread-cut-off", id="nine, of whom the one of the oldest answer is not read"),
    ],
)
def test_a_practitioner_beyond_those_who_are_read_settles_nothing(
    ours: FhirDouble, site: str, people: int, license: str
) -> None:
    names = [f"of-{day:02}" for day in range(1, people + 1)]
    ours.resources += [practitioner(name, LPC if name == "of-01" else NURSE) for name in names]
    answers = [
        yes(RECOMMENDED, f"2026-02-{name[-2:]}", identity=name, performer=[reference(f"Practitioner/{name}")])
        for name in names
    ]
    assert license_of(RECOMMENDED, card(ours.url, site, **prefetched(patient(), *answers))) == license


def test_where_the_site_lists_no_qualifications_nobody_is_asked_for(ours: FhirDouble) -> None:
    card(ours.url, "", **prefetched(*answered_by(LISTED)))
    assert asked_of(ours) == []


@pytest.mark.parametrize(
    ("reply", "problem", "code"),
    [
        pytest.param(answering({}, 403), "the server answered 403", "unread-withheld", id="may not be read"),
        pytest.param(answering({}, 404), "the server answered 404", "unread-failed", id="is not there"),
        pytest.param(hanging, "the server did not answer in time", "unread-late", id="does not come in time"),
        pytest.param(
            answering({"resourceType": "Patient", "id": "listed"}),
            "the server answered with something else",
            "unread-failed",
            id="is somebody else",
        ),
    ],
)
@pytest.mark.parametrize(
    "record",
    [
        pytest.param(answered_by(LISTED), id="who answered"),
        pytest.param(answered_by(ROLE), id="whose role answered"),
        pytest.param(ordered_by(LISTED), id="who ordered"),
    ],
)
def test_what_the_reviewer_settles_is_unread_where_a_license_cannot_be_had_of_one(
    ours: FhirDouble, site: str, record: tuple[Json, ...], reply: Reply, problem: str, code: str
) -> None:
    ours.replies["Practitioner"] = reply
    found = card(ours.url, site, budget_ms=300, **prefetched(*record))
    assert gaps(found)[LISTED] == problem
    assert f"Not sent or not readable: practitioner ({problem})" in found["detail"]
    assert "1 of 7 met, 6 unread" in found["summary"]
    assert license_of(RECOMMENDED, found) == code
    hint = next(each for each in evidence_of(RECOMMENDED, found) if "by" in each)
    assert (hint["value"], hint["by"]["license"]) == ("yes", "unread")


def test_what_everybody_may_settle_stands_without_the_license(ours: FhirDouble, site: str) -> None:
    ours.replies["Practitioner"] = answering({}, 403)
    found = card(ours.url, site, **prefetched(*answered_by(LISTED)))
    assert license_of("expected-benefit", found) == "unread"
    assert "attested Feb 20 by a practitioner, license could not be read: **F**" in found["detail"]


@pytest.mark.parametrize(
    ("specialty", "license_or_reason"),
    [pytest.param(LPC, "listed", id="is listed"), pytest.param(NURSE, "unread-withheld", id="is not")],
)
def test_a_role_that_is_listed_settles_by_itself_and_another_needs_its_holder(
    ours: FhirDouble, site: str, specialty: Json, license_or_reason: str
) -> None:
    ours.replies["Practitioner"] = answering({}, 403)
    role = STAFF[-1] | {"specialty": [{"coding": [specialty]}]}
    found = card(ours.url, site, **prefetched(*answered_by(ROLE)), staff=collection(role))
    assert license_of(RECOMMENDED, found) == license_or_reason


def test_where_no_server_can_be_asked_a_license_counts_as_not_checked(site: str) -> None:
    body = order_select(draft(), prefetch=prefetched(*answered_by(LISTED)))
    (found,) = cards_of(call(ORDER_SELECT, body, site=site))
    assert license_of(RECOMMENDED, found) == "not-checked"
    assert "all 7 criteria documented as met" in found["summary"]


def test_a_prefetch_template_asks_for_no_practitioner(site: str) -> None:
    assert not [query for query in cds(site=site).default_site.searches.values() if "ractitioner" in query]
