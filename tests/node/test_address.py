"""Addresses of databases reach PostgreSQL as it reads them itself."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from node.store import snapshot_postgresql
from node.store.address import Address, without_password
from node.store.database import Store, database
from node.store.migrate import bring_up_to_date
from tests.postgres import Cluster

OPTIONS = "application_name=a+b%20c%26d&options=-c%20work_mem=5MB%20-c%20DateStyle=SQL"
ASKS = "SELECT current_setting('application_name'), current_setting('work_mem')"
SAID = ("a+b c&d", "5MB")
ADDRESSES = [
    "postgresql://",
    "postgresql:///elm",
    "postgresql://wijk@/elm?host=/run/pg",
    "postgresql://wijk:a:b%2Fc@db:5433/%C3%A9lm",
    "postgresql://wijk:#?&@db/elm?application_name=a+b@c/d",
    "postgresql://wijk:@[::1]:5433,oak:5434/elm?sslmode=require&connect_timeout=7",
    "postgresql://db?dbname=elm&user=wijk&password=a+b%2Bc&options=-c%20work_mem%3D5MB",
]


@pytest.fixture
def url(postgres_cluster: Cluster) -> Iterator[str]:
    """The address of a database with all tables, with options."""
    name = postgres_cluster.create_ready()
    yield f"{postgres_cluster.url(name)}?{OPTIONS}"
    postgres_cluster.drop(name)


@pytest.mark.parametrize("written", ADDRESSES)
def test_an_address_means_the_same_without_its_password(written: str) -> None:
    meant = conninfo_to_dict(written)
    plain, password = without_password(written)
    assert password == (meant.pop("password", None) or "")
    assert conninfo_to_dict(plain) == meant
    assert Address.of(written).url() == written
    beside = conninfo_to_dict(Address.of(plain).beside("elm é+%").url())
    assert beside == meant | {"dbname": "elm é+%"}


def test_options_in_the_address_of_a_database_reach_postgresql_as_they_are_meant(
    url: str, tmp_path: Path
) -> None:
    """A plus is no space there."""
    store = Store(url)
    try:
        with store.active():
            assert database.execute_sql(ASKS).fetchone() == SAID
            assert database.execute_sql("SHOW synchronous_commit").fetchone() == ("on",)
    finally:
        store.close()
    with snapshot_postgresql.connect(url) as connection:
        assert connection.execute(ASKS).fetchone() == SAID
    snapshot_postgresql.make(url, tmp_path / "copy")
    snapshot_postgresql.put_back(tmp_path / "copy", url)
    assert snapshot_postgresql.read(tmp_path / "copy").counts


def test_who_asks_in_the_address_for_more_than_we_do_has_it(url: str) -> None:
    store = Store(f"{url}%20-c%20synchronous_commit=remote_apply")
    try:
        with store.active():
            assert database.execute_sql("SHOW synchronous_commit").fetchone() == ("remote_apply",)
    finally:
        store.close()


@pytest.mark.parametrize("written", ["wijk:hun%74er%2F2+@", "wijk@?password=hunter%2F2%2B"])
def test_a_password_reaches_postgresql_as_it_is_meant(
    postgres_cluster: Cluster, url: str, written: str
) -> None:
    who, _, option = written.partition("?")
    whole = url.replace(f"{postgres_cluster.user}@", who.replace("wijk", postgres_cluster.user))
    store = Store(f"{whole}&{option}")
    try:
        with store.active() as opened:
            held: psycopg.Connection[tuple[object, ...]] = opened.connection()  # type: ignore[no-untyped-call]
            assert held.info.password == "hunter/2+"
    finally:
        store.close()


def test_a_trial_is_beside_the_database_wherever_the_address_names_that(
    postgres_cluster: Cluster,
) -> None:
    name = postgres_cluster.create()
    url = postgres_cluster.url(f"other?{OPTIONS}&dbname={name}")
    store = Store(url)
    try:
        with store.active() as opened:
            bring_up_to_date(opened)
    finally:
        store.close()
    with snapshot_postgresql.scratch(url) as at:
        assert snapshot_postgresql.is_empty(at)
        with snapshot_postgresql.connect(at) as connection:
            assert connection.info.dbname == f"{name}_trial"
    assert not snapshot_postgresql.is_empty(url)
    postgres_cluster.drop(name)
