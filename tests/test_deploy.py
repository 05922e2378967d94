"""The deployment files agree with the service and with each other; running them needs engines tests lack."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.cli.serve import command as serve
from service.server import granian as server
from service.server import stopping
from service.settings import Settings
from tests.service.application import application

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
SETTINGS = {f"CRITERIA_CARDS_{name.upper()}" for name in Settings.model_fields}
CLOSED = {"/healthz", "/readyz", "/metrics"}
ROOM_MIB = 256
"""For the main process, and a worker that starts while the one it replaces still answers."""

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
UNIT = (DEPLOY / "criteria-cards.service").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICE = COMPOSE["services"]["service"]
KUBERNETES = list(
    yaml.safe_load_all((DEPLOY / "kubernetes" / "criteria-cards.yaml").read_text(encoding="utf-8"))
)


def named(kind: str, name: str = "criteria-cards") -> Any:
    """What Kubernetes is to make, without what it makes itself."""
    (found,) = [d for d in KUBERNETES if (d["kind"], d["metadata"]["name"]) == (kind, name)]
    return found.get("spec") or found["data"]


REPLICAS = named("StatefulSet")
POD = REPLICAS["template"]["spec"]
(CONTAINER,) = POD["containers"]


def of_image(instruction: str) -> str:
    """What an instruction of the Dockerfile says, the last time it stands there."""
    said: list[str] = re.findall(rf"^{instruction} (.*)$", DOCKERFILE, re.MULTILINE)
    return said[-1]


def of_unit(directive: str) -> list[str]:
    """The words of a directive of the systemd unit, which stands there once."""
    (said,) = re.findall(rf"^{directive}=(.*)$", UNIT, re.MULTILINE)
    return str(said).split()


def variables(value: Any) -> set[str]:
    """Every word in a document that looks like one of our settings."""
    if isinstance(value, dict):
        return {found for key, item in value.items() for found in variables(key) | variables(item)}
    if isinstance(value, list):
        return {found for item in value for found in variables(item)}
    return {value} if isinstance(value, str) and value.startswith("CRITERIA_CARDS_") else set()


@pytest.mark.parametrize("deployment", [COMPOSE, KUBERNETES], ids=["compose", "kubernetes"])
def test_deployments_use_settings_that_exist(deployment: Any) -> None:
    used = variables(deployment)
    assert used
    assert used <= SETTINGS


@pytest.mark.parametrize("image", [SERVICE["image"], CONTAINER["image"]], ids=["compose", "kubernetes"])
def test_deployments_run_this_version(image: str) -> None:
    assert image == f"criteria-cards:{VERSION}"


@pytest.mark.parametrize(
    ("command", "limit"),
    [
        pytest.param(json.loads(of_image("CMD")), SERVICE["mem_limit"], id="image"),
        pytest.param(CONTAINER["args"], CONTAINER["resources"]["limits"]["memory"], id="kubernetes"),
        pytest.param(of_unit("ExecStart"), of_unit("MemoryMax")[0], id="systemd"),
    ],
)
def test_there_is_memory_for_all_workers_at_their_largest(command: list[str], limit: str) -> None:
    program, name, *arguments = command
    asked = serve.make_context(name, arguments).params
    mib = int(re.sub(r"(m|Mi|M)$", "", limit))
    assert (Path(program).name, name) == ("criteria-cards", "serve")
    assert asked["workers"] * asked["largest"] + ROOM_MIB <= mib


@pytest.mark.parametrize(
    ("grace", "before"),
    [
        pytest.param(SERVICE["stop_grace_period"], "0s", id="compose"),
        pytest.param(
            f"{POD['terminationGracePeriodSeconds']}s",
            f"{CONTAINER['lifecycle']['preStop']['exec']['command'][-1]}s",
            id="kubernetes",
        ),
        pytest.param(f"{of_unit('TimeoutStopSec')[0]}s", "0s", id="systemd"),
    ],
)
def test_the_server_may_end_before_it_is_killed(grace: str, before: str) -> None:
    seconds = int(grace.removesuffix("s")) - int(before.removesuffix("s"))
    assert seconds > server.STOP_TIMEOUT_SECONDS


@pytest.mark.parametrize(
    ("probe", "path"),
    [
        pytest.param("startupProbe", "/healthz", id="a replica has started when its process answers"),
        pytest.param("livenessProbe", "/healthz", id="it is restarted when its process does not"),
        pytest.param("readinessProbe", "/readyz", id="it is called while it can answer cards"),
    ],
)
def test_probes_ask_for_what_is_served(probe: str, path: str) -> None:
    assert CONTAINER[probe]["httpGet"] == {"path": path, "port": "http"}
    assert {"name": "http", "containerPort": int(of_image("EXPOSE"))} in CONTAINER["ports"]


def test_each_replica_keeps_a_spool_of_its_own() -> None:
    (claim,) = REPLICAS["volumeClaimTemplates"]
    mounts = {mount["name"]: mount["mountPath"] for mount in CONTAINER["volumeMounts"]}
    assert mounts[claim["metadata"]["name"]] == of_image("VOLUME")
    assert named("Service", REPLICAS["serviceName"])["clusterIP"] == "None"


def test_every_selector_means_the_replicas() -> None:
    labels = REPLICAS["template"]["metadata"]["labels"]
    (spread,) = POD["topologySpreadConstraints"]
    matched = [each["matchLabels"] for each in (REPLICAS["selector"], spread["labelSelector"])]
    matched += [named("PodDisruptionBudget")["selector"]["matchLabels"]]
    matched += [named("Service", name)["selector"] for name in ("criteria-cards", REPLICAS["serviceName"])]
    assert matched == [labels] * 5


@pytest.mark.parametrize(
    ("data", "clients", "mounts"),
    [
        pytest.param(
            of_image("VOLUME"),
            SERVICE["environment"]["CRITERIA_CARDS_CLIENTS"],
            {mount.split(":")[1] for mount in SERVICE["volumes"]},
            id="compose",
        ),
        pytest.param(
            of_image("VOLUME"),
            named("ConfigMap")["CRITERIA_CARDS_CLIENTS"],
            {mount["mountPath"] for mount in CONTAINER["volumeMounts"]},
            id="kubernetes",
        ),
    ],
)
def test_what_the_service_reads_and_keeps_is_mounted(data: str, clients: str, mounts: set[str]) -> None:
    assert f"CRITERIA_CARDS_DATA={data}\n" in DOCKERFILE
    assert {data, str(Path(clients).parent)} <= mounts


def test_nobody_gains_a_right_in_a_container() -> None:
    uid, gid = map(int, of_image("USER").split(":"))
    assert f"useradd --uid {uid} --user-group " in DOCKERFILE
    user = {name: POD["securityContext"][name] for name in ("runAsNonRoot", "runAsUser", "runAsGroup")}
    assert user == {"runAsNonRoot": True, "runAsUser": uid, "runAsGroup": gid}
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert POD["automountServiceAccountToken"] is False
    assert (SERVICE["read_only"], SERVICE["cap_drop"]) == (True, ["ALL"])
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in SERVICE, "it is reached through the front alone"


def test_kubernetes_sets_no_variables_that_look_like_settings() -> None:
    assert POD["enableServiceLinks"] is False


def test_an_ingress_passes_on_all_that_is_served_but_what_is_for_the_operator(tmp_path: Path) -> None:
    (rule,) = named("Ingress")["rules"]
    passed = [(each["path"], each["pathType"]) for each in rule["http"]["paths"]]
    served = {str(rule) for rule in application(tmp_path).application.url_map.iter_rules()}
    closed = {
        path
        for path in served
        if not any(
            path == each or (kind == "Prefix" and path.startswith(f"{each}/")) for each, kind in passed
        )
    }
    assert closed == CLOSED
    assert f"https://{rule['host']}" == named("ConfigMap")["CRITERIA_CARDS_PUBLIC_URL"]


@pytest.mark.parametrize(
    ("front", "shut"),
    [("nginx.conf", r"location ~ \^/\((.*)\)\$ \{\n\s+return 404;"), ("Caddyfile", r"@inside path (.*)\n")],
)
def test_a_front_shuts_what_is_for_the_operator(front: str, shut: str) -> None:
    found = re.search(shut, (DEPLOY / front).read_text(encoding="utf-8"))
    assert found
    assert {f"/{name.lstrip('/')}" for name in re.split(r"[ |]", found[1])} == CLOSED


def test_a_front_lets_go_of_its_connections_before_a_replica_that_stops_ends_them() -> None:
    found = re.search(r"keepalive_timeout (\d+)s;", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    assert found
    assert int(found[1]) < stopping.REST_SECONDS


def test_the_image_installs_the_locked_dependencies() -> None:
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert (ROOT / "requirements.lock").exists()


def test_the_image_is_built_on_the_python_that_it_runs_on() -> None:
    assert len(set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))) == 1


def test_the_unit_sets_what_there_is_and_keeps_its_data_where_it_may_write() -> None:
    given = dict(re.findall(r"^Environment=([A-Z_]+)=(.*)$", UNIT, re.MULTILINE))
    assert given.keys() - {"MALLOC_ARENA_MAX"} <= SETTINGS
    assert given["CRITERIA_CARDS_DATA"] == f"/var/lib/{of_unit('StateDirectory')[0]}"
    assert given["MALLOC_ARENA_MAX"] == "1"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = of_unit("ExecStart")[0]
    unit = tmp_path / "criteria-cards.service"
    unit.write_text(UNIT.replace(program, sys.executable), encoding="utf-8")
    command = ["systemd-analyze", "verify", str(unit)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
