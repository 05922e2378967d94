"""A policy's own words for people and papers, and our texts that leave room for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from criteria.strict_model import Strict


def _plain(text: str) -> str:
    if not text or "{" in text or "}" in text:
        raise ValueError("expected words without braces")
    return text


Word = Annotated[str, AfterValidator(_plain)]


def _with_an_article(text: str) -> str:
    article, _, noun = text.partition(" ")
    if article not in ("a", "an") or not noun.strip():
        raise ValueError(f"begin with 'a' or 'an', as in 'an LPHA', got {text!r}")
    return text


class Words(Strict):
    """What a policy calls those whom our texts speak of, as its source has it.

    A word that the source lacks is left out; the texts then use a plain one.
    """

    reviewer: Annotated[Word, AfterValidator(_with_an_article)] = "a clinician"
    """Who reviews a card that has everything documented, with the article: "an LPHA"."""
    person: Word = "person"
    """Whom the service is for: "beneficiary"."""
    plan: Word = "plan"
    """The plan of care: "IPOC"."""

    @cached_property
    def own(self) -> Mapping[str, str]:
        """The words that the policy states, as its source has them: without an article."""
        return {name: self.fields[name] for name in self.model_fields_set}

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """What stands for `{reviewer}`, `{a_reviewer}`, `{person}` and `{plan}` in a text."""
        _, _, reviewer = self.reviewer.partition(" ")
        return {
            "reviewer": reviewer,
            "a_reviewer": self.reviewer,
            "person": self.person,
            "plan": self.plan,
        }


PLAIN_WORDS = Words()
"""The words of texts that stand beside no policy."""


def with_fields(*fields: str) -> AfterValidator:
    """Refuses a text with a field in braces that nothing fills in."""

    def check(text: str) -> str:
        unknown = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        problems = [f"the field {{{name}}} is not known here" for name in unknown if name not in fields]
        if problems:
            raise ValueError(f"{problems[0]}; known are {', '.join(fields)}")
        return text

    return AfterValidator(check)


Worded = Annotated[str, Field(min_length=1), with_fields(*PLAIN_WORDS.fields)]
"""A text that may hold the fields of a policy's words."""
