"""Which forms a request is about, and what there is to say where it is about none (DTR 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from criteria.determination import Determination
from criteria.phases import ADMISSION
from criteria.policy import Policy
from criteria.truth import Truth
from mappings.forms.form import Form
from mappings.forms.given import Json
from mappings.record.patient_record import PatientRecord
from service.errors import Unprocessable
from service.review.judged import Judged
from service.review.question import Question
from service.review.reviewer import Reviewer

FormOfCard = Callable[[str], tuple[str, str] | None]
"""The policy and the phase of a card that this client was shown, by its uuid."""


class Issue(Struct, frozen=True):
    """Something to say beside the packages, by FHIR's codes for severity and kind."""

    severity: str
    code: str
    text: str

    @property
    def body(self) -> Json:
        """The issue of an OperationOutcome."""
        return {"severity": self.severity, "code": self.code, "diagnostics": self.text}


class Wanted(Struct, frozen=True):
    """The forms to send, each once, and what else there is to say."""

    forms: tuple[Form, ...]
    issues: tuple[Issue, ...]


class Judging:
    """What the criteria of each policy come to by the record, as far as that was read; each judged once."""

    def __init__(self, reviewer: Reviewer, record: PatientRecord | None, on: date) -> None:
        self._reviewer, self._record, self._on = reviewer, record, on
        self._judged: dict[str, Judged] = {}

    def judged(self, policy: str) -> Judged | None:
        """The facts and the determinations of a policy, by its id; None without a record."""
        if self._record is None:
            return None
        if policy not in self._judged:
            (found,) = [each for each in self._reviewer.policies if each.id == policy]
            self._judged[policy] = self._reviewer.judged(found, self._record, self._on)
        return self._judged[policy]

    def determination(self, policy: str, phase: str = "") -> Determination | None:
        """That of a phase, by its id; left out, of the phase that the patient is in."""
        judged = self.judged(policy)
        found = judged.determinations if judged else ()
        return next((each for each in found if phase in ("", each.phase.id)), None)


class Wants:
    """Finds the forms that one request is about."""

    def __init__(self, forms: Sequence[Form], base: str, judging: Judging) -> None:
        self._by_canonical = {f"{base}/Questionnaire/{form.id}": form for form in forms}
        self._by_phase = {(form.policy, form.phase): form for form in forms}
        self._judging = judging

    def named(self, canonicals: Iterable[str]) -> Wanted:
        """The forms of some canonicals; one that there is not costs itself alone."""
        found: list[Form] = []
        issues: list[Issue] = []
        for canonical in canonicals:
            url, _, version = canonical.partition("|")
            form = self._by_canonical.get(url)
            if form and version in ("", form.version):
                found.append(form)
            else:
                known = f"; its version here is {form.version}" if form else ""
                issues.append(Issue("warning", "not-found", f"there is no such form as was named{known}"))
        return Wanted(tuple(found), tuple(issues))

    def of_card(self, context: str, form_of_card: FormOfCard) -> Wanted:
        """The form of a card, unless its criteria have been met since.

        Raises:
            Unprocessable: when no such card was shown to this client.
        """
        shown = form_of_card(context)
        form = self._by_phase.get(shown) if shown else None
        if form is None:
            raise Unprocessable(
                "no card of this uuid was shown here", "Parameters.parameter.where(name='context')"
            )
        return self._unless_met(form)

    def ordered(self, policies: Iterable[Policy], question: Question) -> Wanted:
        """The forms of the services among the orders, in the phase that the record shows."""
        found = [self._of_policy(each) for each in policies if each.service.code in question.services]
        issues = [] if found else [Issue("information", "not-found", "no form is asked for these orders")]
        return together(Wanted((), tuple(issues)), *found)

    def _of_policy(self, policy: Policy) -> Wanted:
        determination = self._judging.determination(policy.id)
        phase = determination.phase if determination else ADMISSION
        return self._unless_met(self._by_phase[policy.id, phase.id])

    def _unless_met(self, form: Form) -> Wanted:
        determination = self._judging.determination(form.policy, form.phase)
        if determination is None or _asks_something(determination):
            return Wanted((form,), ())
        is_met = determination.outcome is Truth.MET
        why = "the record settles what the criteria need" if is_met else "they are for other people"
        text = f"{form.title}: {why}; no form has to be filled in"
        return Wanted((), (Issue("information", "informational", text),))


def _asks_something(determination: Determination) -> bool:
    """Whether answers can still matter: neither is all met, nor is the patient of no population."""
    is_outside = determination.rule_set is not None and not determination.criteria
    return determination.outcome is not Truth.MET and not is_outside


def together(*wanted: Wanted) -> Wanted:
    """All of them, each form once."""
    forms: Mapping[str, Form] = {form.id: form for each in wanted for form in each.forms}
    return Wanted(tuple(forms.values()), tuple(issue for each in wanted for issue in each.issues))
