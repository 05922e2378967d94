"""Write the golden files anew, or compare them with `--check`.

Expectations are never written: where an answer contradicts one, the case is
named and the exit status is 1.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence

from criteria.nearest import nearest
from criteria.strict_yaml import FileError
from tests.goldens.case import Case, load_cases
from tests.goldens.expectations import contradictions
from tests.goldens.files import GoldenFiles, differences, orphans, remove, texts, write
from tests.goldens.service import GoldenService
from tests.support.say import say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when all is as it should be."""
    parser = ArgumentParser(prog="python -m tests.goldens", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="names of cases; all of them when left out")
    parser.add_argument("--check", action="store_true", help="write nothing, show what differs")
    options = parser.parse_args(arguments)
    try:
        cases = load_cases()
    except FileError as error:
        parser.error(str(error))
    for name in options.cases:
        if name not in cases:
            parser.error(f"no case is called {name!r}{nearest(name, cases)}")
    return _run({name: cases[name] for name in options.cases or cases}, cases, check=options.check)


def _run(chosen: Mapping[str, Case], cases: Mapping[str, Case], *, check: bool) -> int:
    service = GoldenService()
    stale, wrong = 0, 0
    for name, case in chosen.items():
        try:
            wanted = texts(name, case, service)
        except (RuntimeError, ValueError) as error:
            say(f"{name}: {error}")
            wrong += 1
            continue
        stale += (_compared if check else _written)(name, case, wanted)
        against = contradictions(case, json.loads(wanted.response))
        wrong += bool(against)
        for each in against:
            say(f"{name}: expectation not held: {each}")
    for path in orphans(cases):
        say(f"{path} belongs to no case{'' if check else ' and was removed'}")
        stale += 1
        if not check:
            remove(path)
    say(f"{len(chosen)} cases: {stale} {'stale' if check else 'changed'}, {wrong} against an expectation")
    return 1 if wrong or (check and stale) else 0


def _compared(name: str, case: Case, wanted: GoldenFiles) -> bool:
    found = list(differences(name, case, wanted))
    for each in found:
        say(each)
    return bool(found)


def _written(name: str, case: Case, wanted: GoldenFiles) -> bool:
    changed = write(name, case, wanted)
    if changed:
        say(f"{name}: written")
    return changed


if __name__ == "__main__":
    sys.exit(main())
