"""The sections of a brief card that come first: what is unread, and what is not met."""

from __future__ import annotations

from collections.abc import Sequence

from cds_cards.attestation import Attestation, usual_attestation
from cds_cards.gap_text import again, searches_with_gaps
from cds_cards.needs import OpenItem, leaves_of
from cds_cards.sentences import uncapitalized
from cds_cards.telling import MAX_BULLETS, Brevity, Telling
from criteria.facts import Evidence
from criteria.findings import BELOW, POPULATION, Finding, walk
from criteria.leaves.age import BIRTH_DATE
from criteria.reasons import ReasonCode
from criteria.truth import Truth


def unread_section(telling: Telling) -> str:
    """What could not be read, and which criteria were not judged without it."""
    unread = [_of_unread(item) for item in telling.every_item if item.is_unread]
    if not unread:
        return ""
    brief = telling.wording.brief
    codes = {each.code for item in unread for need in item.needs for each in need.missing}
    searches = "; ".join(_searches(telling, unread))
    said = [
        brief.unread.format(
            count=telling.counted.unread + telling.excluding.unread or len(unread), text=searches
        )
    ]
    if len(unread) <= MAX_BULLETS and telling.brevity < Brevity.GROUPED:
        said.append(brief.unread_items.format(text="; ".join(item.label for item in unread)))
    else:
        letters = [each.id for each in telling.determination.criteria if each.is_unread]
        said.append(brief.unread_criteria.format(text=", ".join(letters)))
    if known := _known(telling):
        said.append(brief.known.format(text="; ".join(known)))
    if codes - {ReasonCode.NOT_SENT}:
        said.append(again(telling.context.request_id, brief))
    return "  \n".join(said)


def _known(telling: Telling) -> list[str]:
    """What is known all the same: the population, and of the criteria that are unread what is met."""
    population, criteria = telling.determination.population, telling.determination.criteria
    if telling.brevity >= Brevity.FEW or not criteria:
        return []
    unread = [each for each in criteria if each.is_unread]
    met = [part for _, part in walk(unread) if part.truth is Truth.MET and not part.criteria]
    values = telling.text.values([e for part in met for e in part.evidence], briefly=True)
    return [uncapitalized(population.title), *values]


def phase_section(telling: Telling) -> str:
    """That nobody can tell whether the service is in progress, where plans and orders were not read."""
    phase = telling.context.phase
    if not phase.is_unread or telling.determination.phase.is_in_progress:
        return ""
    brief = telling.wording.brief
    said = brief.phase_unread.format(text=telling.text.written(phase.reason))
    told_below = any(item.failed_to_be_read for item in telling.every_item)
    if told_below or not telling.context.phase_failed_to_be_read:
        return said
    return "  \n".join((said, again(telling.context.request_id, brief)))


def not_met_section(telling: Telling) -> str:
    """What contrary evidence decided, with who gave it and when."""
    return _decided(telling, telling.determination.inclusions, telling.wording.brief.not_met)


def excluded_section(telling: Telling) -> str:
    """The exclusions that apply, with who said so and when."""
    return _decided(telling, telling.determination.exclusions, telling.wording.brief.excluded)


def _decided(telling: Telling, findings: Sequence[Finding], heading: str) -> str:
    criteria = [each for each in findings if each.truth is Truth.NOT_MET]
    if not criteria:
        return ""
    brief = telling.wording.brief
    leaves = [(each, *leaf) for each in criteria for leaf in leaves_of(each, Truth.NOT_MET)]
    evidence = [each for *_, leaf in leaves for each in leaf.evidence]
    usual = usual_attestation(evidence)
    bullets = [
        f"- **{_label(criterion, path, leaf)}**{_contrary(telling, leaf, usual)}."
        for criterion, path, leaf in leaves
    ]
    if usual:
        bullets[-1] += f" {brief.newer}"
    shown = bullets if telling.brevity < Brevity.FEW else bullets[:MAX_BULLETS]
    if more := len(bullets) - len(shown):
        shown.append(f"- {brief.more.format(count=more)}")
    mostly = telling.brevity >= Brevity.GROUPED and bool(telling.text.of_others(evidence, usual))
    header = f"{heading.format(count=len(criteria))}, {telling.text.origin(usual, mostly)}"
    return "\n".join((header, *shown))


def _of_unread(item: OpenItem) -> OpenItem:
    """An item with those of its needs that are unread."""
    needs = tuple([need for need in item.needs if need.is_unread])
    return item if needs == item.needs else item._replace(needs=needs)


def _searches(telling: Telling, unread: Sequence[OpenItem]) -> list[str]:
    """The searches that gave nothing or not everything, by what is wrong with them; else the reasons."""
    if searches := searches_with_gaps(telling.context.gaps, telling.listed):
        return searches
    missing = [each for item in unread for need in item.needs for each in need.missing]
    return list(dict.fromkeys(telling.text.written(each.reason) for each in missing))


def _label(criterion: Finding, path: str, leaf: Finding) -> str:
    own = leaf.title if leaf.id == POPULATION else f"{leaf.id}. {leaf.title}"
    return f"{criterion.id}. {criterion.title}: {own}" if BELOW in path else own


def _contrary(telling: Telling, leaf: Finding, usual: Attestation | None) -> str:
    text = telling.text
    evidence = [each for each in leaf.evidence if each.fact != BIRTH_DATE]
    if [each.value for each in evidence] == ["no"] and not leaf.excludes:
        values = [str(evidence[0].value)]  # the title has just said to what
    else:
        said_above = leaf.title.casefold() if leaf.excludes else ""
        values = [each for each in text.values(_nearest_first(evidence)) if each.casefold() not in said_above]
    who = text.of_others(leaf.evidence, usual) if telling.brevity < Brevity.GROUPED else ""
    said = telling.listed(values, "; ") + who
    return f": {said}" if said else ""


def _nearest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What decides before what may be folded: every score is asked at or above a minimum, so the highest."""
    return sorted(evidence, key=lambda each: -each.value if isinstance(each.value, int) else 0)
