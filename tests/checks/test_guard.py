"""The guard of the test run does stop what it says it stops."""

import socket
import sqlite3
from pathlib import Path

import pytest

from tests.guard import OutsideError, is_loopback


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80, 0, 0), ("10.0.0.1", 1)])
def test_a_connection_that_leaves_is_refused(address: tuple[object, ...]) -> None:
    family = socket.AF_INET6 if len(address) > 2 else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(OutsideError):
        one.connect(address)


@pytest.mark.parametrize(
    "address", [("127.0.0.1", 1), ("::1", 1, 0, 0), ("elm.localhost", 1), "/run/a.socket"]
)
def test_the_loopback_is_open(address: object) -> None:
    assert is_loopback(address)


def test_nobody_is_asked_where_a_name_is() -> None:
    with pytest.raises(OutsideError):
        socket.getaddrinfo("example.org", 443)


@pytest.mark.parametrize("name", ["wijk.db", "wijk.db-wal", "wijk.db-shm"])
def test_ST_08_the_file_of_a_database_is_not_opened(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutsideError):
        (tmp_path / name).open("wb")


def test_sqlite_itself_may(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "wijk.db")
    connection.execute("CREATE TABLE street (name TEXT)")
    connection.close()
    assert (tmp_path / "wijk.db").stat().st_size > 0
