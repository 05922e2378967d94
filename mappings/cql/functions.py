"""What a library defines for itself: functions for which CQL has no operator with our meaning."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.leaves import BIRTH_DATE
from mappings.cql.layout import quoted
from mappings.cql.parameters import EVALUATION_DATE

AT_LEAST = "At least"
YEARS_AFTER = "Years after"
BORN_FIRST, BORN_LAST = "Born at the earliest", "Born at the latest"
HAS_COME = "Has come"
YEARS_OLD, OLD = "Is so many years old", "Is so old"
ABOUT = "Unless about others"
IN_WINDOW = "In window"
NUMBER_AT_LEAST = "Number at least"

_BIRTH = quoted(BIRTH_DATE)

DEFINITIONS: Mapping[str, str] = {
    AT_LEAST: """\
// True once so many parts are, false once too few are left that could be, null between the two.
define function "At least"(least Integer, parts List<Boolean>):
  case
    when Count(parts Part where Part is true) >= least then true
    when Count(parts Part where Part is not false return all 1) < least then false
    else null
  end
""",
    YEARS_AFTER: """\
// A 29 February is kept on 1 March in a common year; CQL's own addition keeps it on 28 February.
define function "Years after"(start Date, span Quantity):
  if day from start = 29 and day from (start + span) = 28 then start + span + 1 day else start + span
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
    when day from {_BIRTH} is null then Date(year from {_BIRTH}, month from {_BIRTH}, 1) + 1 month - 1 day
    else {_BIRTH}
  end
""",
    HAS_COME: """\
// Whether a day has come that lies somewhere between two others.
define function "Has come"(first Date, last Date, today Date):
  case
    when last <= today then true
    when first <= today then null
    else first <= today
  end
""",
    YEARS_OLD: f"""\
define function "Is so many years old"(age Quantity, today Date):
  "Has come"("Years after"("{BORN_FIRST}", age), "Years after"("{BORN_LAST}", age), today)
""",
    OLD: f"""\
define function "Is so old"(age Quantity, today Date):
  "Has come"("{BORN_FIRST}" + age, "{BORN_LAST}" + age, today)
""",
    ABOUT: """\
// An answer that says it is about other diagnoses than these tells nothing.
define function "Unless about others"(answer Boolean, about List<String>, these List<String>):
  if exists about and not exists(about intersect these) then null else answer
""",
    IN_WINDOW: f"""\
// A date outside of the window tells nothing: a later one may be missing. That there is none settles it.
define function "In window"(happened Date, none Boolean, begins Date):
  case
    when none then false
    when happened >= begins and happened <= {EVALUATION_DATE} then true
    else null
  end
""",
    NUMBER_AT_LEAST: """\
// A number of which only bounds are known; the upper one is null where there may be more.
define function "Number at least"(low Integer, high Integer, least Integer):
  case
    when low >= least then true
    when high < least then false
    else null
  end
""",
}
"""Each as it stands in a library that uses it, in the order in which they use each other."""
