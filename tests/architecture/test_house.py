"""The house rules that a reader relies on, held by the source itself; and each shown to bite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.rooms import EVERYTHING, MAX_LINES, PRODUCT
from tests.architecture.source import Modules, modules

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def everything() -> Modules:
    return modules(ROOT, EVERYTHING)


@pytest.fixture(scope="module")
def product(everything: Modules) -> Modules:
    return {name: module for name, module in everything.items() if name.partition(".")[0] in PRODUCT}


def test_every_module_has_its_room(everything: Modules) -> None:
    assert rules.without_a_room(everything) == []


def test_rooms_import_downward_only(everything: Modules) -> None:
    assert rules.upward(everything) == []


def test_no_imports_go_round_in_a_circle(everything: Modules) -> None:
    assert rules.circles(everything) == []


def test_no_room_knows_what_its_walls_keep_out(everything: Modules) -> None:
    assert rules.walls_broken(everything) == []


def test_which_day_it_is_is_asked_in_one_place(product: Modules) -> None:
    assert rules.days_asked_for(product) == []


def test_modules_stay_small(everything: Modules) -> None:
    assert rules.too_long(everything) == []


def test_the_limit_is_the_one_that_contributors_are_told() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert re.findall(r"at most (\d+) lines", told) == [str(MAX_LINES)]


def test_every_module_says_what_it_is_for(everything: Modules) -> None:
    assert rules.silent(everything) == []


def test_the_id_of_a_case_stands_alone(everything: Modules) -> None:
    assert rules.leaning_ids(everything) == []


def test_no_test_goes_by_the_clock(everything: Modules) -> None:
    assert rules.timed(everything) == []


CLOCK_WAYS = {
    "a method of an imported class": "from datetime import date\nON = date.today()",
    "another name for the class": "from datetime import datetime as dt\nON = dt.utcnow().date()",
    "another name for the module": "import datetime as d\nON = d.date.today()",
    "the method handed on and not called": "from datetime import date\nclock = date.today",
    "a time zone of the site": "from datetime import datetime\ndef on(zone):\n    return datetime.now(zone)",
    "the day of a moment": "from datetime import UTC, datetime\nON = datetime.now(UTC).date()",
    "seconds made a day": "import time\nfrom datetime import date\nON = date.fromtimestamp(time.time())",
    "the seconds of this machine as a day": "import time\nON = time.strftime('%Y-%m-%d')",
}


def made_up(tmp_path: Path, name: str, source: str) -> Modules:
    """A tree with that one module beside two that everybody may know."""
    for module, text in (("service.web.app", ""), ("cds_cards.card", ""), (name, source)):
        path = tmp_path.joinpath(*module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'"""Made up."""\n{text}', encoding="utf-8")
    return modules(tmp_path, EVERYTHING)


@pytest.mark.parametrize("source", CLOCK_WAYS.values(), ids=list(CLOCK_WAYS))
def test_every_way_to_ask_which_day_it_is_is_found(tmp_path: Path, source: str) -> None:
    assert rules.days_asked_for(made_up(tmp_path, "service.population.engine", source)) != []
    assert rules.days_asked_for(made_up(tmp_path / "clock", "service.clock", source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import UTC, datetime\nAT = datetime.now(UTC).isoformat()",
        "from datetime import UTC, datetime\nAT = datetime.fromtimestamp(0, UTC)",
        "from service.clock import today\nON = today(None)",
        "import time\nBEGUN = time.monotonic()",
    ],
    ids=["a moment in UTC", "a moment of a record", "the day that one was told", "a duration"],
)
def test_a_moment_or_a_duration_is_no_day(tmp_path: Path, source: str) -> None:
    assert rules.days_asked_for(made_up(tmp_path, "service.population.engine", source)) == []


WALLS = {
    "Flask in a sub-folder of the criteria": ("criteria.check.deep.page", "import flask"),
    "HTTP inside a function": ("criteria.evaluate", "def f():\n    import requests"),
    "a clock in the criteria": ("criteria.check.cases", "import time"),
    "the clock of the service in a card": ("cds_cards.text", "from service.clock import today"),
    "FHIR in the criteria": ("criteria.facts", "from fhir.resources import R4B"),
    "a mapping in a card": ("cds_cards.text", "from mappings.fhir import dates"),
    "a whole FHIR model in a reader": ("mappings.readers.score", "import fhir.resources.R4B"),
    "a card in a mapping": ("mappings.readers.score", "from cds_cards.card import Card"),
    "a socket in a review": ("service.review.reviewer", "from socket import create_connection"),
    "a database for type checking in a review": (
        "service.review.reviewer",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sqlalchemy.engine import Engine",
    ),
    "a file opened in a review": ("service.review.reviewer", "TEXT = open('/etc/hosts').read()"),
    "a path in a review": ("service.review.reviewer", "from pathlib import Path"),
    "a path in a reader": ("mappings.readers.score", "import os.path"),
    "Flask below the web": ("service.audit.shipper", "from flask import g"),
    "Flask in the hooks": ("service.hooks.answer", "import flask.ctx"),
    "a module imported by its text": ("criteria.load", "import importlib\nimportlib.import_module('x')"),
}


@pytest.mark.parametrize(("name", "source"), WALLS.values(), ids=list(WALLS))
def test_every_wall_bites(tmp_path: Path, name: str, source: str) -> None:
    assert rules.walls_broken(made_up(tmp_path, name, source)) != []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("service.review.rule_files", "from pathlib import Path"),
        ("service.web.console.pages", "import flask"),
        ("service.server.worker", "from flask import Flask"),
        ("mappings.record.validate_evidence", "def f():\n    from fhir.resources.R4B import bundle"),
        ("mappings.fhir.dates", "from datetime import time"),
    ],
    ids=[
        "the files of the rules are read at start",
        "Flask in the web",
        "Flask where the process starts it",
        "FHIR models where cited evidence is validated",
        "a time of day is no clock",
    ],
)
def test_a_door_in_a_wall_is_open(tmp_path: Path, name: str, source: str) -> None:
    assert rules.walls_broken(made_up(tmp_path, name, source)) == []


UPWARD = {
    "a hook that knows the web": ("service.hooks.answer", "from service.web.app import create_app"),
    "a module of the room above, as an attribute": ("service.hooks.answer", "from service.web import app"),
    "relatively": ("service.hooks.answer", "from ..web import app"),
    "inside a function": ("service.audit.events", "def f():\n    import service.web.app"),
    "from a sub-folder": ("criteria.check.deep.page", "from cds_cards.card import Card"),
    "into the tests": ("service.web.app", "from tests.made_up import x"),
}


@pytest.mark.parametrize(("name", "source"), UPWARD.values(), ids=list(UPWARD))
def test_an_import_that_leads_up_is_found(tmp_path: Path, name: str, source: str) -> None:
    made_up(tmp_path, "tests.made_up", "")
    assert rules.upward(made_up(tmp_path, name, source)) != []


def test_rooms_on_one_floor_know_nothing_of_each_other(tmp_path: Path) -> None:
    made_up(tmp_path, "service.review.reviewer", "")
    tree = made_up(tmp_path, "service.ehr.fhir_client", "from service.review.reviewer import Reviewer")
    assert rules.upward(tree) == [
        "service.ehr.fhir_client imports service.review.reviewer, which is not below it"
    ]


def test_an_import_that_leads_down_is_right(tmp_path: Path) -> None:
    assert rules.upward(made_up(tmp_path, "service.cli.main", "from service.web import app")) == []


def test_a_circle_within_a_room_is_found_through_types_and_functions(tmp_path: Path) -> None:
    made_up(tmp_path, "service.web.state", "def f():\n    from service.web.pages import x")
    tree = made_up(
        tmp_path,
        "service.web.pages",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from service.web import state",
    )
    (circle,) = rules.circles(tree)
    assert "service.web.state is imported by service.web.pages" in circle


def test_a_room_that_is_not_on_the_plan_is_found(tmp_path: Path) -> None:
    tree = made_up(tmp_path, "service.attic.box", "")
    assert rules.without_a_room(tree) == ["service.attic.box stands on no floor"]


def test_a_line_more_than_the_limit_is_found(tmp_path: Path) -> None:
    assert rules.too_long(made_up(tmp_path, "criteria.a", "x = 1\n" * (MAX_LINES - 1))) == []
    assert rules.too_long(made_up(tmp_path, "criteria.b", "x = 1\n" * MAX_LINES)) == [
        f"criteria.b has {MAX_LINES + 1} lines"
    ]


def test_a_silent_module_is_found(tmp_path: Path) -> None:
    (tmp_path / "criteria").mkdir()
    (tmp_path / "criteria" / "quiet.py").write_text("x = 1\n", encoding="utf-8")
    assert rules.silent(modules(tmp_path, EVERYTHING)) == ["criteria.quiet has no docstring"]


@pytest.mark.parametrize("name", ["monotonic", "sleep"])
def test_a_test_that_goes_by_the_clock_is_found(tmp_path: Path, name: str) -> None:
    tree = made_up(tmp_path, "tests.service.web.test_app", f"from time import {name}\n{name}()")
    assert rules.timed(tree) == [f"tests.service.web.test_app goes by time.{name}"]


def test_an_id_that_leans_on_another_case_is_found(tmp_path: Path) -> None:
    cases = 'import pytest\nCASES = [pytest.param(1, id="so does F32"), pytest.param(2, id="F33 holds more")]'
    assert rules.leaning_ids(made_up(tmp_path, "tests.made_up", cases)) == [
        "tests.made_up: 'so does F32' leans on another case"
    ]
