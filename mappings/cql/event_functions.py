"""What a library defines of events: how many began in a time, and the stretches that they make together."""

from __future__ import annotations

from collections.abc import Mapping

from mappings.cql.parameters import EVALUATION_DATE, EVENTS

ON_FILE = "On file"
THOSE_OF, OTHERS = "Those of", "Without those of"
BEGAN, SURELY_BEGAN, MAY_HAVE_BEGUN = "Began", "Surely began", "May have begun"
FEWEST, MOST = "Fewest", "Most"
DENIED, CLOSED = "Denied", "Closed"
SURE, POSSIBLE = "Sure stays", "Possible stays"
STRETCHES = "Stretches"
LASTED = "One lasted"

_TODAY = EVALUATION_DATE
_STAYS = "List<Tuple { began Date, ended Date }>"
_TOLD = f"events {EVENTS}, told Integer"
_KIND = f"{_TOLD}, undated Integer, whole Boolean, begins Date"

_COUNTS: Mapping[str, str] = {
    ON_FILE: f"""\
define function "On file"(events {EVENTS}):
  Coalesce(events, {EVENTS} {{ }})
""",
    THOSE_OF: f"""\
// One event may be of two kinds: it counts as of the first, and whoever counted the second counted it too.
define function "Those of"(events {EVENTS}, others {EVENTS}):
  ("On file"(events)) E where exists(others O where O.reference = E.reference) return all E
""",
    OTHERS: f"""\
define function "Without those of"(events {EVENTS}, others {EVENTS}):
  ("On file"(events)) E where not exists(others O where O.reference = E.reference) return all E
""",
    BEGAN: f"""\
// How many of those on file began in the time.
define function "Began"(events {EVENTS}, begins Date):
  Count(events E where E.began >= begins and E.began <= {_TODAY} return all E)
""",
    SURELY_BEGAN: f"""\
// Without those that may be the same as another.
define function "Surely began"(events {EVENTS}, begins Date):
  "Began"((events E where E.mayBeAnother is not true return all E), begins)
""",
    MAY_HAVE_BEGUN: f"""\
// With what may reach into the time and what has no date; null where some may be missing.
define function "May have begun"(events {EVENTS}, undated Integer, whole Boolean, begins Date):
  if whole
    then "Began"(events, begins) + Coalesce(undated, 0)
      + Count(events E where E.began < begins and E.mayHaveLastedTo >= begins return all E)
  else null
""",
    FEWEST: f"""\
// As many as a clinician told; where that and the record contradict each other, between the two.
define function "Fewest"({_KIND}):
  case
    when begins is null then null
    when told is null then "Surely began"(events, begins)
    when told < "Surely began"(events, begins) or told > "May have begun"(events, undated, whole, begins)
      then Max({{ 0, Min({{ told, "Surely began"(events, begins) }}) }})
    else told
  end
""",
    MOST: f"""\
define function "Most"({_KIND}):
  case
    when begins is null then null
    when told is null then "May have begun"(events, undated, whole, begins)
    when told < "Surely began"(events, begins) then "Began"(events, begins)
    else told
  end
""",
}
_LENGTHS: Mapping[str, str] = {
    DENIED: f"""\
// Whether somebody told of none, and the record has one.
define function "Denied"({_TOLD}, begins Date):
  told = 0 and exists(events E where E.began <= {_TODAY} and E.mayHaveLastedTo >= begins)
""",
    CLOSED: f"""\
// Whether none may be missing.
define function "Closed"({_KIND}):
  "Denied"(events, told, begins) is not true and (told = 0 or (whole and Coalesce(undated, 0) = 0))
""",
    SURE: f"""\
define function "Sure stays"({_TOLD}, begins Date):
  ("On file"(events)) E
    where E.began <= {_TODAY} and "Denied"(events, told, begins) is not true
    return all Tuple {{ began: E.began, ended: Min({{ E.lastedTo, {_TODAY} }}) }}
""",
    POSSIBLE: f"""\
define function "Possible stays"(events {EVENTS}):
  ("On file"(events)) E
    where E.began <= {_TODAY}
    return all Tuple {{ began: E.began, ended: Min({{ E.mayHaveLastedTo, {_TODAY} }}) }}
""",
    STRETCHES: f"""\
// Stays no further apart than that, as one: it begins with a stay that none before it reaches.
define function "Beginnings"(stays {_STAYS}, apart Quantity):
  distinct (
    stays S
      where not exists(stays O where O.began < S.began and O.ended + apart >= S.began)
      return all S.began
  )

define function "Stretches from"(stays {_STAYS}, beginnings List<Date>):
  beginnings B
    let parts: (
      stays S
        where S.began >= B and not exists(beginnings N where N > B and N <= S.began)
        return all S
    )
    return all Tuple {{ began: B, ended: Max(parts P return all P.ended) }}

define function "Stretches"(stays {_STAYS}, apart Quantity):
  "Stretches from"(stays, "Beginnings"(stays, apart))
""",
    LASTED: f"""\
// Whether a stretch lasted so long, and days beyond it, of what surely lies in the time. That none did is
// only known where none is missing, and none may have lasted so long.
define function "One lasted"(
  sure {_STAYS}, possible {_STAYS}, closed Boolean, begins Date, span Quantity, beyond Quantity
):
  case
    when begins is null then null
    when exists(sure S where "Day after"(Max({{ S.began, begins }}), span) + beyond <= S.ended) then true
    when exists(possible S
      where S.ended >= begins and "Day after"(S.began, span) + beyond <= S.ended) then null
    when closed then false
    else null
  end
""",
}
DEFINITIONS: Mapping[str, str] = {**_COUNTS, **_LENGTHS}
"""Each as it stands in a library that uses it, in the order in which they use each other."""
