"""The mapping of a site: each fact with our codes, the site's own, and what a patient's record gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from criteria.policy import Policy
from mappings.codes.site_answers import ALL, SiteAnswers
from mappings.codes.site_codes import LocalCode
from mappings.codes.site_file import SiteFile
from mappings.record.patient_record import PatientRecord
from service.explanation.explanation import Considered, FactAccount, FactState, Verdict
from service.explanation.fact_accounts import FactAccounts
from service.explanation.fact_list import FactUse, facts_of
from service.review.site import Site

_MARKS = {FactState.KNOWN: "met", FactState.OPEN: "open", FactState.UNREAD: "unread"}
MAX_ITEMS = 5
"""Of what was considered for a fact and did not give it: so many are shown."""


class ReadFact(Struct, frozen=True):
    """What a record gave for a fact: `mark` is the class of its state, `used` what gave it."""

    mark: str
    words: str
    used: tuple[Considered, ...]
    aside: tuple[Considered, ...]
    more: int


class MappedFact(Struct, frozen=True):
    """A fact, what is ours, what is the site's as words and codes, and what a record gave for it."""

    use: FactUse
    site: tuple[tuple[str, str], ...]
    read: ReadFact | None


def mapped_facts(
    site: Site, policy: Policy, record: PatientRecord | None, on: date
) -> tuple[MappedFact, ...]:
    """The facts of a policy as a site maps them, and as a record answers them on a day, if there is one."""
    file = site.reviewer.mapping.site
    uses = tuple(facts_of(site, [policy]))
    accounts = _accounts(site, policy, record, on, uses) if record else {}
    read = {name: _read(account) for name, account in accounts.items()}
    return tuple(MappedFact(use, tuple(_of_site(use.name, file)), read.get(use.name)) for use in uses)


def _accounts(
    site: Site, policy: Policy, record: PatientRecord, on: date, uses: tuple[FactUse, ...]
) -> Mapping[str, FactAccount]:
    told = FactAccounts(site.reviewer.judged(policy, record, on).facts)
    return {account.name: account for use in uses for account in told.of(use.name)}


def _of_site(name: str, file: SiteFile) -> Iterator[tuple[str, str]]:
    """What a site's file says of one fact: what it is, and the code or the exact text."""
    for code in file.codes.get(name, ()):
        yield "code", _written(code)
    for form in file.questionnaires:
        for link_id, fact in (form.items or {}).items():
            if fact == name:
                yield "form", f"{form.url}#{link_id}"
    if answers := file.answers.get(name):
        yield from _answers(answers)
    for hint in file.hints.get(name, ()):
        yield "shown beside it", _written(hint)


def answers_for_all(file: SiteFile) -> tuple[tuple[str, str], ...]:
    """What a site's file says of the answers to every fact."""
    said = file.answers.get(ALL)
    return tuple(_answers(said)) if said else ()


def _answers(answers: SiteAnswers) -> Iterator[tuple[str, str]]:
    for answer in SiteAnswers.model_fields:
        for code in getattr(answers, answer):
            yield answer.replace("_", " "), _written(code)


def _written(code: LocalCode) -> str:
    return f"“{code.text}”" if code.text else f"{code.system}|{code.code}"


def _read(account: FactAccount) -> ReadFact:
    used = tuple(each for each in account.considered if each.verdict is Verdict.USED)
    aside = [each for each in account.considered if each.verdict in (Verdict.SET_ASIDE, Verdict.HINT)]
    words = {
        FactState.KNOWN: account.value,
        FactState.OPEN: f"open: {account.reason_code.replace('-', ' ')}",
        FactState.UNREAD: "unread",
    }[account.state]
    shown = tuple(aside[:MAX_ITEMS])
    return ReadFact(_MARKS[account.state], words, used, shown, len(aside) - len(shown))
