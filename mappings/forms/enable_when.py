"""enableWhen: of whom a group or a question of a form is asked, by the questions of the age and the provider.

An unanswered age enables nothing that is for some ages only; an unanswered kind
of provider enables what is for private ones, since the criterion may apply.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from mappings.forms.bands import AGE, band_coding, bands, is_asked_in
from mappings.forms.form import Form
from mappings.forms.given import Json
from mappings.forms.own_codes import YES_CODING, OwnCodes
from mappings.readers.form_item import Ages, Asked

PROVIDER = "provider-is-private"
"""The linkId of the question whether the provider is a private one."""

_AT_PRIVATE_PROVIDERS: Json = {
    "enableWhen": [
        {"question": PROVIDER, "operator": "exists", "answerBoolean": False},
        {"question": PROVIDER, "operator": "=", "answerCoding": YES_CODING},
    ],
    "enableBehavior": "any",
}


class Enabled(NamedTuple):
    """The conditions of an element, and of whom everything in it is certainly asked."""

    conditions: Json
    within: Asked


class EnableWhen:
    """The conditions of one form."""

    def __init__(self, form: Form, codes: OwnCodes) -> None:
        self._bands, self._codes = bands(form), codes

    def of_group(self, asked: Asked, within: Asked) -> Enabled:
        """The conditions of a group; ages are left to its parts where it is for private providers alone."""
        if asked.at_private_providers_only and not within.at_private_providers_only:
            return Enabled(_AT_PRIVATE_PROVIDERS, replace(within, at_private_providers_only=True))
        return self.of_question(asked, within)

    def of_question(self, asked: Asked, within: Asked) -> Enabled:
        """The conditions of a question; only its ages, since the group around it is for its providers."""
        of = self._of(asked)
        if of == self._of(within):
            return Enabled({}, within)
        conditions = {
            "enableWhen": [
                {"question": AGE, "operator": "=", "answerCoding": band_coding(band, self._codes)}
                for band in of
            ],
            "enableBehavior": "any",
        }
        return Enabled(conditions, replace(within, ages=asked.ages))

    def _of(self, asked: Asked) -> tuple[Ages, ...]:
        return tuple(band for band in self._bands if is_asked_in(band, asked))
