"""The answers of a form as FHIR R4 Observations, each by whoever gave it and derived from the response.

A score carries the day on which it was administered, every other answer the moment at which it was given. A
correction is the Observation on file again, amended: it keeps its id and its version, and names the forms
that it was derived from before, so that it wins over what these say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mappings.codes.code_systems import CRITERIA_INPUT
from mappings.forms import extensions
from mappings.forms.answer_values import observed
from mappings.forms.given import SIGNER, Given, Json, Submission
from mappings.forms.identity import answer_identifier, full_url_of, response_identifier
from mappings.forms.own_codes import OwnCodes
from mappings.forms.who import answered_by, contained
from mappings.readers.form_item import FormItem, ItemKind

_OBSERVATION, _FORM = "Observation/", "QuestionnaireResponse/"
_WHO = ("contained", "performer")
"""Elements that say who answered."""


def observations_of(signed: Submission) -> tuple[Json, ...]:
    """The Observations of the answers, in their order.

    Raises:
        ValueError: when the form does not ask for a fact or does not take an answer, or when an answer
            amends an Observation that is not among those on file.
    """
    return tuple(_observation(signed, given) for given in signed.given)


def can_be_corrected(resource: Json, fact: str, base: str) -> bool:
    """Whether an answer of one's own is corrected where it stands on file.

    A form stays as it was signed, and a new Observation names it. An Observation is amended if it holds that
    answer and nothing else, under our own code; an order, a panel or a flowsheet row of the site is not ours
    to write over, and a newer answer stands beside it.
    """
    if resource.get("resourceType") == "QuestionnaireResponse":
        return True
    if (
        resource.get("resourceType") != "Observation"
        or resource.get("component")
        or resource.get("hasMember")
    ):
        return False
    system = OwnCodes(base, {}).system(CRITERIA_INPUT)
    codings = (resource.get("code") or {}).get("coding") or ()
    return any(each.get("system") == system and each.get("code") == fact for each in codings)


def _observation(signed: Submission, given: Given) -> Json:
    item, codes = _item(signed, given), OwnCodes(signed.base, {})
    others = contained(signed, given.by)
    made: Json = {
        "resourceType": "Observation",
        **({"contained": others} if others else {}),
        "identifier": [answer_identifier(signed, given)],
        "status": "final",
        "category": [extensions.SURVEY],
        "code": {"coding": [{"system": codes.system(CRITERIA_INPUT), "code": item.fact}], "text": item.title},
        "subject": {"reference": f"Patient/{signed.patient}"},
        **({"encounter": {"reference": f"Encounter/{signed.encounter}"}} if signed.encounter else {}),
        "effectiveDateTime": given.on.isoformat() if given.on else signed.instant,
        "issued": signed.instant,
        "performer": [answered_by(signed, given.by)],
        **observed(given, item, codes),
        "derivedFrom": _references(_sources(signed, given)),
    }
    if given.amends.startswith(_OBSERVATION):
        before = _on_file(signed, given.amends)
        if item.kind is ItemKind.SEVERITY and before.get("effectiveDateTime"):
            made["effectiveDateTime"] = before["effectiveDateTime"]  # what is compared with it stays in order
        return _amended(_of_whom(made, given, before), before)
    return made


def _item(signed: Submission, given: Given) -> FormItem:
    if item := signed.form.item(given.fact):
        return item
    raise ValueError(f"{signed.form.id} does not ask for {given.fact}")


def _sources(signed: Submission, given: Given) -> Iterator[str]:
    """What an answer derives from: its form, the form that it corrects, and what it knowingly contradicts."""
    yield full_url_of(response_identifier(signed))
    if given.amends.startswith(_FORM):
        yield given.amends
    yield from given.supersedes


def _references(sources: Iterable[str]) -> list[Json]:
    return [{"reference": each} for each in dict.fromkeys(sources)]


def _on_file(signed: Submission, reference: str) -> Json:
    if found := signed.on_file.get(reference):
        return found
    raise ValueError(f"{reference}, which is to be amended, was not read")


def _of_whom(made: Json, given: Given, on_file: Json) -> Json:
    """A correction of what was recorded for somebody else is still theirs, as the one on file names them."""
    if given.by == SIGNER:
        return made
    said = {name: value for name, value in made.items() if name not in _WHO}
    return {**said, **{name: on_file[name] for name in _WHO if on_file.get(name)}}


def _amended(made: Json, on_file: Json) -> Json:
    """A new answer in the place of the one on file; it is still derived from the forms that that one was.

    Whose answer that one superseded is not kept: they may have spoken since, and who knows it says so anew.
    """
    known = [each["reference"] for each in made["derivedFrom"]]
    before = [
        each
        for each in on_file.get("derivedFrom") or ()
        if _FORM in each.get("reference", "") and each["reference"] not in known
    ]
    kept = {name: on_file[name] for name in ("id", "meta") if on_file.get(name)}
    return {
        "resourceType": made["resourceType"],
        **kept,
        **made,
        "status": "amended",
        "derivedFrom": [*made["derivedFrom"], *before],
    }
