"""References in a text: what looks like a number and states none, as citations, codes, dates, list marks."""

from __future__ import annotations

import re

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBERED = (
    "section|subsection|paragraph|regulation|rule|chapter|title|part|subpart|article|volume|table|form|appendix|"
    "attachment|exhibit|figure|page|pages|no|number|item|criterion|criteria|step|bulletin|version"
)
_NAME = r"[\w.()/-]*"
"""What a number may have around it in a citation: 10.67.08.02N, 1915(i), A-B."""
_NUMBER_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred)"

_REFERENCES = (
    r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
    r"\b\d{4}-\d{2}-\d{2}\b",
    rf"\b(?:{_MONTHS})\s(?:\d{{1,2}},?\s)?\d{{1,4}}\b",
    r"\b(?:19|20)\d\d\b(?!\s?-?(?:day|hour|unit|minute))",
    rf"\b\d+\s?(?:CFR|C\.F\.R\.|USC|U\.S\.C\.|VAC|Fed\.\sReg\.)\s?(?:[Pp]art\s|§+\s?)?{_NAME}",
    rf"§+\s?{_NAME}(?:(?:,|\sand|\sor)+\s{_NAME}\d{_NAME})*",
    rf"\bCOMAR\s{_NAME}",
    rf"(?i:\b(?:{_NUMBERED})s?\.?\s)\.?\d{_NAME}(?:(?:,|\sand|\sor|\sto|\sthrough|\s-)+\s?\.?\d{_NAME})*",
    r"(?<!\w)\.\d+\w*",
    r"\b\d+(?:\.\d+){2,}\w*",
    r"\b(?:DSM|ICD|WHODAS)\s\d[\w.-]*",
    r"\b[A-Za-z]+-\d[\w.-]*",
    r"\b(?!\d+(?:st|nd|rd|th)\b)(?=\w*\d)(?=\w*[A-Za-z])\w+(?:[.-]\w+)*",
    r"\b\d+(?:\(\w{1,4}\))+",
    r"(?i:\bno one\b|\bone another\b|\bone[\s-](?:to|on)[\s-]one\b)",
)
_MARKS = (
    r"\(\d{1,3}\)",
    r"(?:^|(?<=[.;:•*]\s)|(?<=\sand\s)|(?<=\sor\s))(?:[A-Z]\.)?\d{1,2}(?:\.\d+)*[.)](?=\s|$)",
)
"""The numbers of a list's items. One in brackets after a number in words repeats it: sixty (60) days."""

_BLANKED = re.compile(rf"(?i:(?P<repeated>\b{_NUMBER_WORD}\s\(\d+\)))|" + "|".join((*_REFERENCES, *_MARKS)))


def without_references(text: str) -> str:
    """The text with blanks in place of its references."""
    return _BLANKED.sub(lambda match: match[0] if match["repeated"] else " " * len(match[0]), text)
