"""What a library defines of events: how many began in a time, and the stretches that they make together."""

from __future__ import annotations

from collections.abc import Mapping

from mappings.cql.parameters import EVALUATION_DATE, EVENTS

ON_FILE = "On file"
OTHERS = "Without those of"
FEWEST, MOST = "Fewest", "Most"
STRETCHES = "Stretches"
IN_TIME = "In time"
LASTED = "One lasted"

_TODAY = EVALUATION_DATE
_STRETCHES = "List<Tuple { began Date, lastedTo Date, mayHaveLastedTo Date }>"

DEFINITIONS: Mapping[str, str] = {
    ON_FILE: f"""\
define function "On file"(events {EVENTS}):
  Coalesce(events, {EVENTS} {{ }})
""",
    OTHERS: f"""\
// One event may be of two kinds; it counts once.
define function "Without those of"(events {EVENTS}, others {EVENTS}):
  ("On file"(events)) E where not exists(others O where O.reference = E.reference) return all E
""",
    FEWEST: f"""\
// How many began in the time: as many as a clinician told, else no fewer than are on file.
define function "Fewest"(events {EVENTS}, told Integer, begins Date):
  if begins is null then null
  else Coalesce(told, Count(events E where E.began >= begins and E.began <= {_TODAY} return all E))
""",
    MOST: f"""\
// And no more than are on file, with what may reach into the time and what has no date; null where some may
// be missing.
define function "Most"(events {EVENTS}, told Integer, undated Integer, whole Boolean, begins Date):
  case
    when begins is null then null
    when told is not null
      then Max({{ told, Count(events E where E.began >= begins and E.began <= {_TODAY} return all E) }})
    when whole
      then Count(events E where E.began >= begins and E.began <= {_TODAY} return all E)
        + Count(events E where E.began < begins and E.mayHaveLastedTo >= begins return all E)
        + Coalesce(undated, 0)
    else null
  end
""",
    STRETCHES: f"""\
// Events no further apart than that, as one: it begins with an event that none before it reaches.
define function "Beginnings"(events {EVENTS}, apart Quantity):
  distinct (
    events E
      where not exists(events O where O.began < E.began and O.lastedTo + apart >= E.began)
      return all E.began
  )

define function "Stretches from"(events {EVENTS}, beginnings List<Date>):
  beginnings B
    let parts: (
      events E
        where E.began >= B and not exists(beginnings N where N > B and N <= E.began)
        return all E
    )
    return all Tuple {{
      began: B,
      lastedTo: Max(parts P return all P.lastedTo),
      mayHaveLastedTo: Max(parts P return all P.mayHaveLastedTo)
    }}

define function "Stretches"(events {EVENTS}, apart Quantity):
  "Stretches from"(events, "Beginnings"(events, apart))
""",
    IN_TIME: f"""\
define function "In time"(stretches {_STRETCHES}, begins Date):
  stretches S where S.began <= {_TODAY} and S.mayHaveLastedTo >= begins return all S
""",
    LASTED: f"""\
// Whether a stretch lasted so long, and days beyond it, of what surely lies in the time. That none did is
// only known where none is missing; a clinician who told of none disputes what is on file.
define function "One lasted"(
  stretches {_STRETCHES}, told Integer, whole Boolean, undated Integer,
  begins Date, span Quantity, beyond Quantity
):
  case
    when begins is null then null
    when told = 0 and exists("In time"(stretches, begins)) then null
    when exists(("In time"(stretches, begins)) S
      where "Day after"(Max({{ S.began, begins }}), span) + beyond <= S.lastedTo) then true
    when exists(("In time"(stretches, begins)) S
      where "Day after"(S.began, span) + beyond <= S.mayHaveLastedTo) then null
    when told = 0 or (whole and undated = 0) then false
    else null
  end
""",
}
"""Each as it stands in a library that uses it, in the order in which they use each other."""
