"""patient-view 1.0: the record that was opened."""

from __future__ import annotations

from service.hooks.hook import Hook
from service.hooks.request import Context
from service.review.question import Question
from service.review.site import Site


class PatientViewContext(Context, gc=False, kw_only=True):
    """The context of patient-view."""

    encounterId: str | None = None


def _question(_: PatientViewContext, site: Site) -> Question:
    """Continued stay and discharge of whichever service the patient receives."""
    services = {policy.service.code: () for policy in site.reviewer.policies}
    return Question(services, in_progress_only=True)


PATIENT_VIEW = Hook(
    hook="patient-view",
    id="criteria-patient-view",
    title="Continued-stay and discharge criteria of a behavioral health service in progress",
    description=(
        "Shows where a patient who receives {services} stands against the policy's continued-stay "
        "criteria and discharge triggers. Silent for everybody else."
    ),
    context=PatientViewContext,
    question=_question,
    example=lambda _: {},
    schema={"$ref": "#/components/schemas/Context"},
)
