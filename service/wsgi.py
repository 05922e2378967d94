"""What a worker process imports: the application, warmed up."""

from __future__ import annotations

import gc

from service.app import create_app
from service.logs import configure_logs
from service.warm_up import warm_up

configure_logs()
app = create_app()
warm_up(app)
gc.collect()
gc.freeze()
