"""sekmet-fhir as a server that keeps what a clinician writes, with the searches of R4 that it leaves out.

sekmet stores every resource type, but can search only those that its hospital
workflows use. R4's own search parameters of the other types that a worksheet
needs are added to its table; its code does the rest.
Run as `python -m tests.support.fhir_stores.sekmet_store FILE`, FILE being its settings.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.fhir import Json
from tests.support.fhir_stores.gate import Gate
from tests.support.fhir_stores.store import FhirStore
from tests.support.running.process import free_port, running

_ROOT = Path(__file__).parents[3]
_SETTINGS = """\
host: 127.0.0.1
port: {port}
base_url: {base}
db_path: ":memory:"
data_dir: {folder}
log_inbound: false
simulator: {{enabled: false}}
server_auth: {{types: [none]}}
"""
_LEFT_OUT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Goal": {
        "identifier": ("token", "identifier"),
        "lifecycle-status": ("token", "lifecycleStatus"),
        "patient": ("reference", "subject", "Patient"),
        "start-date": ("date", "startDate"),
        "subject": ("reference", "subject"),
    },
    "QuestionnaireResponse": {
        "author": ("reference", "author"),
        "authored": ("date", "authored"),
        "encounter": ("reference", "encounter"),
        "identifier": ("token", "identifier"),
        "patient": ("reference", "subject", "Patient"),
        "questionnaire": ("uri", "questionnaire"),
        "status": ("token", "status"),
        "subject": ("reference", "subject"),
    },
    "Questionnaire": {
        "identifier": ("token", "identifier"),
        "status": ("token", "status"),
        "url": ("uri", "url"),
    },
}


@contextmanager
def sekmet_store(folder: Path, resources: Sequence[Json] = ()) -> Iterator[FhirStore]:
    """A server that holds some resources, behind a gate that is open, until the block ends."""
    port = free_port()
    with Gate() as gate:
        settings = folder / "sekmet.yaml"
        settings.write_text(_SETTINGS.format(port=port, folder=folder, base=gate.url), encoding="utf-8")
        command = [sys.executable, "-m", __spec__.name, str(settings)]
        gate.target = port
        with running(command, port, "/fhir/metadata", folder / "sekmet.log", {"PYTHONPATH": str(_ROOT)}):
            store = FhirStore(gate, "sekmet")
            try:
                if resources:
                    store.load(resources)
                yield store
            finally:
                store.close()


def main() -> None:
    """Serve until the process is ended."""
    import uvicorn
    from sekmet.config import load_settings
    from sekmet.fhir.search_params import PARAMS, SearchParam
    from sekmet.main import create_app

    for kind, parameters in _LEFT_OUT.items():
        for name, (sort, path, *target) in parameters.items():
            PARAMS.setdefault(kind, {})[name] = SearchParam(name, sort, (path,), *target)
    settings = load_settings(sys.argv[1])
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning")


if __name__ == "__main__":
    main()
