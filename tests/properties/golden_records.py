"""The golden cases as records to change: their requests, and what a review comes to of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from criteria.findings import Missing
from criteria.truth import Truth
from service.hooks.answer import Answered, answer
from service.review.reviewer import Review
from tests.goldens.case import FIXTURES, Case, load_cases
from tests.goldens.service import GoldenService, without_uuids
from tests.support.application import cds
from tests.support.fhir import BASE, Json

Path = tuple[str, str, str]
"""Where an outcome stands: policy, rule set, and the path of the finding."""


class Settled(NamedTuple):
    """One outcome, and the resources it rests on."""

    outcome: Truth
    rests_on: frozenset[str]


@cache
def cases() -> Mapping[str, Case]:
    """Every golden case by its name."""
    return load_cases()


@cache
def request_of(name: str) -> Json:
    """The call of a case; not to be changed in place."""
    return GoldenService().request(name, cases()[name])


def answered(request: Json, site: str) -> Answered:
    """What a call comes to at a site."""
    own = FIXTURES / "sites" / f"{site}.yaml"
    service = cds(
        clients=None,
        site=str(own) if own.exists() else site,
        public_url="http://127.0.0.1:5000",
        canonical_base=BASE,
        time_zone="America/New_York",
        validate_evidence=False,
    )
    hook = service.hooks[f"criteria-{request['hook']}"]
    return answer(hook, json.dumps(request).encode(), service.caller(None, ""))


def cards(request: Json, site: str) -> Json:
    """The answer to a call, but for the uuids."""
    response: Json = json.loads(answered(request, site).answer)
    return without_uuids(response)


def review_of(request: Json, site: str) -> Review:
    """The review of the record that a call is about."""
    return answered(request, site).review


def settled(review: Review) -> dict[Path, Settled]:
    """Every outcome that is not unknown, of each finding of each card and of the whole."""
    return {path: each for path, each in _outcomes(review) if each.outcome is not Truth.UNKNOWN}


@cache
def settled_in(name: str) -> Mapping[Path, Settled]:
    """Every outcome of a case that is not unknown."""
    return settled(review_of(request_of(name), cases()[name].site))


def missing(review: Review) -> list[Missing]:
    """Every fact that is named as missing by an outcome that is unknown."""
    return [each for found in review.determinations for _, part in found.walk() for each in part.missing]


def _outcomes(review: Review) -> Iterator[tuple[Path, Settled]]:
    for found in review.determinations:
        rule_set = found.rule_set.id if found.rule_set else ""
        everything: frozenset[str] = frozenset()
        for path, finding in found.walk():
            rests_on = frozenset(each.reference for each in finding.evidence)
            everything |= rests_on
            yield (found.policy.id, rule_set, path), Settled(finding.truth, rests_on)
        yield (found.policy.id, rule_set, ""), Settled(found.outcome, everything)


def with_prefetch(request: Json, **changed: Any) -> Json:
    """The call with other things under some keys of its prefetch."""
    return request | {"prefetch": request["prefetch"] | changed}
