"""For other servers than ours: the application of a process that reads for itself what is installed.

Each process has to import this for itself; what it starts survives no fork.
"""

from __future__ import annotations

import logging

from pydantic import ValidationError
from pydantic_settings import SettingsError

from criteria.strict_yaml import FileError
from service.installation import load_installation
from service.server.worker import start
from service.settings import Settings, WrongSetting, mistakes_of
from service.telemetry.logs import configure_logs

configure_logs()
try:
    installation = load_installation(Settings())
except (FileError, OSError, SettingsError, ValidationError, WrongSetting) as error:
    lines = mistakes_of(error) if isinstance(error, ValidationError) else str(error).splitlines()
    logging.getLogger("criteria_cards.server").critical("%s", "; ".join(lines))
    raise SystemExit(1) from None
app = start(installation)
