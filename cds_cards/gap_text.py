"""What an EHR did not send, or sent in a form that cannot be read, in one line and without ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from cds_cards.markdown import broken
from cds_cards.wording import Brief
from criteria.gaps import Gap

MAX_PROBLEMS = 3
"""Kinds of what is wrong with a record that one card names."""
SHORT_ID_LENGTH = 8
_SEARCH = re.compile(r"prefetch/([A-Za-z0-9]+)")
_PRACTITIONER = re.compile(r"(Practitioner|PractitionerRole)/.+")
"""Asked for by themselves, so that what is wrong may be of the server and does not say of whom."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def searches_with_gaps(gaps: Iterable[Gap], listed: Callable[[Sequence[str]], str]) -> list[str]:
    """The searches that gave nothing or not everything, by what is wrong with them."""
    by_problem: dict[str, list[str]] = {}
    for gap in gaps:
        if search := _SEARCH.fullmatch(gap.reference):
            by_problem.setdefault(gap.for_a_clinician, []).append(_in_words(search[1]))
    return [f"{listed(names)} ({broken(problem)})" for problem, names in by_problem.items()]


def resources_with_gaps(gaps: Iterable[Gap]) -> list[str]:
    """What is wrong with single resources, by kind; which they are is said in the determination."""
    counted = Counter([_told(gap) for gap in gaps if not _SEARCH.fullmatch(gap.reference)]).most_common()
    return [f"{told} ({count})" if count > 1 else told for told, count in counted]


def left_out(problems: Sequence[str], wording: Brief) -> str:
    """The sentence that names them; empty where nothing is wrong."""
    if not problems:
        return ""
    shown = list(problems[:MAX_PROBLEMS])
    if more := len(problems) - len(shown):
        shown.append(wording.more.format(count=more))
    return wording.left_out.format(text="; ".join(shown))


def _told(gap: Gap) -> str:
    """What is wrong with a resource; of a practitioner with what it is: "practitioner (the server ...)"."""
    problem = broken(gap.for_a_clinician)
    named = _PRACTITIONER.fullmatch(gap.reference)
    return f"{_in_words(named[1])} ({problem})" if named else problem


def _in_words(key: str) -> str:
    """The key of a search as people read it: "questionnaire responses"."""
    return broken(_HUMP.sub(" ", key).lower())


def again(request_id: str, wording: Brief) -> str:
    """What to do about a record that was not read: by the first letters of its id IT finds the request."""
    return wording.unread_again.format(request=request_named(request_id, wording))


def request_named(request_id: str, wording: Brief) -> str:
    """The request, where it has an id."""
    return wording.request.format(id=request_id[:SHORT_ID_LENGTH]) if request_id else ""
