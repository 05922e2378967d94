"""A form as a FHIR R4 Questionnaire, for form clients that know Structured Data Capture or DTR, or neither.

Its only logic is enableWhen, on the age and the kind of provider; FHIRPath fills
in the age, and the newest Observations of within an answer's window the rest. No
Library, no CQL. docs/forms.md says what each part is for.
"""

from __future__ import annotations

from mappings.forms import extensions
from mappings.forms.bands import ABOUT, AGE, age_expression, band_coding, bands, is_asked_in
from mappings.forms.enable_when import PROVIDER, EnableWhen
from mappings.forms.form import Form, FormGroup, FormPath
from mappings.forms.given import Json
from mappings.forms.own_codes import NO_CODING, YES_CODING, OwnCodes
from mappings.forms.questionnaire_items import items_of, options
from mappings.forms.templates import templates_of
from mappings.readers.form_item import Asked, FormItem, ItemKind

_SECONDS_PER_ENTRY = 5
"""DTR's rule of thumb for a yes or no, or a short list."""
_COMPLETION_TIMES = ((60, "under-1min"), (180, "under-3min"), (300, "under-5min"))
_LONGER = "over-5min"
_INTRODUCTION = (
    "Answer what you can say. Every question of a criterion also takes “I cannot tell”, and one that is left "
    "out stays open. The words in quotation marks are the policy's own."
)


def questionnaire_of(form: Form, codes: OwnCodes) -> Json:
    """The Questionnaire of a form."""
    return _Writing(form, codes).questionnaire()


def url_of(form: Form, codes: OwnCodes) -> str:
    """The canonical URL of a form's Questionnaire, without a version."""
    return f"{codes.base}/Questionnaire/{form.id}"


class _Writing:
    """Writes one form."""

    def __init__(self, form: Form, codes: OwnCodes) -> None:
        self._form, self._codes = form, codes
        self._bands = bands(form)
        self._enable_when = EnableWhen(form, codes)

    def questionnaire(self) -> Json:
        form, codes = self._form, self._codes
        templates = templates_of(form, codes)
        profiles = [*extensions.PROFILES, *([extensions.TEMPLATE_PROFILE] if templates else [])]
        return {
            "resourceType": "Questionnaire",
            "id": form.id,
            "meta": {"profile": profiles},
            **({"contained": templates} if templates else {}),
            "extension": self._extensions(),
            "url": url_of(form, codes),
            "version": form.version,
            "name": "".join(part.capitalize() for part in form.id.split("-")),
            "title": form.title,
            "status": "active",
            "subjectType": ["Patient"],
            "publisher": "Criteria Cards",
            "description": "What is asked of people so that the criteria of the policy can be evaluated. "
            "Made from the policy; the payer did not publish it.",
            "item": [self._about(), *map(self._path, form.paths)],
        }

    def _extensions(self) -> list[Json]:
        takes = self._completion_time()
        return [
            extensions.SEMVER,
            extensions.completion_time(clinical=takes, total=takes),
            extensions.FOR_CLINICIANS,
            extensions.FOR_SEVERAL_ORDERS,
            extensions.ANY_ORDER,
            extensions.PATIENT_IN_CONTEXT,
            extensions.SURVEY_CATEGORY,
        ]

    def _completion_time(self) -> str:
        """How long those take of whom most is asked."""
        items = self._form.items
        entries = [sum(_entries(i) for i in items if is_asked_in(band, i.asked)) for band in self._bands]
        seconds = (max(entries) + len(self._about_questions())) * _SECONDS_PER_ENTRY
        return next((code for limit, code in _COMPLETION_TIMES if seconds < limit), _LONGER)

    def _about(self) -> Json:
        introduction = {"linkId": f"{ABOUT}.introduction", "text": _INTRODUCTION, "type": "display"}
        items = [introduction, *self._about_questions()]
        return {"linkId": ABOUT, "text": "About this form", "type": "group", "item": items}

    def _about_questions(self) -> list[Json]:
        """The questions that tell which others are for a person."""
        asked = []
        if len(self._bands) > 1:
            codings = [band_coding(band, self._codes) for band in self._bands]
            filled_in = extensions.initially(age_expression(self._form))
            asked.append(_about_question(AGE, "How old is the person today?", codings, filled_in))
        if any(item.asked.at_private_providers_only for item in self._form.items):
            codings = [YES_CODING, NO_CODING]
            asked.append(_about_question(PROVIDER, "Is the provider a private one?", codings))
        return asked

    def _path(self, path: FormPath) -> Json:
        enabled = self._enable_when.of_group(path.asked, Asked())
        titles = {item.fact: item.title for item in path.items}
        return {
            "linkId": path.rule_set,
            "text": f"{path.population}. {_quoted(path.text)}",
            "type": "group",
            **enabled.conditions,
            "item": [self._group(group, enabled.within, titles) for group in path.groups],
        }

    def _group(self, group: FormGroup, within: Asked, titles: dict[str, str]) -> Json:
        enabled = self._enable_when.of_group(group.asked, within)
        items = [each for item in group.items for each in self._items(item, enabled.within)]
        below = [self._group(each, enabled.within, titles) for each in group.groups]
        return {
            "linkId": group.link_id,
            "prefix": group.id,
            "text": f"{group.title}. {_quoted(group.text)}",
            "type": "group",
            **enabled.conditions,
            "item": [*_notes(group, titles), *items, *below],
        }

    def _items(self, item: FormItem, within: Asked) -> list[Json]:
        return items_of(item, self._enable_when.of_question(item.asked, within).conditions, self._codes)


def _about_question(link_id: str, text: str, codings: list[Json], *filled_in: Json) -> Json:
    return {
        "extension": [extensions.shown_as("radio-button"), *filled_in],
        "linkId": link_id,
        "text": text,
        "type": "choice",
        "answerOption": options(codings),
    }


def _notes(group: FormGroup, titles: dict[str, str]) -> list[Json]:
    """What a group says besides its questions: what is read from the record; where it has none, why."""
    said = []
    if group.diagnoses:
        said.append(f"Read from the record: {'; '.join(group.diagnoses)}.")
    elif not group.items and not group.groups:
        elsewhere = [titles[fact] for fact in group.asked_elsewhere if fact in titles]
        said.append(f"Asked elsewhere in this form: {'; '.join(elsewhere)}." if elsewhere else "Not asked.")
    return [{"linkId": f"{group.link_id}.note", "text": text, "type": "display"} for text in said]


def _entries(item: FormItem) -> int:
    """How many answers a question takes to answer."""
    return 2 if item.kind is ItemKind.SCORE else 1


def _quoted(words: str) -> str:
    return f"“{words}”"
