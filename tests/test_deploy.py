"""The deployment files are well-formed and agree with the service; running them needs engines tests lack."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SETTINGS = {f"CRITERIA_CARDS_{name.upper()}" for name in Settings.model_fields}


def documents(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def variables(value: Any) -> set[str]:
    """Every word in a document that looks like one of our settings."""
    if isinstance(value, dict):
        return {found for key, item in value.items() for found in variables(key) | variables(item)}
    if isinstance(value, list):
        return {found for item in value for found in variables(item)}
    return {value} if isinstance(value, str) and value.startswith("CRITERIA_CARDS_") else set()


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes/criteria-cards.yaml"])
def test_deployments_use_settings_that_exist(name: str) -> None:
    used = variables(documents(DEPLOY / name))
    assert used
    assert used <= SETTINGS


def test_probes_ask_for_what_is_served() -> None:
    text = (DEPLOY / "kubernetes/criteria-cards.yaml").read_text(encoding="utf-8")
    assert "livenessProbe:\n            httpGet: {path: /healthz, port: http}" in text
    assert "readinessProbe:\n            httpGet: {path: /readyz, port: http}" in text


def test_each_replica_keeps_a_spool_of_its_own() -> None:
    (stateful,) = [
        d for d in documents(DEPLOY / "kubernetes/criteria-cards.yaml") if d["kind"] == "StatefulSet"
    ]
    (claim,) = stateful["spec"]["volumeClaimTemplates"]
    mounts = stateful["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
    assert {"name": claim["metadata"]["name"], "mountPath": "/var/lib/criteria-cards"} in mounts


def test_the_image_installs_the_locked_dependencies() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in text
    assert (ROOT / "requirements.lock").exists()
