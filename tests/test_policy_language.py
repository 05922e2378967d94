"""docs/policy-language.md names every key and every form, and each condition that it shows is one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from criteria.check.cases import Case, CaseTable
from criteria.check.excuses import Excuse
from criteria.criterion import Criterion
from criteria.expressions import FORMS
from criteria.form import Form
from criteria.node import Node, nodes
from criteria.policy import CriteriaPart, EndOfService, Policy, Population, RuleSet, Service, Source
from criteria.strict_model import Strict
from criteria.words import Words

TEXT = (Path(__file__).parents[1] / "docs" / "policy-language.md").read_text(encoding="utf-8")
FORMS_SECTION = TEXT.partition("## The forms of a condition")[2].partition("## Spans")[0]
CONDITION: TypeAdapter[Form] = TypeAdapter(Node)

MODELS: tuple[type[Strict], ...] = (
    *(Policy, Service, Source, CriteriaPart, Words, RuleSet, Population, EndOfService, Criterion),
    *(CaseTable, Case, Excuse),
)
KEYS = sorted({field.alias or name for model in MODELS for name, field in model.model_fields.items()})


def conditions() -> list[str]:
    """What stands as code in the second column of the tables of forms, ellipses filled."""
    rows = [line.split(" | ")[1] for line in FORMS_SECTION.splitlines() if line.count(" | ") == 1]
    shown = [code for row in rows for code in re.findall(r"`([^`]+)`", row)]
    written = [code.replace("[...]", "[{fact: a}, {fact: b}, {fact: c}]") for code in shown if ": " in code]
    return [code if code.startswith("{") else f"{{{code}}}" for code in written]


def validated(written: str) -> Form | None:
    """The condition; None for what is only a key of one, as the text beside it says."""
    value = yaml.safe_load(written)
    is_form = any(form.key in value for form in FORMS) and "id" not in value
    return CONDITION.validate_python(value) if is_form else None


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_named(key: str) -> None:
    assert f"`{key}`" in TEXT or f"`{key}:" in TEXT or f"{key}: " in TEXT


@pytest.mark.parametrize("written", conditions())
def test_every_condition_that_is_shown_can_stand_in_a_policy(written: str) -> None:
    keys = set(yaml.safe_load(written))
    assert validated(written) is not None or keys <= {
        "at_most",
        "bridging",
        "served_by",
        "excludes",
        "entries",
    }


def test_every_form_is_shown() -> None:
    shown = [form for written in conditions() if (form := validated(written))]
    kinds = {type(each) for form in shown for each in nodes(form)}
    assert kinds == set(FORMS) - {Criterion}
