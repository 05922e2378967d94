"""Codes of HCPCS and CPT as they are written: with modifiers, and under each other's system."""

from __future__ import annotations

import re

MODIFIERS = r"(?:[^A-Za-z0-9]*[A-Z0-9]{2})*[^A-Za-z0-9]*"
"""Modifiers as they follow a code in one string: H2017-HE, H2017 HO, H2017:HE, H2011 (HA)."""

_WRITTEN = re.compile(rf"([A-Z][0-9]{{4}}|[0-9]{{5}}){MODIFIERS}")


def billing_code(written: str) -> str:
    """A code of HCPCS or CPT without its modifiers; empty where it is written as none."""
    found = _WRITTEN.fullmatch(written.strip().upper())
    return found[1] if found else ""


def names_its_system(code: str) -> bool:
    """Whether a code can be none but one of HCPCS, wherever it stands: a letter and four digits."""
    return code[:1].isalpha()
