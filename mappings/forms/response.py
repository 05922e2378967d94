"""The answers of a form as a FHIR R4 QuestionnaireResponse, and with it everything that signing writes.

Only what was answered stands in it, in the groups of its Questionnaire. The signer is its author; where all
answers are one other person's, that person is its source, else each of them says itself whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable

from mappings.forms.answer_values import answered
from mappings.forms.bands import ABOUT, AGE, band_coding, band_of
from mappings.forms.form import FormGroup
from mappings.forms.given import SIGNER, By, Given, Json, Submission
from mappings.forms.identity import response_identifier
from mappings.forms.observations import observations_of
from mappings.forms.own_codes import OwnCodes
from mappings.forms.questionnaire_items import texts_of
from mappings.forms.who import answered_by, contained, signed_by
from mappings.readers.form_item import FormItem

_AUTHOR = "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-author"


def resources_of(signed: Submission) -> tuple[Json, ...]:
    """Everything that signing writes: the response, then the Observations of its answers.

    Raises:
        ValueError: as `response_of` and `observations_of` do.
    """
    return response_of(signed), *observations_of(signed)


def response_of(signed: Submission) -> Json:
    """The response.

    Raises:
        ValueError: when a fact is answered twice or not asked for, or an item does not take its answer.
    """
    return _Writing(signed).response()


class _Writing:
    """Writes one response; `left` are the answers that still have no place in it."""

    def __init__(self, signed: Submission) -> None:
        self._signed, self._codes = signed, OwnCodes(signed.base, {})
        self._left = {each.fact: each for each in signed.given}
        self._source = _only(each.by for each in signed.given)
        if len(self._left) < len(signed.given):
            raise ValueError("a fact is answered twice in one form")

    def response(self) -> Json:
        signed, form, source = self._signed, self._signed.form, self._source
        others = contained(signed, *(each.by for each in signed.given))
        items = [
            {"linkId": path.rule_set, "item": below}
            for path in form.paths
            if signed.rule_set in ("", path.rule_set) and (below := self._groups(path.groups))
        ]
        if self._left:
            raise ValueError(f"{form.id} does not ask for {', '.join(self._left)}")
        return {
            "resourceType": "QuestionnaireResponse",
            **({"contained": others} if others else {}),
            "identifier": response_identifier(signed),
            "questionnaire": f"{signed.base}/Questionnaire/{form.id}|{form.version}",
            "status": "completed",
            "subject": {"reference": f"Patient/{signed.patient}"},
            **({"encounter": {"reference": f"Encounter/{signed.encounter}"}} if signed.encounter else {}),
            "authored": signed.instant,
            "author": signed_by(signed),
            **({"source": answered_by(signed, source)} if source not in (None, SIGNER) else {}),
            "item": [*self._about(), *items],
        }

    def _about(self) -> list[Json]:
        """The age of the person, on which it depends which questions the form asks."""
        born, on = self._signed.born, self._signed.authored.date()
        band = band_of(self._signed.form, born, on) if born else None
        if band is None:
            return []
        age = {"linkId": AGE, "answer": [{"valueCoding": band_coding(band, self._codes)}]}
        return [{"linkId": ABOUT, "item": [age]}]

    def _groups(self, groups: Iterable[FormGroup]) -> list[Json]:
        """The groups in which something was answered."""
        written = []
        for group in groups:
            items = [each for item in group.items for each in self._items(item)]
            if below := [*items, *self._groups(group.groups)]:
                written.append({"linkId": group.link_id, "item": below})
        return written

    def _items(self, item: FormItem) -> list[Json]:
        given = self._left.pop(item.fact, None)
        if given is None:
            return []
        texts, whose = texts_of(item), self._whose(given)
        return [
            {**whose, "linkId": link_id, "text": texts[link_id], "answer": [answer]}
            for link_id, answer in answered(given, item, self._codes)
        ]

    def _whose(self, given: Given) -> Json:
        """Whose the answers of an item are, where they are neither the signer's nor everybody's.

        FHIR allows the extension on items and not on their answers.
        """
        if given.by in (SIGNER, self._source):
            return {}
        author = {"url": _AUTHOR, "valueReference": answered_by(self._signed, given.by)}
        return {"extension": [author]}


def _only(people: Iterable[By]) -> By | None:
    """The one person who answered everything; None where several did."""
    each = set(people)
    return each.pop() if len(each) == 1 else None
