"""A database on another machine: by `sslmode=verify-full` it is the one that the operator means, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from service.audit.engines import connect
from service.audit.schema import check, migrate
from service.settings import Settings
from tests.service.audit.postgresql import PostgreSQL
from tests.support.running.process import free_port

HOSPITAL, STRANGER = trustme.CA(), trustme.CA()


@pytest.fixture
def by_tls(postgresql: PostgreSQL, postgresql_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database that shows a certificate for some name, without what is to be verified."""
    port, shown = free_port(), HOSPITAL.issue_cert(request.param)
    chain = b"".join(each.bytes() for each in shown.cert_chain_pems)
    with postgresql.by_tls(port, chain, shown.private_key_pem.bytes()):
        name = make_url(postgresql_url).database
        yield f"postgresql://postgres@localhost:{port}/{name}?sslmode=verify-full&sslrootcert="


def url_for(by_tls: str, authority: trustme.CA, folder: Path) -> str:
    """The URL as the program takes it, with an authority to verify by."""
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return Settings(database_url=f"{by_tls}{path}").database


@pytest.mark.parametrize("by_tls", ["localhost"], indirect=True)
def test_a_database_of_the_named_authority_is_used_by_tls(by_tls: str, tmp_path: Path) -> None:
    engine = connect(url_for(by_tls, HOSPITAL, tmp_path))
    migrate(engine)
    check(engine)
    with engine.connect() as connection:
        query = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert connection.execute(query).scalar_one() is True
    engine.dispose()


@pytest.mark.parametrize(
    ("by_tls", "authority"),
    [
        pytest.param("localhost", STRANGER, id="another authority"),
        pytest.param("another.example", HOSPITAL, id="another name"),
    ],
    indirect=["by_tls"],
)
def test_nothing_is_sent_to_a_database_of(by_tls: str, authority: trustme.CA, tmp_path: Path) -> None:
    engine = connect(url_for(by_tls, authority, tmp_path))
    with pytest.raises(OperationalError, match=r"certificate verify failed|does not match host name"):
        migrate(engine)
    engine.dispose()
