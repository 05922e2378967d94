"""The section of a brief card that tells what is met, what was computed apart from what was attested."""

from __future__ import annotations

from collections.abc import Sequence

from cds_cards.attestation import Attestation, usual_attestation
from cds_cards.evidence_text import EvidenceText
from cds_cards.needs import shown_parts
from cds_cards.prepared_facts import Said
from cds_cards.telling import Brevity, MetCriteria, MetCriterion, Telling
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.facts import Evidence
from criteria.findings import NOT_APPLICABLE, POPULATION, Finding
from criteria.truth import Truth

_SEPARATOR = " · "
_UNKNOWN = Truth.UNKNOWN.outcome


class MetReader:
    """Finds what is met in a determination, and puts it into words; each code of the record once."""

    def __init__(self, wording: Wording, text: EvidenceText) -> None:
        self._wording = wording
        self._text = text
        self._codes: set[str] = set()

    def criteria(self, determination: Determination) -> MetCriteria:
        """The criteria that are met or do not apply."""
        met = [each for each in determination.inclusions if each.truth is Truth.MET]
        rests_on = [_evidence(each) for each in met]
        usual = usual_attestation([each for evidence in rests_on for each in evidence])
        told = [self._criterion(*each, usual) for each in zip(met, rests_on, strict=True)]
        return MetCriteria(usual, tuple(told))

    def _criterion(
        self, finding: Finding, evidence: Sequence[Evidence], usual: Attestation | None
    ) -> MetCriterion:
        attested: list[Said] = []
        computed: list[Said] = []
        has_others = False
        for each in evidence:
            if each.by:
                attested.append(self._text.said(each))
                has_others = has_others or (each.date, each.by) != usual
            elif not self._is_told(each):
                computed.append(self._text.said(each))
        answers = [each.answer for each in (*attested, *computed)]
        is_plain, is_mixed = all(answers), usual is not None
        values = [] if is_plain else self._text.apart(attested, computed, is_mixed=is_mixed, briefly=True)
        others = self._text.of_others(evidence, usual) if has_others else ""
        is_denied = is_plain and "yes" not in answers
        title, some = self._parts(finding)
        return MetCriterion(finding, title, some, attested, computed, values, others, is_denied)

    def _parts(self, finding: Finding) -> tuple[str, list[str]]:
        """The title, and how many parts are met where not all are; the rest is folded."""
        if not finding.criteria:
            return finding.title, []
        brief = self._wording.brief
        truths = [part.truth for part in shown_parts(finding) if part.id != POPULATION]
        met, total = truths.count(Truth.MET), len(truths)
        if finding.rests_on_rule_set:
            return brief.rests_on.format(title=finding.title, met=met, total=total), []
        return finding.title, [brief.some_met.format(met=met, total=total)] if met < total else []

    def _is_told(self, evidence: Evidence) -> bool:
        """Whether an earlier criterion has told of its code; from now on this one has. Events have days."""
        if self._text.is_event(evidence):
            return False
        code = self._text.code(evidence)
        if code in self._codes:
            return True
        if code:
            self._codes.add(code)
        return False


def met_section(telling: Telling) -> str:
    """One line for each criterion that is met or does not apply, with values and dates."""
    criteria = telling.met.criteria
    if not criteria:
        return ""
    if telling.brevity >= Brevity.COMPACT:
        row = _SEPARATOR.join([_in_a_row(telling, each) for each in criteria])
        return f"{_header(telling)}: {row}"
    text = _whole if telling.brevity is Brevity.LINES else _titled
    lines = [f"- **{each.finding.id}** {text(telling, each)}{each.others}" for each in criteria]
    return "\n".join((_header(telling), *lines))


def ruled_out_section(telling: Telling) -> str:
    """The exclusions that are ruled out, in one line; by their letters where there is little room."""
    found = [each for each in telling.determination.exclusions if each.truth is Truth.MET]
    if not found:
        return ""
    usual = usual_attestation([each for finding in found for each in finding.evidence])
    header = telling.wording.brief.ruled_out.format(count=len(found))
    if telling.brevity >= Brevity.COMPACT:
        named = telling.listed([f"**{each.id}**" for each in found], _SEPARATOR)
    else:
        named = _SEPARATOR.join(f"**{each.id}** {each.title}" for each in found)
    return f"{header}, {telling.text.origin(usual)}: {named}"


def _header(telling: Telling) -> str:
    brief, counted = telling.wording.brief, telling.counted
    besides = [each.finding.outcome for each in telling.met.criteria].count(NOT_APPLICABLE)
    sentence = brief.met_besides if besides else brief.met
    head = sentence.format(count=counted.met, besides=besides)
    if telling.determination.phase.triggers:
        head = brief.trigger.format(count=counted.met, total=counted.total)
    mostly = telling.brevity >= Brevity.COMPACT and any(each.others for each in telling.met.criteria)
    return f"{head}, {telling.text.origin(telling.met.usual, mostly)}"


def _whole(telling: Telling, met: MetCriterion) -> str:
    """A criterion with everything it rests on; what another rule set rests on is folded."""
    if met.finding.rests_on_rule_set:
        return _titled(telling, met)
    is_mixed = telling.met.usual is not None
    values = telling.text.apart(met.attested, met.computed, is_mixed=is_mixed, briefly=False)
    if met.finding.outcome == NOT_APPLICABLE:
        return "; ".join((f"{met.title}: {telling.wording.states.not_applicable}", *values))
    return _with_values(met.title if met.is_denied else ", ".join(met.some), values)


def _titled(telling: Telling, met: MetCriterion) -> str:
    """A criterion with its title and the values that say more than that it is met."""
    if met.finding.outcome == NOT_APPLICABLE:
        return "; ".join((telling.wording.states.not_applicable, *met.values))
    return _with_values(met.title, [*met.some, *met.values])


def _in_a_row(telling: Telling, met: MetCriterion) -> str:
    """A criterion with the values that say more than that it is met."""
    if met.finding.outcome == NOT_APPLICABLE:
        return f"**{met.finding.id}** {telling.wording.states.not_applicable}"
    told = [*met.some, *met.values] if telling.brevity < Brevity.GROUPED else met.some
    return f"**{met.finding.id}** {telling.listed(told)}" if told else f"**{met.finding.id}**"


def _with_values(title: str, values: Sequence[str]) -> str:
    said = "; ".join(values)
    return f"{title}: {said}" if title and said else title or said


def _evidence(finding: Finding) -> Sequence[Evidence]:
    """What a finding and its parts rest on, and what is contrary among them; what is open is folded."""
    if not finding.criteria:
        return finding.evidence
    found: list[Evidence] = []
    for part in shown_parts(finding):
        if part.outcome == _UNKNOWN or part.id == POPULATION:
            continue
        found.extend(_evidence(part) if part.criteria else part.evidence)
    if not finding.rests_on_rule_set:
        found.extend(finding.evidence)
    return found
