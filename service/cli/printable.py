"""Texts that are not ours, as a terminal may have them."""


def printable(text: str) -> str:
    """A text without control characters: they may be a client's or a patient's, and move a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
