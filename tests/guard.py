"""Keeps the tests inside this machine, and away from the database's file.

Rule 1: a connection that is not to the loopback is refused, and so is asking where a name is,
whichever library tries it.
Rule 2: an ``open()`` of a node's database file is refused: closing it would drop SQLite's locks.
Rule 3: Python's audit hooks cannot be taken away again, so the guard is on for the whole run.
"""

import os
import sys
from ipaddress import ip_address
from typing import Any

DATABASE_ENDINGS = (".db", ".db-wal", ".db-shm", ".db-journal")


class OutsideError(BaseException):
    """A test tried to leave. Not an ``Exception``: no code of ours may swallow it."""


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Judge one audit event."""
    if event == "socket.connect":
        _judge_address(arguments[1])
    elif event == "socket.getaddrinfo":
        _judge_name(arguments[0])
    elif event == "open":
        _judge_file(arguments[0])


def start() -> None:
    """Be on guard from here on."""
    sys.addaudithook(watch)


def is_loopback(address: Any) -> bool:
    """Whether an address of a socket stays on this machine."""
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0]).partition("%")[0]
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _judge_address(address: Any) -> None:
    if not is_loopback(address):
        raise OutsideError(f"a test tried to connect to {address!r}")


def _judge_name(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name and not is_loopback((name, 0)):
        raise OutsideError(f"a test asked others where {name!r} is")


def _judge_file(path: Any) -> None:
    if isinstance(path, str | bytes) and os.fsdecode(path).endswith(DATABASE_ENDINGS):
        raise OutsideError(f"a test opened the database file {os.fsdecode(path)!r}")
