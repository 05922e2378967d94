"""A worksheet's session is its own browser's, tells nothing to who has the database, and ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select, text
from sqlalchemy.engine import Engine

from service.audit.tables import worksheets
from service.smart.seals import SealBroken
from service.smart.session import Session
from service.smart.sessions import SESSION_SECONDS, NoSession, Sessions
from tests.service.smart.moments import KEY, Moments

CHART = "https://ehr.example Practitioner/dr1 browser-1"
ANNA = Session(
    kind="smart",
    client="north",
    site="example-private",
    fhir_base="https://ehr.example/r4",
    patient="anna-17",
    encounter="enc-1",
    user="Practitioner/dr1",
    user_name="Dr. Rosa Lindt",
    scopes=("patient/Observation.rs",),
    access_token="access-token-of-anna",
    refresh_token="refresh-token-of-anna",
    token_expires=1_800_000_300.0,
    policy="sc-h2017",
    phase="admission",
    evaluation="2c5b8f0e-0000-4000-8000-000000000001",
)
BENO = replace(ANNA, patient="beno-18", access_token="access-token-of-beno")


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(worksheets)).scalar_one()


def test_what_was_begun_is_opened_with_its_secret(sessions: Sessions) -> None:
    begun = sessions.begin(ANNA)
    assert sessions.opened(begun.launch, begun.secret) == begun
    assert replace(begun, launch="", secret="") == ANNA


@dataclass(frozen=True)
class Try:
    """What somebody sends to open the session of somebody else."""

    launch: Callable[[Session, Session], str]
    secret: Callable[[Session, Session], str]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(Try(lambda own, other: other.launch, lambda own, other: own.secret), id="own secret"),
        pytest.param(Try(lambda own, other: other.launch, lambda own, other: ""), id="no secret"),
        pytest.param(Try(lambda own, other: "", lambda own, other: other.secret), id="no launch"),
        pytest.param(Try(lambda own, other: own.launch, lambda own, other: other.secret), id="own launch"),
        pytest.param(Try(lambda own, other: other.launch, lambda own, other: "\ud800"), id="no text at all"),
        pytest.param(Try(lambda own, other: other.launch, lambda own, other: "s" * 65), id="a long secret"),
    ],
)
def test_the_session_of_another_browser_is_not_opened_with(sessions: Sessions, sent: Try) -> None:
    own, other = sessions.begin(ANNA), sessions.begin(BENO)
    with pytest.raises(NoSession):
        sessions.opened(sent.launch(own, other), sent.secret(own, other))


def test_launch_ids_and_secrets_are_long_and_never_the_same(sessions: Sessions) -> None:
    begun = [sessions.begin(ANNA) for _ in range(20)]
    assert len({each.launch for each in begun} | {each.secret for each in begun}) == 40
    assert {len(each.launch) for each in begun} == {43}


def test_who_reads_the_database_learns_nothing(sessions: Sessions, engine: Engine) -> None:
    begun = sessions.begin(ANNA, CHART)
    sessions.keep_draft(begun, b"the unsaved answer")
    with engine.connect() as connection:
        row = connection.execute(select(worksheets)).one()
    kept = b" ".join(each if isinstance(each, bytes) else str(each).encode() for each in row)
    told = ["anna-17", "Practitioner/dr1", "Lindt", "access-token", "refresh-token", "unsaved", "ehr.example"]
    assert [each for each in (*told, begun.secret) if each.encode() in kept] == []


@pytest.mark.parametrize("column", ["session", "draft"])
def test_a_row_that_was_changed_is_not_read(sessions: Sessions, engine: Engine, column: str) -> None:
    anna, beno = sessions.begin(ANNA), sessions.begin(BENO)
    for each in (anna, beno):
        sessions.keep_draft(each, b"answers")
    with engine.begin() as connection:
        of_beno = f"(SELECT {column} FROM worksheets WHERE launch = :beno)"
        swap = text(f"UPDATE worksheets SET {column} = {of_beno} WHERE launch = :anna")
        connection.execute(swap, {"anna": anna.launch, "beno": beno.launch})
    with pytest.raises((NoSession, SealBroken)):
        sessions.draft(sessions.opened(anna.launch, anna.secret))


def test_with_another_key_of_the_operator_a_session_has_ended(sessions: Sessions, engine: Engine) -> None:
    begun = sessions.begin(ANNA)
    with pytest.raises(NoSession):
        Sessions(engine, KEY[::-1]).opened(begun.launch, begun.secret)


def test_another_machine_with_the_same_key_opens_it(
    sessions: Sessions, engine: Engine, moments: Moments
) -> None:
    begun = sessions.begin(ANNA)
    assert Sessions(engine, KEY, moments).opened(begun.launch, begun.secret) == begun


@pytest.mark.parametrize(
    ("seconds", "is_open"),
    [
        pytest.param(SESSION_SECONDS - 1, True, id="before its end"),
        pytest.param(SESSION_SECONDS, False, id="at its end"),
    ],
)
def test_a_session_ends(sessions: Sessions, moments: Moments, seconds: float, is_open: bool) -> None:
    begun = sessions.begin(ANNA)
    moments.now += seconds
    if is_open:
        assert sessions.opened(begun.launch, begun.secret) == begun
    else:
        with pytest.raises(NoSession):
            sessions.opened(begun.launch, begun.secret)


def test_what_has_ended_is_forgotten(sessions: Sessions, engine: Engine, moments: Moments) -> None:
    sessions.begin(ANNA)
    moments.now += SESSION_SECONDS
    sessions.begin(BENO)
    assert rows(engine) == 1


def test_after_signing_out_nothing_is_left(sessions: Sessions, engine: Engine) -> None:
    begun = sessions.begin(ANNA)
    sessions.end(begun)
    assert rows(engine) == 0
    with pytest.raises(NoSession):
        sessions.keep_draft(begun, b"late")
    with pytest.raises(NoSession):
        sessions.renew(begun)


def test_a_draft_is_kept_until_it_is_forgotten(sessions: Sessions) -> None:
    begun = sessions.begin(ANNA)
    assert sessions.draft(begun) == b""
    sessions.keep_draft(begun, b"yes")
    assert sessions.draft(begun) == b"yes"
    sessions.keep_draft(begun, b"")
    assert sessions.draft(begun) == b""


def test_new_tokens_change_neither_draft_nor_standing(sessions: Sessions) -> None:
    anna = sessions.begin(ANNA, CHART)
    sessions.keep_draft(anna, b"yes")
    sessions.begin(BENO, CHART)
    sessions.renew(replace(anna, access_token="the next one"))
    found = sessions.opened(anna.launch, anna.secret)
    assert (found.access_token, found.standing) == ("the next one", "superseded")
    assert sessions.draft(found) == b"yes"


@pytest.mark.parametrize(
    ("first", "second", "may_save"),
    [
        pytest.param((ANNA, CHART), (BENO, CHART), False, id="another patient's chart in its place"),
        pytest.param((ANNA, CHART), (ANNA, CHART), True, id="the same patient's chart in its place"),
        pytest.param((ANNA, CHART), (BENO, f"{CHART}2"), True, id="another patient's chart in another place"),
        pytest.param((ANNA, ""), (BENO, ""), True, id="another patient, and no place of one chart"),
        pytest.param((ANNA, ""), (BENO, CHART), True, id="a chart, while it stands for itself"),
    ],
)
def test_an_older_worksheet_is_saved_or_not_once_the_ehr_shows(
    sessions: Sessions, first: tuple[Session, str], second: tuple[Session, str], may_save: bool
) -> None:
    older, newer = sessions.begin(*first), sessions.begin(*second)
    assert sessions.opened(older.launch, older.secret).may_save is may_save
    assert sessions.opened(newer.launch, newer.secret).may_save


def test_a_superseded_worksheet_is_taken_up_and_the_other_rests(sessions: Sessions) -> None:
    anna, beno = sessions.begin(ANNA, CHART), sessions.begin(BENO, CHART)
    sessions.take_up(sessions.opened(anna.launch, anna.secret))
    standings = [sessions.opened(each.launch, each.secret).standing for each in (anna, beno)]
    assert standings == ["current", "superseded"]


def test_a_worksheet_whose_token_is_another_patients_is_never_taken_up(sessions: Sessions) -> None:
    anna = sessions.begin(ANNA, CHART)
    changed = sessions.patient_changed(anna)
    assert not changed.may_save
    with pytest.raises(NoSession):
        sessions.take_up(changed)
    sessions.begin(BENO, CHART)
    assert sessions.opened(anna.launch, anna.secret).standing == "patient-changed"


def test_what_is_sealed_for_one_session_opens_for_no_other(sessions: Sessions) -> None:
    anna, beno = sessions.begin(ANNA), sessions.begin(BENO)
    sealed = sessions.seal(anna).close(b"her record", "record")
    assert sessions.seal(anna).open(sealed, "record") == b"her record"
    with pytest.raises(SealBroken):
        sessions.seal(beno).open(sealed, "record")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda sealed: sealed[:-1], id="cut off"),
        pytest.param(lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), id="with one bit changed"),
        pytest.param(lambda sealed: b"", id="gone"),
        pytest.param(lambda sealed: sealed[:5], id="almost gone"),
    ],
)
def test_a_seal_is_broken_where_it_is(sessions: Sessions, changed: Callable[[bytes], bytes]) -> None:
    seal = sessions.seal(sessions.begin(ANNA))
    with pytest.raises(SealBroken):
        seal.open(changed(seal.close(b"her record", "record")), "record")


def test_a_seal_is_for_one_purpose(sessions: Sessions) -> None:
    seal = sessions.seal(sessions.begin(ANNA))
    with pytest.raises(SealBroken):
        seal.open(seal.close(b"her record", "record"), "draft")


def test_a_form_is_the_worksheets_own_by_its_token_alone(sessions: Sessions) -> None:
    anna, beno = sessions.begin(ANNA), sessions.begin(BENO)
    assert anna.is_own_form(anna.csrf_token)
    strange = (beno.csrf_token, "", anna.secret, anna.launch, "ä")
    assert [each for each in strange if anna.is_own_form(each)] == []
