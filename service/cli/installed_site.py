"""The site by which a command reads: the settings' own, or one that it is given."""

from __future__ import annotations

import click

from service.installation import load_installation
from service.review.site import Site
from service.settings import Settings

site_option = click.option(
    "--site",
    "site_name",
    default="",
    metavar="NAME|FILE",
    help="A site in mappings/sites, or its file; the settings' when left out.",
)


def installed_site(name: str = "") -> Site:
    """The site of that name or file, or the settings' own, with all that it uses.

    Raises:
        FileError: when a policy, a mapping or the site's file is wrong.
        WrongSetting: when there is no such site.
    """
    settings = Settings(clients=None, require_token=False)
    if name:
        settings = settings.model_copy(update={"site": name})
    return load_installation(settings).sites[settings.site]
