"""nginx of this machine with the configuration that is shipped, in front of some replicas."""

from __future__ import annotations

import http.client
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.running.client import HOST
from tests.support.running.process import free_port
from tests.support.running.waiting import PATIENCE, until

PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
_SHIPPED = Path(__file__).parents[3] / "deploy" / "nginx.conf"
_AROUND = """
daemon off; error_log stderr; pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    include {folder}/criteria-cards.conf;
}}
"""


class Nginx:
    """A running nginx: its port, where it speaks TLS with a certificate of its own making."""

    def __init__(self, port: int) -> None:
        self.port = port

    def connection(self) -> http.client.HTTPSConnection:
        """A new connection."""
        unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection(HOST, self.port, timeout=PATIENCE, context=unverified)

    def answers(self) -> bool:
        """Whether it listens and answers."""
        connection = self.connection()
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 404
        except OSError:
            return False
        finally:
            connection.close()


@contextmanager
def fronted(folder: Path, ports: Sequence[int], **changes: str) -> Iterator[Nginx]:
    """nginx in front of the services at these ports; a change is of a directive, by its name."""
    assert PROGRAM
    port = free_port()
    certificate, key = _certificate(folder)
    replaced = {
        "    listen 443 ssl;": f"    listen {HOST}:{port} ssl;",
        "/etc/nginx/tls/cards.example.pem": str(certificate),
        "/etc/nginx/tls/cards.example.key": str(key),
        "    server 127.0.0.1:5000 max_fails=0;": "\n".join(
            f"    server {HOST}:{each} max_fails=0;" for each in ports
        ),
        **changes,
    }
    shipped = _SHIPPED.read_text(encoding="utf-8")
    for before, after in replaced.items():
        assert before in shipped, before
        shipped = shipped.replace(before, after)
    (folder / "criteria-cards.conf").write_text(shipped, encoding="utf-8")
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder), encoding="utf-8")
    with (folder / "nginx.log").open("wb") as said:
        process = subprocess.Popen([PROGRAM, "-c", str(folder / "nginx.conf")], stdout=said, stderr=said)
    try:
        front = Nginx(port)
        until(front.answers, f"nginx answers: {folder}/nginx.log", lambda: process.poll() is not None)
        yield front
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cards.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
