"""What a card calls somebody who answered: by name and role as sent, with what is known of a license."""

from __future__ import annotations

from cds_cards.markdown import broken
from cds_cards.short_name import short_name
from cds_cards.wording import Brief
from criteria.facts import Author, License

MAX_NAME_LENGTH = 60
"""With the role."""


def called(author: Author, wording: Brief) -> str:
    """Who answered: "by Ada Obi, LPC, license not checked"."""
    sent = ", ".join(filter(None, (short_name(author.name), author.role)))
    nobody = wording.practitioner if author.license else wording.someone
    name = broken(sent, MAX_NAME_LENGTH) if sent else nobody
    if author.license is None:
        return wording.by.format(name=name)
    license = {
        License.LISTED: wording.license_listed,
        License.NOT_LISTED: wording.license_not_listed,
        License.NOT_CHECKED: wording.license_not_checked,
    }
    return wording.by_license.format(name=name, license=license[author.license])
