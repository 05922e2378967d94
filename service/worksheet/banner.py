"""Who a sheet is about and who signs it, in words."""

from __future__ import annotations

from typing import NamedTuple

from cds_cards.sentences import capitalized
from cds_cards.worksheet_wording import PageWords
from criteria.spans import BirthDate, Span
from mappings.fhir.references import Reference
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import named
from mappings.readers.practitioners import author_of
from service.worksheet.teller import Teller
from service.worksheet.view.page import Patient, Sign
from service.worksheet.worked import Worked

MAX_AGE = 150


def patient_of(worked: Worked, teller: Teller) -> Patient:
    """The patient's banner."""
    banner, words = worked.reading.banner, worked.desk.words.page
    return Patient(
        banner.name,
        _born(worked, teller, words),
        banner.sex,
        banner.record_number,
        worked.desk.signer.name or words.nobody,
    )


def _born(worked: Worked, teller: Teller, words: PageWords) -> str:
    day = teller.day(worked.reading.banner.born)
    birth = worked.stand.judged.facts.birth_date
    age = _age(birth, worked) if birth else None
    return words.born_coarse.format(day=day) if age is None else words.born.format(day=day, age=age)


def _age(birth: BirthDate, worked: Worked) -> int | None:
    """Completed years on the day; None where the birth date is too coarse to tell."""
    if birth.earliest != birth.latest:
        return None
    on = worked.desk.on
    reached = [years for years in range(MAX_AGE) if Span(years, "year").after(birth.latest) <= on]
    return reached[-1] if reached else 0


class Signing(NamedTuple):
    """What saving writes, why it is off, if so, and what is wrong with the confirmation."""

    writes: str = ""
    off: str = ""
    problem: str = ""


def sign_of(worked: Worked, teller: Teller, signing: Signing) -> Sign:
    """The words under which the answers are saved."""
    desk, words = worked.desk, worked.desk.words.page
    name = desk.signer.name or words.nobody
    license_ = _license(worked.stand.judged.facts, desk.signer.reference, teller)
    lines = [words.signature.format(name=name)]
    others = _caregivers_criteria(worked)
    lines += [words.caregiver_signature.format(ids=", ".join(others))] if others else []
    return Sign(
        name,
        desk.today_in_full,
        " ".join(
            filter(None, (license_ and words.license.format(text=capitalized(license_)), signing.writes))
        ),
        (*lines, words.date),
        worked.draft.is_signed,
        signing.problem,
        signing.off,
    )


def _license(facts: PatientFacts, signer: str, teller: Teller) -> str:
    """What is known of the signer's license on the day; nothing where the record does not show them."""
    patient = facts.record.patient
    on = facts.when(facts.on.isoformat())
    if patient is None or on is None or not signer:
        return ""
    author = author_of((named(Reference(reference=signer), patient, facts.record),), on, facts)
    if author is None or author.license is None:
        return ""
    told = teller.wording.brief.licenses[author.license]
    return ", ".join(filter(None, (author.role, told)))


def _caregivers_criteria(worked: Worked) -> list[str]:
    """The criteria in which a related person may answer."""
    return [
        path
        for path, placed in worked.asked.questions.items()
        if any(answerer.startswith("related") for each in placed for answerer in each.entry.item.answered_by)
    ]
