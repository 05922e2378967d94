"""`criteria-cards cases`: the cases of a policy, what each comes to, and the card of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click
from msgspec import Struct

from cds_cards.card import encoded
from criteria.nearest import nearest
from service.authoring.alone import alone
from service.authoring.case_book import CaseBook, CaseResult, PolicyCase, load_case_book
from service.cli.card_text import answer_text, decoded_answer
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.output import json_option, print_result
from service.cli.policy_argument import PolicyFolder

_POLICY = "va-medicaid-h0024-peer-support"
_EXAMPLES = examples(
    {
        f"criteria-cards cases {_POLICY}": "every case, and what it comes to",
        f"criteria-cards cases {_POLICY} --card 'Turns 21 tomorrow'": "the card of one",
    }
)


class CaseList(Struct, frozen=True):
    """The cases of a policy."""

    policy: str
    cases: tuple[CaseResult, ...]


@click.command(epilog=_EXAMPLES)
@click.argument("folder", type=PolicyFolder(), metavar="POLICY")
@click.option("--card", "name", default="", metavar="NAME", help="Show the card of the case of this name.")
@click.option("--rule-set", "rule_set", default="", metavar="ID", help="The cases of one rule set alone.")
@json_option
def command(folder: Path, name: str, rule_set: str, as_json: bool) -> int:
    """List the cases of POLICY with what each comes to, or show the card of one.

    POLICY is the id of an installed policy, or a policy's folder. A card is shown as though the facts of
    the case were on file, answered by nobody in particular. Exit status 1 means that a case comes to
    something else than it expects.
    """
    with alone(folder) as rules:
        book = load_case_book(rules, folder.resolve().name)
    cases = [each for each in book.cases() if rule_set in ("", each.rule_set)]
    if not cases:
        known = ", ".join(each.id for each in book.policy.rule_sets)
        raise click.BadParameter(f"the rule sets are {known}", param_hint="--rule-set")
    if name:
        answer = decoded_answer(encoded(map(book.card, _called(name, cases))))
        print_result(answer, answer_text(answer), as_json)
        return ExitStatus.DONE
    results = tuple(map(book.result, cases))
    print_result(CaseList(book.policy.id, results), "\n".join(_lines(book, results)), as_json)
    return ExitStatus.FOUND if any(each.wrong for each in results) else ExitStatus.DONE


def _called(name: str, cases: Iterable[PolicyCase]) -> Sequence[PolicyCase]:
    """The cases of that name, of which each rule set has one at most."""
    found = [each for each in cases if each.case.name.casefold() == name.casefold()]
    if not found:
        near = nearest(name, [each.case.name for each in cases])
        raise click.BadParameter(f"no case is called {name!r}{near}", param_hint="--card")
    return found


def _lines(book: CaseBook, results: Iterable[CaseResult]) -> Iterator[str]:
    for rule_set, group in groupby(results, lambda each: each.rule_set):
        yield f"{rule_set}:"
        for each in group:
            yield f"  {each.outcome:<8} {each.name}"
            for criterion, expected in each.wrong.items():
                yield f"           {criterion}: expected {expected}, found {each.found[criterion]}"
    wrong = sum(1 for each in results if each.wrong)
    yield f"{len(tuple(results))} cases of {book.policy.id}; {wrong or 'none'} come to something else"
