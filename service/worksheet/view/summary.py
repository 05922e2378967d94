"""The summary for a payer's packet: what stands on file for each criterion, and what was answered."""

from __future__ import annotations

from msgspec import Struct

from service.worksheet.view.comparison import Comparison
from service.worksheet.view.criterion import CriterionView
from service.worksheet.view.page import Patient, Posted
from service.worksheet.view.parts import Action, Link, Tile


class SummaryWords(Struct, frozen=True):
    """The fixed words of a summary, the same on the page and in the PDF."""

    title: str = "Summary of criteria"
    unsaved: str = "Answers that are not saved yet are not in this summary."
    columns: tuple[str, ...] = ("What", "Says", "On", "By", "Counts until")
    record: str = "In the record"
    left: str = "Left to the clinician:"
    reading: str = "How it is read:"
    rests_on: str = "Criteria that it rests on:"
    born: str = "Born"
    sex: str = "Sex"
    record_number: str = "Record no."
    reviewed: str = "Reviewed by"
    signature: str = "Signature"
    day: str = "Date"
    limits: str = (
        "This summary shows, for each criterion of the policy that is named here, what the record holds and "
        "what clinicians answered. It is decision support, for review by a licensed clinician, and no "
        "decision of the payer."
    )
    redisclosure: str = "Notice on redisclosure (42 CFR 2.32)"
    redisclosure_text: str = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."


class SummaryView(Struct, frozen=True):
    """A summary; criteria stand in the order of the policy. `prepared` says when, for whom, from what."""

    heading: str
    patient: Patient
    tally: str
    strip: tuple[Tile, ...]
    policy: Link
    source: str
    prepared: str
    criteria: tuple[CriterionView, ...]
    comparisons: tuple[Comparison, ...] = ()
    notes: tuple[str, ...] = ()
    has_substance_use: bool = False
    actions: tuple[Action, ...] = ()
    posted: Posted | None = None
    words: SummaryWords = SummaryWords()
