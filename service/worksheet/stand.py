"""Where the criteria stand by one record, and where answers that are not saved would bring them.

There is one engine and one reading: answers become what saving would write, stand beside the
record's own resources, and both are judged as the next hook will judge them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct

from criteria.determination import Determination
from criteria.findings import Finding
from mappings.forms.form import Form
from mappings.forms.given import Given, Json, Submission
from mappings.forms.response import resources_of
from mappings.readers.deceased import is_deceased
from mappings.record.pared import Pared, put_together
from service.ehr.write_answers import Write
from service.review.judged import Judged
from service.worksheet.desk import Desk


class Stand(Struct, frozen=True):
    """What the criteria come to: the determination that the sheet is of, and all that was judged."""

    determination: Determination
    judged: Judged

    @property
    def criteria(self) -> tuple[Finding, ...]:
        """The criteria of the rule set."""
        return self.determination.criteria

    def of(self, path: str) -> Finding | None:
        """One of them, by its id."""
        return next((each for each in self.criteria if each.id == path), None)

    @property
    def others(self) -> tuple[Determination, ...]:
        """What else was determined, such as the discharge beside a continued stay."""
        return tuple(each for each in self.judged.determinations if each is not self.determination)


class Deceased(Exception):
    """The patient has died: nothing is asked."""


def stand_of(desk: Desk, record: Pared) -> Stand:
    """Where the criteria stand by a record.

    Raises:
        Deceased: when the patient has died.
    """
    return _stand(desk, record, {})


def stand_with(desk: Desk, record: Pared, stand: Stand, given: Sequence[Given], draft: str) -> Stand:
    """Where answers beside a record would bring the criteria, which stand so without them."""
    if not given or stand.determination.rule_set is None:
        return stand
    return _stand(desk, record, beside(desk, record, stand, given, draft))


def form_of(desk: Desk, stand: Stand) -> Form:
    """The form of the rule set that a stand is of."""
    found = stand.determination
    form = desk.parts.forms[found.phase.id]
    return form.only(found.rule_set.id) if found.rule_set else form


def submission(
    desk: Desk, stand: Stand, given: Sequence[Given], draft: str, amended: Mapping[str, Json]
) -> Submission:
    """The answers as they are signed now; `amended` are the resources that they correct."""
    found = stand.determination
    return Submission(
        desk.parts.forms[found.phase.id],
        desk.parts.base,
        desk.patient_id,
        desk.encounter,
        desk.signer,
        tuple(given),
        desk.now,
        draft,
        amended,
        found.rule_set.id if found.rule_set else "",
        stand.judged.facts.birth_date,
    )


def beside(desk: Desk, record: Pared, stand: Stand, given: Sequence[Given], draft: str) -> dict[str, Json]:
    """What saving would write, by fullUrl."""
    amended = on_file(record, {each.amends for each in given if each.amends})
    signed = submission(desk, stand, given, draft, amended)
    return {Write(each).full_url: each for each in resources_of(signed)}


def on_file(record: Pared, references: Collection[str]) -> dict[str, Json]:
    """Resources of a record, as far as they are read here, by reference."""
    found = ((f"{each.resource.resourceType}/{each.resource.id}", each.resource) for each in record.kept)
    return {name: json.loads(msgspec.json.encode(each)) for name, each in found if name in references}


def _stand(desk: Desk, record: Pared, resources: Mapping[str, Json]) -> Stand:
    reviewer = desk.site.reviewer
    read = put_together(record, reviewer.mapping, resources)
    if is_deceased(read, desk.on):
        raise Deceased
    judged = reviewer.judged(desk.policy, read, desk.on)
    return Stand(_asked_for(desk, judged), judged)


def _asked_for(desk: Desk, judged: Judged) -> Determination:
    """The determination of the phase that was asked for, where the record has one; else the first."""
    first = judged.determinations[0]
    return next((each for each in judged.determinations if each.phase.id == desk.phase), first)
