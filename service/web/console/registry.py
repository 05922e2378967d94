"""The parts of the console, each a blueprint behind its gate. A new part is entered here."""

from __future__ import annotations

from service.web.console.home import blueprint as home

BLUEPRINTS = (home,)
