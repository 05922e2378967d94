"""Runs of the bench: each position, each token and each trouble goes through the service's own front door."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from criteria.strict_yaml import FileError
from service.audit.audit_log import AuditLog
from service.audit.tables import evaluations, feedback
from service.console.bench.comparison import Compared, Ran, compared
from service.console.bench.recipe import BenchRecipe
from service.samples import fhir
from service.settings import Settings
from service.simulator.recipe import Position, Recipe, TokenKind, Trouble
from service.web.app import create_app
from service.web.console.bench_door import Bench
from service.web.console.bench_feedback import send_feedback
from service.web.console.bench_runs import BenchRun, NoSuchHook, run_of
from tests.support.pages.bridge import OURS

CALL = f"{OURS}/cds-services/criteria-order-select"
SITE = """\
site: edited
codes:
  family-agrees:
    - {system: "https://ehr.example/codes", code: FAMILY}
"""


@pytest.fixture(scope="module")
def bench(app: Flask) -> Bench:
    found: Bench = app.extensions["bench"]
    return found


def ordered(**changes: object) -> BenchRecipe:
    """An order for the child of whom no CALOCUS and no word of the family are on file."""
    return BenchRecipe(Recipe(**{"patient": "child-admission", "order": "H2017", **changes}))  # type: ignore[arg-type]


def states(run: BenchRun) -> str:
    """The first letter of each criterion's state, in their order: met, not, open, half, unread."""
    assert run.explanation
    return "".join(each.state[0] for each in run.explanation.determinations[0].criteria)


@pytest.mark.parametrize(
    ("position", "expected", "words"),
    [
        (Position.SENT, "mmmmmommo", "sent, 21 entries"),
        (Position.NULL, "mmmmmommo", "null"),
        (Position.LEFT_OUT, "mmmmmummu", "left out"),
        (Position.ERROR, "uuuuuuuuu", "OperationOutcome"),
        (Position.FIRST_PAGE, "uuuuuuuuu", "first page, 21 entries"),
    ],
)
def test_a_prefetch_key_reaches_the_service_in_its_position(
    position: Position, expected: str, words: str, bench: Bench
) -> None:
    whole = run_of(bench, ordered(), is_asked=False)
    run = run_of(bench, ordered(positions={"observations": position}), is_asked=False)
    assert (run.run.status, states(run)) == (200, expected)
    told = {each.name: each.b.text for each in beside(whole, run).differences}
    assert told.get("Prefetch observations", "sent, 21 entries") == words


@pytest.mark.parametrize(
    ("kind", "title", "said"),
    [
        (TokenKind.NONE, "401: no token came", []),
        (TokenKind.UNSIGNED, "401: the token is not signed as registered", []),
        (
            TokenKind.WRONG_AUDIENCE,
            "401: the token is for another service",
            [("aud sent", f"{OURS}/cds-services"), ("aud expected", CALL)],
        ),
        (TokenKind.EXPIRED, "401: the token has expired", []),
        (TokenKind.UNKNOWN_KEY, "401: the token is signed by another key", []),
    ],
)
def test_a_wrong_token_is_refused_by_the_service_itself_with_the_reason_in_words(
    kind: TokenKind, title: str, said: list[tuple[str, str]], bench: Bench
) -> None:
    run = run_of(bench, ordered(token=kind))
    assert (run.run.status, run.explanation, run.run.cards) == (401, None, [])
    refusal = run.run.refusal
    assert refusal
    assert refusal.title == title
    assert [(each.name, each.value) for each in refusal.said if each.name != "check"] == said
    assert refusal.do


@pytest.mark.parametrize(
    ("trouble", "expected", "problem"),
    [
        (Trouble.NOT_NAMED, "mmmmmummu", ""),
        (Trouble.ANSWERS, "mmmmmommo", ""),
        (Trouble.SLOW, "uuuuuuuuu", "the server did not answer in time"),
        (Trouble.UNAUTHORIZED, "uuuuuuuuu", "the server answered 401"),
        (Trouble.FAILS, "uuuuuuuuu", "the server answered 500"),
        (Trouble.HALF_A_PAGE, "uuuuuuuuu", "the server could not be reached"),
    ],
)
def test_a_fhir_server_in_trouble_makes_criteria_unread_and_none_not_met(
    trouble: Trouble, expected: str, problem: str, bench: Bench
) -> None:
    left_out = {"observations": Position.LEFT_OUT}
    run = run_of(bench, ordered(trouble=trouble, positions=left_out), is_asked=False)
    assert (run.run.status, states(run)) == (200, expected)
    assert run.explanation
    (search,) = (each for each in run.explanation.searches if each.key == "observations")
    assert search.problem == problem
    assert bool(run.run.asked) == (trouble not in (Trouble.NOT_NAMED, Trouble.SLOW))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"family-agrees": "yes"}, "mmmmmmmmo"),
        ({"family-agrees": "no"}, "mmmmmnmmo"),
        ({"calocus-composite": "16"}, "mmmmmommn"),
        ({"calocus-composite": "17"}, "mmmmmommm"),
        ({"lpha-recommends": "not-on-file"}, "mmmmmomoo"),
    ],
    ids=lambda each: str(each),
)
def test_an_answer_that_is_edited_stands_in_place_of_the_one_on_file(
    facts: dict[str, str], expected: str, bench: Bench
) -> None:
    run = run_of(bench, BenchRecipe(ordered().recipe, facts), is_asked=False)
    assert sorted(states(run)) == sorted(expected)


def test_what_single_answers_decide_is_found_by_trying_them(bench: Bench) -> None:
    (found,) = run_of(bench, ordered()).decisive
    assert found.strong == "F and I decide."
    decide = {(trial.fact, one.value): one.decides for trial in found.trials for one in trial.tries}
    assert decide == {
        ("family-agrees", "yes"): False,
        ("family-agrees", "no"): True,
        ("calocus-composite", "17"): False,
        ("calocus-composite", "16"): True,
    }


def test_the_bars_of_a_call_follow_one_another_and_make_up_the_whole(bench: Bench) -> None:
    time = run_of(bench, ordered(), is_asked=False).waterfall
    assert time
    ends = [each.end_ms for each in time.bars]
    assert [each.start_ms for each in time.bars] == pytest.approx([0, *ends[:-1]])
    assert ends[-1] == pytest.approx(time.ms)
    assert sum(each.width for each in time.bars) == pytest.approx(100)


def test_two_runs_differ_in_what_was_changed_between_them(bench: Bench) -> None:
    found = beside(
        run_of(bench, ordered()), run_of(bench, BenchRecipe(ordered().recipe, {"family-agrees": "no"}))
    )
    told = {(each.kind, each.name): (each.a.mark, each.b.mark) for each in found.differences}
    assert told["criterion", "PRS child admission: F"] == ("open", "not")
    assert {kind for kind, _ in told} == {"prefetch", "criterion", "card", "time"}
    assert any(each.sign == "+" and "Not met (1)" in each.text for each in found.lines)
    assert [each.kind for each in found.details] == ["fact"]


def test_the_same_run_is_read_by_an_edited_site_file_of_which_nothing_is_kept(bench: Bench) -> None:
    local = fhir.resource(
        "Observation",
        "local",
        "child-admission",
        status="final",
        category=[fhir.status("observation-category", "survey")],
        code=fhir.concept(fhir.coding("https://ehr.example/codes", "FAMILY")),
        effectiveDateTime="2026-02-20",
        performer=[fhir.reference("Practitioner/lpha")],
        valueBoolean=False,
    )
    child = bench.shipped(date(2026, 3, 1))["child-admission"].resources
    recipe = ordered(on="2026-03-01", resources=(*child, local)).recipe
    read = [run_of(bench, BenchRecipe(recipe, site_file=text), is_asked=False) for text in ("", SITE)]
    assert [states(each)[5] for each in read] == ["o", "n"]


def test_a_wrong_site_file_is_refused_with_its_line(bench: Bench) -> None:
    with pytest.raises(FileError) as refused:
        run_of(bench, BenchRecipe(ordered().recipe, site_file=SITE.replace("family-agrees", "family-agree")))
    (mistake,) = refused.value.mistakes
    assert (mistake.line, "'family-agrees'" in mistake.problem) == (3, True)


def test_without_the_patient_the_call_is_refused_with_what_to_send(bench: Bench) -> None:
    run = run_of(bench, ordered(positions={"patient": Position.LEFT_OUT}))
    assert run.run.refusal
    assert run.run.refusal.title == "412: the Patient is needed"
    assert [(each.name, each.value) for each in run.run.refusal.said] == [("field", "prefetch.patient")]


def test_a_hook_that_nobody_answers_is_said_to_be_none(bench: Bench) -> None:
    with pytest.raises(NoSuchHook, match="no service here answers the hook appointment-book"):
        run_of(bench, BenchRecipe(Recipe(hook="appointment-book")))


def test_a_pasted_request_is_sent_as_it_is(bench: Bench) -> None:
    run = run_of(bench, BenchRecipe(Recipe(request={"hook": "patient-view", "context": {}})))
    assert run.run.status == 400
    assert run.run.refusal
    assert run.run.refusal.title == "400: Object missing required field `hookInstance`"


def test_calls_and_feedback_are_on_record_under_the_benchs_own_name_alone(tmp_path: Path) -> None:
    settings = Settings(
        public_url=OURS, require_token=False, console="open", site="example-private", data=tmp_path
    )
    audit = AuditLog(settings.database, tmp_path / "spool", settings.spool_bytes)
    app = create_app(settings, audit)
    bench: Bench = app.extensions["bench"]
    run = run_of(bench, ordered())
    card = run.run.cards[0]
    typed = {"card": card["uuid"], "path": run.path, "reason": "", "comment": "as we discussed"}
    said, _ = send_feedback(bench, run.bench, "overridden", typed)
    audit.shipper.ship()
    with audit.engine.connect() as connection:
        clients = connection.execute(select(evaluations.c.client)).scalars().all()
        given = connection.execute(select(feedback.c.client, feedback.c.card, feedback.c.comment)).all()
    assert said == "Overridden: sent to /cds-services/criteria-order-select/feedback, 200"
    assert clients == ["request-bench"]
    assert [tuple(each) for each in given] == [("request-bench", card["uuid"], "as we discussed")]
    assert "criteria_cards_outcomes_total{" not in app.test_client().get("/metrics").text


def beside(a: BenchRun, b: BenchRun) -> Compared:
    return compared(Ran("a", a.run, a.explanation), Ran("b", b.run, b.explanation))
