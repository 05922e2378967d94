"""What a form asks: each criterion with its words, each fact once, of those whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from criteria.policy import Policy, RuleSet
from criteria.spans import Span, parse_span
from criteria.words import PLAIN_WORDS
from mappings.forms.form import Ages, FormGroup, FormItem, ItemKind, forms_of
from mappings.readers.attestation import AttestationSpec
from mappings.readers.calocus import CalocusSpec
from mappings.readers.event_date import EventDateSpec
from mappings.readers.goals_improved import GoalsImprovedSpec
from mappings.readers.improvement import ImprovementSpec
from mappings.readers.rating import RatingSpec
from mappings.readers.recommendation import RecommendationSpec
from mappings.readers.registry import item_of
from mappings.readers.start_date import StartDateSpec
from tests.mappings.forms.shipped import FACT_MAP, FORMS, PEER, POLICIES, PRS

ADMISSION, STAY = f"{PRS}-admission", f"{PRS}-continued-stay"
RULE_SETS = [
    pytest.param(policy, rule_set, id=f"{policy.id}-{rule_set.id}")
    for policy in POLICIES.values()
    for rule_set in policy.rule_sets
]


def path_of(policy: Policy, rule_set: RuleSet) -> tuple[FormGroup, ...]:
    form = FORMS[f"{policy.id}-{rule_set.phase}"]
    return form.only(rule_set.id).paths[0].groups


def every(groups: tuple[FormGroup, ...]) -> Iterator[FormGroup]:
    for group in groups:
        yield group
        yield from every(group.groups)


def asked(form: str, rule_set: str, fact: str) -> FormItem | None:
    return FORMS[form].only(rule_set).item(fact)


def group_of(form: str, rule_set: str, path: str) -> FormGroup:
    (of_rule_set,) = FORMS[form].only(rule_set).paths
    return next(group for group in every(of_rule_set.groups) if group.path == path)


def test_there_is_a_form_for_each_phase_that_a_policy_has_criteria_for() -> None:
    shipped = {
        f"{policy.id}-{rule_set.phase}": policy.version
        for policy in POLICIES.values()
        for rule_set in policy.rule_sets
    }
    assert {name: form.version for name, form in FORMS.items()} == shipped
    assert {ADMISSION, STAY, f"{PEER}-admission", f"{PEER}-discharge"} <= shipped.keys()


@pytest.mark.parametrize(("policy", "rule_set"), RULE_SETS)
def test_every_criterion_has_a_group_with_the_policys_words(policy: Policy, rule_set: RuleSet) -> None:
    own = [group for group in every(path_of(policy, rule_set)) if "/" not in group.path]
    assert [(group.id, group.title, group.text) for group in own] == [
        (criterion.id, criterion.title, criterion.text) for criterion in rule_set.criteria()
    ]


@pytest.mark.parametrize(("policy", "rule_set"), RULE_SETS)
def test_each_fact_is_asked_once(policy: Policy, rule_set: RuleSet) -> None:
    facts = [item.fact for group in every(path_of(policy, rule_set)) for item in group.items]
    assert len(facts) == len(set(facts))


def test_the_criteria_of_a_rule_set_that_another_rests_on_stand_below_the_criterion_that_does() -> None:
    below = group_of(STAY, "continued-stay-adult", "A/C.1")
    assert [item.fact for item in below.items] == [
        "severity-daily-living",
        "severity-relationships",
        "severity-school-work",
        "severity-recreation",
    ]


ASKED_AT = {
    "where it is needed first": (ADMISSION, "admission-child", "A.3", "dx-active-past-year"),
    "where the rule set itself needs it": (STAY, "continued-stay-adult", "C.2", "continued-benefit"),
    "where its own rule set first needs it": (STAY, "continued-stay-child", "B.2", "continued-benefit"),
    "with what it is the baseline of": (STAY, "continued-stay-adult", "C.1", "service-start"),
    "with the goals that it is the baseline of": (STAY, "continued-stay-child", "B.1", "service-start"),
    "beside a criterion's sub-items": (
        ADMISSION,
        "admission-adult",
        "E",
        "documented-on-diagnostic-assessment",
    ),
}


@pytest.mark.parametrize(("form", "rule_set", "path", "fact"), ASKED_AT.values(), ids=list(ASKED_AT))
def test_a_fact_is_asked(form: str, rule_set: str, path: str, fact: str) -> None:
    assert fact in [item.fact for item in group_of(form, rule_set, path).items]


def test_what_a_later_question_serves_is_not_asked_beside_it() -> None:
    for rule_set in ("continued-stay-adult", "continued-stay-child"):
        assert asked(STAY, rule_set, "expected-benefit") is None
        assert asked(STAY, rule_set, "continued-benefit") is not None
    assert group_of(STAY, "continued-stay-adult", "A/F.1").asked_elsewhere == ("continued-benefit",)


NEVER = {
    "the birth date": "birth-date",
    "the kind of provider": "provider-is-private",
    "a diagnosis": "dx-sud",
    "a group of scores": "cbcl-syndrome-scales",
    "an instrument's own rating": "calocus-risk-of-harm",
    "a level of care": "calocus-level",
}


@pytest.mark.parametrize("fact", NEVER.values(), ids=list(NEVER))
def test_no_form_asks_for(fact: str) -> None:
    assert item_of(fact, FACT_MAP) is None
    assert [form.id for form in FORMS.values() if form.item(fact)] == []


KINDS = {
    "yes or no": ("spmi-present", ItemKind.YES_NO),
    "a recommendation": ("lpha-recommends", ItemKind.YES_NO),
    "a severity": ("severity-recreation", ItemKind.SEVERITY),
    "a score": ("psi-total-stress-percentile", ItemKind.SCORE),
    "a composite": ("calocus-composite", ItemKind.SCORE),
    "one of a group of scores": ("cbcl-t-withdrawn", ItemKind.SCORE),
    "the date of an event": ("intervention-date", ItemKind.DATE),
    "an improvement": ("improved-recreation", ItemKind.YES_NO),
    "goals that improved": ("goal-improved", ItemKind.YES_NO),
    "the start of the service": ("service-start", ItemKind.DATE),
    "whether a disorder was active": ("dx-active-past-year", ItemKind.YES_NO),
    "that there is no diagnosis": ("no-qualifying-diagnosis", ItemKind.YES_NO),
}


@pytest.mark.parametrize(("fact", "kind"), KINDS.values(), ids=list(KINDS))
def test_a_fact_is_asked_as(fact: str, kind: ItemKind) -> None:
    item = item_of(fact, FACT_MAP)
    assert item is not None
    assert item.kind is kind


def test_every_fact_that_people_answer_is_worded_as_a_question_in_each_policys_words() -> None:
    people = (
        *(AttestationSpec, RecommendationSpec, RatingSpec, ImprovementSpec, GoalsImprovedSpec),
        *(EventDateSpec, StartDateSpec, CalocusSpec),
    )
    unasked = [name for name, spec in FACT_MAP.facts.items() if isinstance(spec, people) and not spec.asks]
    assert unasked == []
    for words in (PLAIN_WORDS, *(policy.words for policy in POLICIES.values())):
        texts = [spec.asks for spec in FACT_MAP.worded(words).facts.values() if spec.asks]
        assert [text for text in texts if "{" in text or text[0] != text[0].upper()] == []


def test_a_question_speaks_the_policys_words() -> None:
    item = asked(STAY, "continued-stay-child", "goal-improved")
    assert item is not None
    assert (
        item.asks == "Has the beneficiary improved on at least one goal of the IPOC since the service began?"
    )


def test_what_bounds_an_answer_stands_with_its_question() -> None:
    score = asked(ADMISSION, "admission-child", "calocus-composite")
    assert score is not None
    assert (score.range, score.tool) == ((7, 35), Ages(parse_span("6 years"), parse_span("19 years")))
    event = asked(ADMISSION, "admission-child", "intervention-date")
    assert event is not None
    assert (event.may_be_none, event.looks_back, event.window) == (True, parse_span("90 days"), None)
    start = asked(STAY, "continued-stay-child", "service-start")
    assert start is not None
    assert (start.may_be_none, start.window) == (False, None)


def test_who_may_answer_stands_with_the_question() -> None:
    requested = FORMS[f"{PEER}-discharge"].item("discharge-requested")
    assert requested is not None
    assert requested.answered_by == ("practitioner", "patient", "related-person-under-21")


def ages(*bands: tuple[str, str]) -> list[tuple[Span | None, Span | None]]:
    def end(text: str) -> Span | None:
        return parse_span(text) if text else None

    return [(end(from_), end(below)) for from_, below in bands]


OF_WHOM = {
    "children below an age": (ADMISSION, "admission-child", "sed-present", ages(("", "18 years"))),
    "those of a route": (ADMISSION, "admission-child", "spmi-present", ages(("18 years", "22 years"))),
    "those of two routes": (ADMISSION, "admission-child", "z-code-applicable", ages(("", "7 years"))),
    "of whatever age beside an exception": (
        ADMISSION,
        "admission-child",
        "family-agrees",
        ages(("", "22 years")),
    ),
    "adults": (ADMISSION, "admission-adult", "spmi-present", ages(("22 years", ""))),
    "those for whom the tool is": (
        ADMISSION,
        "admission-child",
        "cbcl-t-withdrawn",
        ages(("18 months", "6 years")),
    ),
    "the same below another rule set": (
        STAY,
        "continued-stay-child",
        "calocus-composite",
        ages(("6 years", "19 years")),
    ),
    "everyone": (f"{PEER}-discharge", "discharge", "goals-substantially-met", ages(("", ""))),
}


@pytest.mark.parametrize(("form", "rule_set", "fact", "bands"), OF_WHOM.values(), ids=list(OF_WHOM))
def test_a_fact_is_asked_of(
    form: str, rule_set: str, fact: str, bands: list[tuple[Span | None, Span | None]]
) -> None:
    item = asked(form, rule_set, fact)
    assert item is not None
    assert [(each.from_, each.below) for each in item.asked.ages] == bands


def test_only_what_private_providers_need_is_left_out_at_a_public_one() -> None:
    private = {item.fact for item in FORMS[ADMISSION].items if item.asked.at_private_providers_only}
    scores = {item.fact for item in FORMS[ADMISSION].items if item.kind is ItemKind.SCORE}
    assert private == scores | {"instrument-indicates-need"}


def test_a_site_decides_how_long_answers_count() -> None:
    windows = {fact: parse_span("60 days") for fact in FACT_MAP.facts}
    form = forms_of(POLICIES[PRS], FACT_MAP, windows)[0]
    by_fact = {item.fact: item.window for item in form.items}
    assert by_fact["spmi-present"] == parse_span("60 days")
    assert by_fact["intervention-date"] is None


def test_the_same_fact_in_two_paths_has_two_link_ids() -> None:
    link_ids = [item.link_id for item in FORMS[ADMISSION].items if item.fact == "least-restrictive"]
    assert link_ids == ["admission-adult/least-restrictive", "admission-child/least-restrictive"]
