"""The statements that group resources by patient in DuckDB.

A resource that is of nobody reaches the patients whose resources refer to it, and so do those that it
refers to; a PractitionerRole comes with its Practitioner as well, and a Questionnaire with its answers.
"""

from __future__ import annotations

from service.sources.streams import OWNERS, PATIENT_REFERENCE, RESOURCE_TYPE

MAX_STEPS = 3
"""How far references are followed from a patient's own resources: answer, role, organization."""

ENTRIES = (
    "create temp table entry(kind varchar, id varchar, patient varchar, base varchar, url varchar, "
    "text varchar, is_shared boolean)"
)

_PATHS = ", ".join(
    f"'$.{path}'" for path in ("resourceType", "id", *(f"{each}.reference" for each in OWNERS))
)
_OWNER = "coalesce({}, '')".format(", ".join(f"part[{number + 3}]" for number in range(len(OWNERS))))

LOAD_LINES = f"""
insert into entry
with line as (
  select json::varchar as text, json_extract_string(json, [{_PATHS}]) as part,
         json_exists(json, '$.prefetch') as is_request
  from read_ndjson_objects([$1], ignore_errors = true)
)
select case when is_request then 'Bundle' when regexp_full_match(part[1], '{RESOURCE_TYPE}') then part[1] end,
       coalesce(part[2], ''),
       case when part[1] = 'Patient' then coalesce(part[2], '')
            else regexp_extract({_OWNER}, '{PATIENT_REFERENCE}', 1) end,
       regexp_extract({_OWNER}, '^(https?://.+)/Patient/', 1),
       '', text, false
from line
"""
"""One resource a line; what nests others is for `entries_of`, and a line that is none has no kind."""

TAKE_NESTED = "delete from entry where kind = 'Bundle' returning text"
TAKE_REFUSED = "delete from entry where kind is null returning 1"

LOAD_UNPACKED = """
insert into entry
select kind, id, patient, '', url, text, false
from read_json($1, format = 'newline_delimited', columns = {
  kind: 'VARCHAR', id: 'VARCHAR', patient: 'VARCHAR', url: 'VARCHAR', text: 'VARCHAR'
})
"""
"""What `entries_of` gave, out of a file in the private folder."""

SHARED = """
create temp table shared as
select kind, id, url, text, row_number() over () as number
from entry where patient = '' and id <> ''
"""
KINDS_SHARED = "select distinct kind from shared order by kind"

NAMES = r"""
create temp table name as
select kind || '/' || id as name, number from shared
union select url, number from shared where url <> ''
union select json_extract_string(text, '$.url'), number from shared where kind = 'Questionnaire'
"""
"""Whatever a reference to what is shared may say."""


def mentions(kinds: list[str]) -> str:
    """The statements that find who refers to what is shared, which is of these types."""
    reference = rf"""'"reference"\s*:\s*"(?:[^"]*/)?((?:{"|".join(kinds)})/[A-Za-z0-9\-.]+|urn:uuid:[^"]+)'"""
    said = f"unnest(regexp_extract_all(text, {reference}, 1))"
    form = r"regexp_replace(json_extract_string(text, '$.questionnaire'), '\|.*', '')"
    role = "json_extract_string(text, '$.practitioner.reference')"
    return f"""
create temp table link as
select distinct said.number as origin, name.number as target
from (select number, {said} as name from shared) as said join name using (name)
union select name.number, role.number
from (select number, {role} as name from shared where kind = 'PractitionerRole') as role
join name using (name);
create temp table reached as
select distinct patient, number
from (select patient, {said} as name from entry where patient <> ''
      union all
      select patient, {form} from entry where patient <> '' and kind = 'QuestionnaireResponse')
join name using (name);
"""


STEP = """
insert into reached
select distinct patient, target from reached join link on number = origin
except select patient, number from reached
"""
SHARE = """
insert into entry
select kind, id, patient, '', url, text, true from reached join shared using (number)
"""
PERSONS = """
create temp table person as
select row_number() over (order by patient) as number, patient
from (select distinct patient from entry where patient <> '')
"""

OF_NOBODY = """
select kind, count(*) from entry where patient = '' and kind || '/' || id not in (
  select kind || '/' || id from entry where is_shared
) group by kind order by kind
"""
BY_KIND = "select kind, count(*) from entry where not is_shared group by kind order by kind"
BASES = "select distinct base from entry where base <> '' limit 2"
COUNT_PERSONS = "select count(*) from person"
ORDERED = """
select number, patient, url, text from entry join person using (patient)
where $1 or number in (select unnest($2::bigint[]))
order by number, kind, id
"""
