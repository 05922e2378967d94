"""What a card calls somebody who answered: by name and role as sent, with what is known of a license."""

from __future__ import annotations

from cds_cards.markdown import Inert, broken
from cds_cards.short_name import short_name
from cds_cards.wording import Brief
from criteria.facts import Author

MAX_NAME_LENGTH = 60
"""With the role."""


def called(author: Author, wording: Brief, inert: Inert = broken) -> str:
    """Who answered: "by Ada Obi, LPC, license not checked"."""
    name = named(author, wording, inert)
    if author.license is None:
        return wording.by.format(name=name)
    return wording.by_license.format(name=name, license=wording.licenses[author.license])


def named(author: Author, wording: Brief, inert: Inert = broken) -> str:
    """The name and the role of who answered: "Ada Obi, LPC"."""
    if sent := _sent(author):
        return inert(sent, MAX_NAME_LENGTH)
    return wording.practitioner if author.license else wording.someone


def forms_of_name(author: Author) -> tuple[str, ...]:
    """Every form in which a name stands on a card or beside it, for whoever hides it."""
    if not author.name:
        return ()
    short = short_name(author.name)
    return broken(_sent(author), MAX_NAME_LENGTH), author.name, broken(author.name), short, broken(short)


def _sent(author: Author) -> str:
    return ", ".join(filter(None, (short_name(author.name), _further_role(author))))


def _further_role(author: Author) -> str:
    """The role, unless the name says it already, as "R. Levy, LPC" does."""
    return "" if f" {_words(author.role)} " in f" {_words(short_name(author.name))} " else author.role


def _words(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())
