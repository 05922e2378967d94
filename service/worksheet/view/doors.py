"""The pages before a worksheet: choosing whose it is, and what is said where none can be opened."""

from __future__ import annotations

from msgspec import Struct

from service.worksheet.view.notices import Notice
from service.worksheet.view.parts import Action, Link, Said
from service.worksheet.view.questions import Choices, Field


class ChooserForm(Struct, frozen=True):
    """One way to choose a patient, posted on its own with what goes unseen (name and value)."""

    heading: str
    button: str
    hidden: tuple[tuple[str, str], ...] = ()
    choices: Choices | None = None
    fields: tuple[Field, ...] = ()
    note: str = ""


class ChooserView(Struct, frozen=True):
    """A worksheet without SMART: for which policy, and of whom.

    `policies` are links to this page with a policy and phase chosen; `forms` are posted to
    `post_to`, and there are none until a policy is chosen.
    """

    title: str
    heading: str
    lede: str
    post_to: str
    policies: tuple[Link, ...] = ()
    forms: tuple[ChooserForm, ...] = ()
    notices: tuple[Notice, ...] = ()


class ProblemView(Struct, frozen=True):
    """No worksheet can be shown: what happened, what is safe, what to do; `request` finds it in the logs."""

    title: str
    heading: str
    lines: tuple[Said, ...]
    actions: tuple[Action, ...] = ()
    request: str = ""
