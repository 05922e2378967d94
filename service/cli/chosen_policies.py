"""The policies that a command is asked to look at alone."""

from __future__ import annotations

from collections.abc import Sequence

import click

from criteria.nearest import nearest
from criteria.policy import Policy
from service.review.site import Site


def chosen_policies(site: Site, ids: Sequence[str]) -> tuple[Policy, ...]:
    """The policies of a site with those ids, in the site's order; all of them where no id is given.

    Raises:
        BadParameter: when the site does not use one of them.
    """
    known = {each.id: each for each in site.reviewer.policies}
    for each in ids:
        if each not in known:
            told = f"{each!r} is none of the policies of the site: {', '.join(known)}"
            raise click.BadParameter(f"{told}{nearest(each, known)}", param_hint="--policy")
    return tuple(each for name, each in known.items() if not ids or name in ids)
