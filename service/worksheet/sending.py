"""Sends what a save has to write: in one transaction, or one by one with the response first.

What derives from the response refers to it, so nothing is sent after a response that may
still come to stand. One that is refused for good does not hold up the answers.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from service.ehr.fhir_client import Access
from service.ehr.write_answers import AnswerWriter, Write, linked
from service.ehr.write_results import Refused, Stands, Why, Written
from service.worksheet.plan import FORM

Ready = Mapping[str, Write | Written]
"""By slot, what is to be written, or what became of it without."""
Results = dict[str, Written]

_ENDS = frozenset((Why.SIGNED_OUT, Why.UNREACHABLE, Why.NO_ANSWER, Why.BUSY, Why.UNREADABLE))
"""After these nothing more is sent, since it would fare no better."""


def together(ready: Ready, writer: AnswerWriter, access: Access) -> Results | Refused:
    """What became of each in one transaction, or why of none."""
    form = ready.get(FORM)
    to = form.full_url if isinstance(form, Write) and not form.version else _place(form)
    writes = {slot: _linked(each, to) for slot, each in ready.items() if isinstance(each, Write)}
    if not writes:
        return _without(ready)
    results = writer.together(tuple(writes.values()), access)
    return (
        results
        if isinstance(results, Refused)
        else {**_without(ready), **dict(zip(writes, results, strict=True))}
    )


def alone(ready: Ready, writer: AnswerWriter, access: Access) -> Results:
    """What became of each by itself; what is not sent after all was not tried."""
    results = _without(ready)
    to, is_ended = _place(ready.get(FORM)), False
    for slot, each in ready.items():
        if not isinstance(each, Write):
            continue
        if is_ended:
            results[slot] = Refused(Why.NOT_TRIED)
            continue
        result = results[slot] = writer.alone(_linked(each, to), access)
        if slot == FORM:
            to = to or _place(result)
        is_ended = isinstance(result, Refused) and (
            result.why in _ENDS or (slot == FORM and not to and not result.is_final)
        )
    return results


def _linked(write: Write, to: str) -> Write:
    return replace(write, resource=linked(write.resource, to))


def _without(ready: Ready) -> Results:
    return {slot: each for slot, each in ready.items() if not isinstance(each, Write)}


def _place(form: Write | Written | None) -> str:
    """Where the response stands, if it does."""
    if isinstance(form, Write) and form.version:
        return form.target
    return form.reference if isinstance(form, Stands) else ""
