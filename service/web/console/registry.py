"""The parts of the console, each a blueprint behind its gate. A new part is entered here."""

from __future__ import annotations

from service.web.console.bench import blueprint as bench
from service.web.console.cases import blueprint as cases
from service.web.console.documents import blueprint as documents
from service.web.console.gaps import blueprint as gaps
from service.web.console.home import blueprint as home
from service.web.console.mapping import blueprint as mapping
from service.web.console.outcomes import blueprint as outcomes
from service.web.console.sign_in import blueprint as sign_in
from service.web.console.sign_in import signing_out

BLUEPRINTS = (home, bench, cases, mapping, gaps, outcomes, documents, sign_in, signing_out)
