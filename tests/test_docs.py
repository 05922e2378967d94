"""Generated and hand-written documents say what the program does."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import CliRunner

from criteria.form import Form
from criteria.leaves import score
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.codes.fact_map import load_fact_map
from mappings.codes.site_file import SiteFile
from mappings.readers.registry import KINDS
from service.checks.policies import prove_policy, read_policy
from service.checks.problem import Problem
from service.cli.main import COMMANDS
from service.hooks.hook import Hook
from service.hooks.registry import HOOKS
from tests.mappings.reading import Reader
from tests.support.fhir import order

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
WRITTEN = sorted(
    [*ROOT.glob("*.md"), *DOCS.glob("**/*.md"), ROOT / "fixtures" / "README.md"],
)
FOLDERS = ("criteria", "mappings", "cds_cards", "service", "tests", "fixtures", "docs", "bench", "deploy")

documents = pytest.mark.parametrize("document", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def quoted(text: str) -> Iterator[str]:
    """What stands in backticks: names, commands and paths, and the lines of a block."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    yield from (line for block in blocks for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def paths_in(text: str) -> Iterator[str]:
    """What is written like a path below one of our folders."""
    for words in quoted(text):
        yield from re.findall(rf"(?<![\w./>-])((?:{'|'.join(FOLDERS)})/[\w./<>*-]*)", words)


def modules_in(text: str) -> Iterator[str]:
    """What is written like a module to be run."""
    for words in quoted(text):
        yield from re.findall(r"python3? -m (\w+(?:\.\w+)*)", words)


def exists(path: str) -> bool:
    """Whether there is such a file or folder; a name in angle brackets stands for any."""
    return any(ROOT.glob(re.sub(r"<[^>]*>", "*", path).rstrip("/")))


def coming() -> list[str]:
    """The paths that the floor plan gives to what is not built yet: those after a plus sign."""
    return re.findall(r"\+ `([^`]+)`", read(DOCS / "architecture.md"))


@pytest.mark.parametrize("key", SiteFile.model_fields)
def test_each_key_of_a_site_file_is_documented(key: str) -> None:
    assert f"`{key}`" in read(DOCS / "add-a-site.md")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_is_documented(command: str) -> None:
    assert any(f"criteria-cards {command}" in read(each) for each in WRITTEN)


def test_each_test_that_stands_beside_a_threat_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", read(DOCS / "security.md")))
    tests = "\n".join(read(path) for path in ROOT.glob("tests/**/test_*.py"))
    assert named
    assert named - set(re.findall(r"^def (test_\w+)\(", tests, re.MULTILINE)) == set()


@pytest.mark.parametrize("code", ReasonCode)
def test_each_reason_for_not_knowing_is_documented(code: ReasonCode) -> None:
    assert f"| `{code}` |" in read(DOCS / "determination.md")


@pytest.mark.parametrize("service", HOOKS)
def test_each_service_is_named_in_the_readme(service: str) -> None:
    assert f"`{service}`" in read(ROOT / "README.md")


def test_each_room_stands_in_the_floor_plan() -> None:
    inits = (init for folder in FOLDERS[:4] for init in (ROOT / folder).glob("**/__init__.py"))
    rooms = [f"{init.parent.relative_to(ROOT).as_posix()}/" for init in inits]
    plan = read(DOCS / "architecture.md")
    assert [room for room in rooms if f"`{room}`" not in plan] == []


def test_what_is_still_coming_is_not_there_yet() -> None:
    assert coming()
    assert [path for path in coming() if exists(path)] == []


def test_what_each_recipe_declares_works() -> None:
    blocks = re.findall(
        r"^ *```python\n(.*?)^ *```$", read(ROOT / "CONTRIBUTING.md"), re.MULTILINE | re.DOTALL
    )
    hook, fact, hint, form, command = (declared(dedent(block)) for block in blocks)
    assert isinstance(hook["ENCOUNTER_START"], Hook)
    assert issubclass(form["ScoreIs"], Form)
    spec = fact["ACTIVE_ORDER"].spec(title="Ordered", supplied_by="somebody", reader="active-order")
    active, revoked = (Reader()(order(status=status)) for status in ("active", "revoked"))
    assert fact["ACTIVE_ORDER"].read("ordered", spec, active).value is Truth.MET
    assert fact["ACTIVE_ORDER"].read("ordered", spec, revoked).value is None
    kind = hint["REVOKED_ORDER"].spec(reader="revoked-order")
    assert [each.value for each in hint["REVOKED_ORDER"].read(kind, revoked)] == ["revoked"]
    said = CliRunner().invoke(command["command"], ["--code", "H0024"]).output
    assert said.startswith("H0024  va-medicaid-h0024-peer-support  ")


def declared(code: str) -> dict[str, Any]:
    """What a module of this text declares; a form is written among the others."""
    names = dict(vars(score))
    exec(code, names)
    return names


def test_the_policy_that_is_shown_loads_and_passes_what_policies_are_held_to(tmp_path: Path) -> None:
    folder = tmp_path / "ex-medicaid-h0031"
    _, _, whole = read(DOCS / "add-a-policy.md").partition("## A whole one")
    folder.mkdir()
    blocks = re.findall(r"^```\w+\n(.*?)^```$", whole, re.MULTILINE | re.DOTALL)
    for name, text in zip(("source.txt", "policy.yaml", "cases.yaml"), blocks, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    fact_map = load_fact_map(KINDS)
    mistakes: list[Problem] = []
    written = read_policy(folder, fact_map.vocabulary, mistakes)
    assert written
    assert prove_policy(written, fact_map, mistakes)
    assert mistakes == []


@documents
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]*)(#[^)]*)?\)", read(document))
    missing = [
        f"{target}{anchor}"
        for target, anchor in links
        if "://" not in target and not leads_somewhere(document, target, anchor)
    ]
    assert missing == []


def leads_somewhere(document: Path, target: str, anchor: str) -> bool:
    path = document.parent / target if target else document
    return path.exists() and (not anchor or anchor[1:] in anchors(path))


def anchors(document: Path) -> list[str]:
    headings = re.findall(r"^#+ (.*)$", read(document), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]


@documents
def test_each_path_that_a_document_names_exists(document: Path) -> None:
    named = set(paths_in(read(document))) - set(coming())
    assert sorted(path for path in named if not exists(path)) == []


@documents
def test_each_module_that_a_document_runs_exists(document: Path) -> None:
    assert [name for name in modules_in(read(document)) if find_spec(name) is None] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see `service/hooks/registry.py`", ["service/hooks/registry.py"]),
        ("run `pytest -n 0 tests/criteria tests/test_docs.py`", ["tests/criteria", "tests/test_docs.py"]),
        ("```\ncriteria-cards replay fixtures/a.json\n```", ["fixtures/a.json"]),
        ("a copy of `criteria/policies/<id>/policy.yaml`", ["criteria/policies/<id>/policy.yaml"]),
        ("GET `/cds-services`, `https://x.example/service/a`, `sqlite:////tests/x`, `<data>/service/x`", []),
        ("in prose, service/hooks/registry.py is not looked at", []),
    ],
    ids=[
        "a module",
        "several in a command",
        "in a block",
        "with a placeholder",
        "what is no path of ours",
        "unquoted",
    ],
)
def test_a_path_is_told_from_other_words(text: str, found: list[str]) -> None:
    assert list(paths_in(text)) == found


def test_a_path_that_is_gone_is_noticed() -> None:
    assert not exists("service/cli.py")
    assert not exists("criteria/policies/<id>/logic.yaml")
    assert exists("criteria/policies/<id>/policy.yaml")
    assert exists("tests/criteria/")
