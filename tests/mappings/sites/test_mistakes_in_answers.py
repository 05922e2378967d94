"""A mistake in `answers` of a site's file is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mappings.sites.refused import refusal
from tests.support.fhir import BASE, LOINC


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "answers:\n  least-restrictiv:\n    yes: [{text: Y}]\n",
            "3: answers.least-restrictiv: no fact has this name; the nearest name is 'least-restrictive'",
            id="a misspelt fact",
        ),
        pytest.param(
            "answers:\n  dx-bipolar:\n    yes: [{text: Y}]\n",
            "3: answers.dx-bipolar: this fact is not read from coded answers",
            id="a diagnosis",
        ),
        pytest.param(
            "answers:\n  all:\n    yess: [{text: Y}]\n",
            "4: answers.all.yess: this key is not known here; the nearest name is 'yes'",
            id="a misspelt answer",
        ),
        pytest.param(
            "answers:\n  severity-social:\n    yes: [{text: Y}]\n",
            "4: answers.severity-social.yes: this fact is answered by "
            "cannot_tell, none, mild, moderate, severe, extreme",
            id="a yes to a severity",
        ),
        pytest.param(
            "answers:\n  spmi-present:\n    severe: [{text: Y}]\n",
            "4: answers.spmi-present.severe: this fact is answered by cannot_tell, yes, no",
            id="a severity of what is yes or no",
        ),
        pytest.param(
            "answers:\n  calocus-composite:\n    yes: [{text: Y}]\n",
            "4: answers.calocus-composite.yes: this fact is answered by cannot_tell",
            id="a yes to a score",
        ),
        pytest.param(
            "answers:\n  all:\n    yes: [{text: Y}]\n    no: [{text: Y}]\n",
            "5: answers.all.no.0: this code already says yes",
            id="one word for yes and no",
        ),
        pytest.param(
            "answers:\n  spmi-present:\n    no: [{text: Y}]\n  all:\n    yes: [{text: Y}]\n",
            "4: answers.spmi-present.no.0: this code already says yes",
            id="a word that says something else of all facts",
        ),
        pytest.param(
            "answers:\n  all:\n    cannot_tell: [{text: N}]\n    none: [{text: N}]\n",
            "5: answers.all.none.0: this code already says cannot_tell",
            id="one word for none and for cannot tell",
        ),
        pytest.param(
            "answers:\n  all:\n    yes: [{text: Y}, {text: Y}]\n",
            "4: answers.all.yes.1: this code stands here twice",
            id="a word twice",
        ),
        pytest.param(
            f"answers:\n  all:\n    no: [{{system: '{LOINC}', code: LA33-6}}]\n",
            "4: answers.all.no.0: this code has its meaning already",
            id="LOINC's yes as a no",
        ),
        pytest.param(
            f"answers:\n  all:\n    mild: [{{system: '{BASE}/CodeSystem/domain-severity', code: severe}}]\n",
            "4: answers.all.mild.0: this code has its meaning already",
            id="our own severe as mild",
        ),
        pytest.param(
            "answers:\n  all:\n    mild: [{text: '2'}]\n",
            "4: answers.all.mild.0: what a number means stands under scales",
            id="a number as the word of a severity",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_the_nearest_name(
    tmp_path: Path, text: str, message: str
) -> None:
    assert refusal(tmp_path, text) == [message]
