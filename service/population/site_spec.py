"""A site as worker processes make it for themselves: its files, and the settings that decide answers."""

from __future__ import annotations

from typing import NamedTuple

from service.review.rule_files import AnswerSettings, RuleFiles
from service.review.site import Site


class SiteSpec(NamedTuple):
    """What a site is made of; it travels to a process, which a site does not."""

    rules: RuleFiles
    settings: AnswerSettings

    def load(self) -> Site:
        """The site.

        Raises:
            FileError: when one of the files is wrong.
        """
        return self.rules.load_site(self.rules.load_policies(), self.settings)
