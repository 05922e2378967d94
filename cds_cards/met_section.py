"""The section of a brief card that tells what is met, what was computed apart from what was attested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cds_cards.evidence_text import Attestation, EvidenceText, Style, usual_attestation
from cds_cards.needs import shown_parts
from cds_cards.telling import Brevity, MetCriteria, MetCriterion, Telling
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.facts import Evidence
from criteria.findings import NOT_APPLICABLE, POPULATION, Finding
from criteria.policy import Phase
from criteria.truth import Truth

_SEPARATOR = " · "


class MetReader:
    """Finds what is met in a determination, and puts it into words; each code of the record once."""

    def __init__(self, wording: Wording, text: EvidenceText) -> None:
        self._wording = wording
        self._text = text
        self._codes: set[str] = set()

    def criteria(self, determination: Determination) -> MetCriteria:
        """The criteria that are met or do not apply."""
        met = [each for each in determination.criteria if each.truth is Truth.MET]
        rests_on = [list(_evidence(each)) for each in met]
        usual = usual_attestation([each for evidence in rests_on for each in evidence])
        told = [self._criterion(*each, usual) for each in zip(met, rests_on, strict=True)]
        return MetCriteria(usual, tuple(told))

    def _criterion(
        self, finding: Finding, evidence: list[Evidence], usual: Attestation | None
    ) -> MetCriterion:
        evidence = self._untold(evidence)
        title, some = self._parts(finding)
        attested = [self._text.said(each) for each in evidence if each.by]
        computed = [self._text.said(each) for each in evidence if not each.by]
        others = self._text.of_others(evidence, usual)
        return MetCriterion(finding, title, some, attested, computed, others)

    def _parts(self, finding: Finding) -> tuple[str, list[str]]:
        """The title, and how many parts are met where not all are; the rest is folded."""
        parts = [part for part in shown_parts(finding) if part.id != POPULATION]
        numbers = {"met": sum(part.truth is Truth.MET for part in parts), "total": len(parts)}
        if finding.rests_on_rule_set:
            return self._wording.brief.rests_on.format(title=finding.title, **numbers), []
        some = self._wording.brief.some_met.format(**numbers)
        return finding.title, [some] if numbers["met"] < numbers["total"] else []

    def _untold(self, evidence: Iterable[Evidence]) -> list[Evidence]:
        """The evidence without the codes that an earlier criterion has told of."""
        untold = [each for each in evidence if each.by or self._text.code(each) not in self._codes]
        self._codes.update(code for each in untold if not each.by and (code := self._text.code(each)))
        return untold


def met_section(telling: Telling) -> str:
    """One line for each criterion that is met or does not apply, with values and dates."""
    criteria = telling.met.criteria
    if not criteria:
        return ""
    if telling.brevity >= Brevity.COMPACT:
        row = _SEPARATOR.join([_in_a_row(telling, each) for each in criteria])
        return f"{_header(telling)}: {row}"
    return "\n".join((_header(telling), *[_line(telling, each) for each in criteria]))


def _header(telling: Telling) -> str:
    brief, counted = telling.wording.brief, telling.counted
    head = brief.met.format(count=counted.met)
    if telling.determination.phase is Phase.DISCHARGE:
        head = brief.trigger.format(count=counted.met, total=counted.total)
    mostly = telling.brevity >= Brevity.COMPACT and any(each.others for each in telling.met.criteria)
    return f"{head}, {telling.text.origin(telling.met.usual, mostly)}"


def _line(telling: Telling, met: MetCriterion) -> str:
    return f"- **{met.finding.id}** {_said(telling, met)}{met.others}"


def _said(telling: Telling, met: MetCriterion) -> str:
    if met.finding.outcome == NOT_APPLICABLE:
        does_not = f"{met.title}: {telling.wording.states.not_applicable}"
        style = Style.ALL if telling.brevity is Brevity.LINES else Style.VALUES
        return "; ".join((does_not, *_apart(telling, met, style)))
    if telling.brevity >= Brevity.TITLES or met.finding.rests_on_rule_set:
        return _titled(met.title, [*met.some, *_apart(telling, met, Style.VALUES)])
    said = (*met.attested, *met.computed)
    title = met.title if all(each.is_no for each in said) else ", ".join(met.some)
    return _titled(title, _apart(telling, met, Style.ALL))


def _in_a_row(telling: Telling, met: MetCriterion) -> str:
    """A criterion with the values that say more than that it is met."""
    if met.finding.outcome == NOT_APPLICABLE:
        return f"**{met.finding.id}** {telling.wording.states.not_applicable}"
    values = _apart(telling, met, Style.VALUES) if telling.brevity < Brevity.GROUPED else []
    return f"**{met.finding.id}** {telling.listed([*met.some, *values])}".strip()


def _apart(telling: Telling, met: MetCriterion, style: Style) -> list[str]:
    """What was attested, and behind it what the record tells by itself, which is said."""
    computed = telling.text.told(met.computed, style)
    if computed and telling.met.usual:
        computed[-1] += f" ({telling.wording.brief.on_file})"
    return telling.text.told(met.attested, style) + computed


def _titled(title: str, values: Sequence[str]) -> str:
    return ": ".join(filter(None, (title, "; ".join(values))))


def _evidence(finding: Finding) -> Iterator[Evidence]:
    """What a finding and its parts rest on, and what is contrary among them; what is open is folded."""
    if finding.criteria:
        for part in shown_parts(finding):
            if part.truth is not Truth.UNKNOWN and part.id != POPULATION:
                yield from _evidence(part)
    if not finding.rests_on_rule_set:
        yield from finding.evidence
