"""Turns all findings into Markdown that also reads well as plain text: short nested lists, no tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cds_cards.author_text import called
from cds_cards.fact_text import UNNAMED, FactText
from cds_cards.markdown import escaped
from cds_cards.needs import shown_parts
from cds_cards.states import state_of
from cds_cards.wording import Wording
from criteria.facts import Evidence
from criteria.findings import POPULATION, Finding, walk
from criteria.leaves.age import BIRTH_DATE
from criteria.truth import Truth


class FindingsMarkdown:
    """Writes the findings of the determinations of one policy, with what it says of the facts."""

    def __init__(self, wording: Wording, facts: Mapping[str, FactText]) -> None:
        self._wording = wording
        self._facts = facts

    def render(self, findings: Iterable[Finding]) -> tuple[str, str]:
        """One list item for each finding, its parts below it; and our readings of doubtful wording."""
        items: list[str] = []
        readings: list[str] = []
        for finding in findings:
            self._tell(finding, "", items, readings)
        if readings:
            readings = [self._wording.full.readings, "", *readings]
        return "\n".join(items), "\n".join(readings)

    def to_supply(self, findings: Iterable[Finding]) -> str:
        """Who can supply what is missing: each supplier with the criteria that wait for them."""
        by_supplier: dict[str, dict[str, None]] = {}
        for path, finding in walk(findings, only=_is_open):
            for missing in finding.missing:
                supplier = self._facts.get(missing.fact, UNNAMED).supplied_by
                by_supplier.setdefault(supplier, {})[path] = None
        listed = sorted(by_supplier.items(), key=lambda item: -len(item[1]))
        return "; ".join(f"{who} ({', '.join(criteria)})" for who, criteria in listed if who)

    def citation(self, evidence: Evidence) -> str:
        """What an item of the record says, where it stands, who said it and until when it counts."""
        code = evidence.code.rpartition("|")[2]
        shown = [str(evidence.value)] if evidence.value != "" else []
        if code and code not in self._facts:
            shown.append(code)
        where = [part for part in (evidence.reference, evidence.date) if part]
        cited = ", ".join(shown) or "on file"
        if where:
            cited += f" ({', '.join(where)})"
        said = [escaped(cited) + self._by(evidence)]
        if evidence.note:
            said.append(escaped(evidence.note))
        if evidence.counts_until:
            said.append(self._wording.full.counts_until.format(day=evidence.counts_until))
        return "; ".join(said)

    def _by(self, evidence: Evidence) -> str:
        return f", {called(evidence.by, self._wording.brief)}" if evidence.by else ""

    def _tell(self, finding: Finding, indent: str, items: list[str], readings: list[str]) -> None:
        head = f"{_name(finding)}{finding.title}: {state_of(finding, self._wording.states)}"
        head = head if indent else f"**{head}**"
        telling = _telling(finding)
        lacks_one = len(finding.missing) == 1 and not finding.criteria and not telling
        sentences = self._cited(finding, telling) + self._open(finding, lacks_one)
        if sentences and (lacks_one or (len(sentences) == 1 and not finding.criteria)):
            head += f"; {sentences.pop(0)}"
        items.append(f"{indent}- {head}")
        if sentences:
            items[-1] += "".join([f"  \n{indent}  {sentence}." for sentence in sentences])
        if finding.reads_as:
            readings.append(f"- {_name(finding)}{finding.reads_as}")
        if finding.criteria:
            self._tell_parts(finding, f"{indent}  ", items, readings)

    def _tell_parts(self, finding: Finding, indent: str, items: list[str], readings: list[str]) -> None:
        shown = _shown_parts(finding)
        if shown and finding.rests_on_rule_set:
            truths = [part.truth for part in finding.criteria if part.id != POPULATION]
            said = self._wording.full.open_part.format(met=truths.count(Truth.MET), total=len(truths))
            items.append(f"{indent}{said}")
        for part in shown:
            self._tell(part, indent, items, readings)

    def _cited(self, finding: Finding, telling: Sequence[Evidence]) -> list[str]:
        """What the evidence says; a plain yes or no that stands alone answers the question of the title."""
        if len(finding.evidence) == 1 and telling and telling[0].value in ("yes", "no"):
            return [self.citation(telling[0])]
        return [f"{self._title(evidence.fact)}: {self.citation(evidence)}" for evidence in telling]

    def _open(self, finding: Finding, lacks_one: bool) -> list[str]:
        """What is missing, and what stands beside it in the record."""
        if not (finding.missing or finding.hints):
            return []
        lines = self._wording.full
        text = "; ".join(self._missing(finding, lacks_one))
        missing = text if lacks_one else lines.missing.format(text=text)
        reasons = [each.reason for each in finding.missing]
        hints = [hint for hint in finding.hints if hint.value != "" or hint.note not in reasons]
        told = [lines.hint.format(text=self.citation(hint)) for hint in hints]
        return [missing, *told] if finding.missing else told

    def _missing(self, finding: Finding, lacks_one: bool) -> Iterator[str]:
        """What is missing, the facts that lack for one and the same reason in one breath.

        The only fact of a criterion without parts is not named: the title has just said it.
        """
        by_reason: dict[str, list[str]] = {}
        for each in finding.missing:
            by_reason.setdefault(each.reason, []).append(self._title(each.fact))
        for reason, titles in by_reason.items():
            named = "" if lacks_one else ", ".join(title for title in titles if title)
            yield f"{named}: {escaped(reason)}" if named else escaped(reason)

    def _title(self, fact: str) -> str:
        return self._facts.get(fact, UNNAMED).title


def _name(finding: Finding) -> str:
    return "" if finding.id == POPULATION else f"{finding.id}. "


def _telling(finding: Finding) -> list[Evidence]:
    """The evidence worth showing: the birth date is told once, with the population."""
    return [e for e in finding.evidence if e.fact != BIRTH_DATE or finding.id == POPULATION]


def _shown_parts(finding: Finding) -> Sequence[Finding]:
    """The parts worth a reader's time: no other age's tool, and of another rule set what is not met."""
    if finding.rests_on_rule_set:
        return [part for part in finding.criteria if part.truth is not Truth.MET]
    return shown_parts(finding)


def _is_open(finding: Finding) -> bool:
    """Whether what is missing in a finding could still change it."""
    return finding.truth is Truth.UNKNOWN
