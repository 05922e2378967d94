"""The site by which a command reads: the settings' own, or one that it is given."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from service.named_files import check_named_files, site_file
from service.population.site_spec import SiteSpec
from service.review.rule_files import INSTALLED, AnswerSettings
from service.review.site import Site
from service.settings import Settings

site_option = click.option(
    "--site",
    "site_name",
    default="",
    metavar="NAME|FILE",
    help="A site in mappings/sites, or its file; the settings' when left out.",
)


class ChosenSite(NamedTuple):
    """What the site is made of, its file where it has one, and the settings."""

    spec: SiteSpec
    file: Path | None
    settings: Settings


def chosen_site(name: str = "") -> ChosenSite:
    """The site of that name or file, or the settings' own.

    Raises:
        WrongSetting: when there is no such site.
    """
    settings = Settings(clients=None, require_token=False)
    if name:
        settings = settings.model_copy(update={"site": name})
    check_named_files(settings)
    file = site_file(settings.site)
    decide = AnswerSettings(settings.base, settings.url, settings.time_zone, settings.validate_evidence)
    return ChosenSite(SiteSpec(INSTALLED._replace(site=file), decide), file, settings)


def installed_site(name: str = "") -> Site:
    """The site of that name or file, or the settings' own, with all that it uses.

    Raises:
        FileError: when a policy, a mapping or the site's file is wrong.
        WrongSetting: when there is no such site.
    """
    return chosen_site(name).spec.load()
