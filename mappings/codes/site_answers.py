"""`answers` of a site's file: the codes and exact words by which its EHR says yes, no or a severity."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from criteria.facts import SEVERITIES, FactKind
from criteria.nearest import nearest
from criteria.strict_model import Strict
from criteria.strict_yaml import Document, Mistake
from mappings.codes.code_systems import CodeSystems, Token
from mappings.codes.fact_map import FactMap
from mappings.codes.site_codes import LocalCode, token_of

ALL = "all"
"""In place of a fact: what is said of every one."""


class SiteAnswers(Strict):
    """The site's own codes and words for each answer."""

    yes: tuple[LocalCode, ...] = ()
    no: tuple[LocalCode, ...] = ()
    cannot_tell: tuple[LocalCode, ...] = ()
    none: tuple[LocalCode, ...] = ()
    mild: tuple[LocalCode, ...] = ()
    moderate: tuple[LocalCode, ...] = ()
    severe: tuple[LocalCode, ...] = ()
    extreme: tuple[LocalCode, ...] = ()

    @property
    def severities(self) -> Iterator[tuple[LocalCode, int]]:
        """The codes of severities, each with its index into SEVERITIES."""
        for level, name in enumerate(SEVERITIES):
            for code in getattr(self, name):
                yield code, level

    @property
    def yes_or_no(self) -> Iterator[tuple[LocalCode, bool | None]]:
        """The codes of yes, of no and, as None, of "I cannot tell"."""
        yield from ((code, True) for code in self.yes)
        yield from ((code, False) for code in self.no)
        yield from ((code, None) for code in self.cannot_tell)


Answers = Mapping[str, SiteAnswers]
"""By fact, or ALL."""


_CANNOT_TELL = "cannot_tell"
_YES_OR_NO = (_CANNOT_TELL, "yes", "no")
_SEVERITY = (_CANNOT_TELL, *SEVERITIES)


def mistakes_in_answers(
    document: Document,
    answers: Answers,
    fact_map: FactMap,
    systems: CodeSystems,
    has_meaning: Callable[[Token], bool],
) -> Iterator[Mistake]:
    """Answers to what is no such question, and codes with two meanings for one fact.

    `has_meaning` tells the codes that say something to every site.
    """
    for fact in answers:
        if fact != ALL:
            yield from _not_asked(document, fact, answers[fact], fact_map)
    for kind in (_YES_OR_NO, _SEVERITY):
        said_of_all: dict[Token, str] = {}
        for fact in sorted(answers, key=lambda each: each != ALL):
            said = dict(said_of_all)
            for answer, i, code in _codes(answers[fact], kind):
                token = token_of(code, systems)
                if problem := _problem(token, answer, said, has_meaning):
                    yield document.mistake(("answers", fact, answer, i), problem)
                said.setdefault(token, answer)
            if fact == ALL:
                said_of_all = said


def _not_asked(document: Document, fact: str, named: SiteAnswers, fact_map: FactMap) -> Iterator[Mistake]:
    spec = fact_map.facts.get(fact)
    if spec is None:
        problem = f"no fact has this name{nearest(fact, (*fact_map.facts, ALL))}"
        yield document.mistake(("answers", fact), problem)
    elif not spec.coded:
        yield document.mistake(("answers", fact), "this fact is not read from coded answers")
    else:
        takes = {FactKind.RATING: _SEVERITY, FactKind.SCORE: (_CANNOT_TELL,)}.get(spec.type.kind, _YES_OR_NO)
        for answer in SiteAnswers.model_fields:
            if getattr(named, answer) and answer not in takes:
                problem = f"this fact is answered by {', '.join(takes)}"
                yield document.mistake(("answers", fact, answer), problem)


def _problem(
    token: Token, answer: str, said: Mapping[Token, str], has_meaning: Callable[[Token], bool]
) -> str:
    if has_meaning(token):
        return "this code has its meaning already"
    if not token.system and token.code.isdigit() and answer in SEVERITIES:
        return "what a number means stands under scales"
    if token not in said:
        return ""
    return "this code stands here twice" if said[token] == answer else f"this code already says {said[token]}"


def _codes(named: SiteAnswers, kind: Sequence[str]) -> Iterator[tuple[str, int, LocalCode]]:
    for answer in kind:
        for i, code in enumerate(getattr(named, answer)):
            yield answer, i, code
