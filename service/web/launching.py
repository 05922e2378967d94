"""The SMART apps of an installation, with what their launches and arrivals need."""

from __future__ import annotations

from typing import NamedTuple

from service.installation import Installation
from service.review.site import Site
from service.smart.apps import SmartApps
from service.smart.arrivals import Arrivals
from service.smart.asking import Asking
from service.smart.launches import Launches
from service.smart.sessions import Sessions

CAREGIVERS = "RelatedPerson"
"""The type of those whose answers may be recorded as theirs by name; without it they are named by hand."""
_QUALIFIED = ("Practitioner", "PractitionerRole")


class Launching(NamedTuple):
    """What the SMART routes go by."""

    apps: SmartApps
    launches: Launches
    arrivals: Arrivals


def launching(installation: Installation, sessions: Sessions) -> Launching:
    """The SMART apps of the registered clients.

    Raises:
        OSError: when a secret or a key cannot be read any more.
        ValueError: when it is not what it was when it was checked.
    """
    settings, asking = installation.settings, Asking()
    kinds = {name: (*kinds_read(site), CAREGIVERS) for name, site in installation.sites.items()}
    apps = SmartApps(installation.clients, kinds, settings.url, asking)
    launches = Launches(sessions.engine, installation.session_key)
    policies = {policy.id: policy for policy in installation.policies}
    return Launching(apps, launches, Arrivals(apps, launches, sessions, asking, policies, settings.base))


def kinds_read(site: Site) -> tuple[str, ...]:
    """The resource types that a site's searches name; with qualifications, whose they are as well."""
    named = (query.partition("?")[0].partition("/")[0] for query in site.searches.values())
    decides = site.reviewer.mapping.site.lpha_qualifications
    return tuple(dict.fromkeys((*named, *(_QUALIFIED if decides else ()))))
