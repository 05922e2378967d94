"""What a library defines for itself: functions for which CQL has no operator with our meaning."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.leaves.age import BIRTH_DATE
from mappings.cql import event_functions
from mappings.cql.layout import quoted
from mappings.cql.parameters import EVALUATION_DATE

AT_LEAST = "At least"
AFTER, BEFORE = "Day after", "Day before"
BORN_FIRST, BORN_LAST = "Born at the earliest", "Born at the latest"
IS_OLD = "Is so old"
ABOUT = "Unless about others"
IN_WINDOW = "In window"
LONG_AGO = "Long ago"
NEAR = "Near"
OF_LATE = "If of late"
COME = "If it has come"
NO_FEWER, NO_MORE = "No fewer", "No more"

_BIRTH = quoted(BIRTH_DATE)
_TODAY = EVALUATION_DATE

DEFINITIONS: Mapping[str, str] = {
    AT_LEAST: """\
// True once so many parts are, false once too few are left that could be, null between the two.
define function "At least"(least Integer, parts List<Boolean>):
  case
    when Count(parts Part where Part is true return all 1) >= least then true
    when Count(parts Part where Part is not false return all 1) < least then false
    else null
  end
""",
    AFTER: """\
// A 29 February is kept on 1 March in a common year; CQL's own addition of years keeps it on 28 February.
define function "Day after"(anchor Date, span Quantity):
  if span.unit in { 'year', 'years' } and day from anchor = 29 and day from (anchor + span) = 28
    then anchor + span + 1 day
  else anchor + span
""",
    BEFORE: """\
define function "Day before"(anchor Date, span Quantity):
  if span.unit in { 'year', 'years' } and day from anchor = 29 and day from (anchor - span) = 28
    then anchor - span + 1 day
  else anchor - span
""",
    BORN_FIRST: f"""\
// A birth date may be a year or a month alone, and the person born on any day of it.
define "Born at the earliest":
  Date(year from {_BIRTH}, Coalesce(month from {_BIRTH}, 1), Coalesce(day from {_BIRTH}, 1))
""",
    BORN_LAST: f"""\
define "Born at the latest":
  case
    when month from {_BIRTH} is null then Date(year from {_BIRTH}, 12, 31)
    when day from {_BIRTH} is null
      then Date(year from {_BIRTH}, month from {_BIRTH}, 1) + 1 month - 1 day
    else {_BIRTH}
  end
""",
    IS_OLD: """\
define function "Is so old"(age Quantity, today Date):
  case
    when "Day after"("Born at the latest", age) <= today then true
    when "Day after"("Born at the earliest", age) > today then false
    else null
  end
""",
    ABOUT: """\
// An answer that says it is about other diagnoses than these tells nothing.
define function "Unless about others"(answer Boolean, about List<String>, these List<String>):
  if exists about and not exists(about intersect these) then null else answer
""",
    OF_LATE: f"""\
// What holds of a score, where the score is of a day in the window; a later one may be missing.
define function "If of late"(holds Boolean, taken Date, begins Date):
  if taken >= begins and taken <= {_TODAY} then holds else null
""",
    COME: f"""\
define function "If it has come"(happened Date):
  if happened <= {_TODAY} then happened else null
""",
    IN_WINDOW: f"""\
// A date outside of the window tells nothing: a later one may be missing. That there is none settles it.
define function "In window"(happened Date, none Boolean, begins Date):
  case
    when none then false
    when happened >= begins and happened <= {_TODAY} then true
    else null
  end
""",
    LONG_AGO: f"""\
// No later than a day; of what recurs, a later one may be missing.
define function "Long ago"(happened Date, none Boolean, latest Date, recurs Boolean):
  case
    when none then false
    when happened > {_TODAY} then null
    when happened > latest then false
    when happened <= latest and not recurs then true
    else null
  end
""",
    NEAR: f"""\
// From one day to another; of what recurs, one that fits may be missing.
define function "Near"(happened Date, other Date, none Boolean, begins Date, ends Date, recurs Boolean):
  case
    when none then false
    when happened > {_TODAY} or other > {_TODAY} then null
    when happened >= begins and happened <= ends then true
    when (happened < begins or happened > ends) and not recurs then false
    else null
  end
""",
    NO_FEWER: """\
// Of a number of which only bounds are known; the upper one is null where there may be more.
define function "No fewer"(low Integer, high Integer, least Integer):
  case when low >= least then true when high < least then false else null end
""",
    NO_MORE: """\
define function "No more"(low Integer, high Integer, most Integer):
  case when low > most then false when high <= most then true else null end
""",
    **event_functions.DEFINITIONS,
}
"""Each as it stands in a library that uses it, in the order in which they use each other."""
