"""A PostgreSQL server of our own for the time of a test run.

Rule 1: it lives in a temporary folder on a free port of the loopback, and is gone afterwards; a
server that happens to run on this machine is never touched.
Rule 2: PostgreSQL does not start as root, so root lends it an ordinary account.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from node.store.database import Store
from node.store.migrate import bring_up_to_date
from tests.tools import free_port, wait_until

DEBIAN = Path("/usr/lib/postgresql")
ACCOUNTS = ("postgres", "nobody")
START_SECONDS = 60.0
SETTINGS = {  # what a test server may forget when the power goes
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
    "timezone": "Pacific/Auckland",  # far from here, so that a forgotten zone shows
}


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``: Debian's newest, else the search path's."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Cluster:
    """A running server that makes databases."""

    def __init__(self, port: int, user: str, sockets: Path) -> None:
        self.port = port
        self.user = user
        self.sockets = sockets
        self.made = 0
        self.ready = ""

    def url(self, name: str) -> str:
        """The address of one database."""
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{name}"

    def socket_url(self, name: str) -> str:
        """The same by a socket in the file system, which reaches across network namespaces."""
        return f"postgresql://{self.user}@/{name}?host={self.sockets}&port={self.port}"

    def create(self, *, like: str = "template1") -> str:
        """A new database without tables, or a copy of another; gives its name."""
        self.made += 1
        name = f"ward_{self.made}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy")
        return name

    def create_ready(self) -> str:
        """A new database with every table, empty: a copy of one that was migrated once."""
        if not self.ready:
            self.ready = self.create()
            store = Store(self.url(self.ready))
            with store.active() as database:
                bring_up_to_date(database)
            store.close()
        return self.create(like=self.ready)

    def place(self, _folder: Path, like: str = "") -> str:
        """The address of a new database with every table; a copy of one that is at rest."""
        return self.url(self.create(like=name_of(like)) if like else self.create_ready())

    def drop(self, name: str) -> None:
        """Away with it, if it is there, and with whoever is still connected."""
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def answers(self) -> bool:
        """Whether the server takes connections."""
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _execute(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def name_of(url: str) -> str:
    """The name of the database at this address."""
    return urlsplit(url).path.lstrip("/")


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start a server from the programs in ``folder``; end it and remove what it wrote."""
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="wijk-postgres-"))
    try:
        if account is not None:
            os.chown(home, account.pw_uid, account.pw_gid)
        data = home / "data"
        _initialise(folder, data, account)
        with _running(folder, data, account) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as; ``None`` is ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in ACCOUNTS if name in known)


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _initialise(folder: Path, data: Path, account: pwd.struct_passwd | None) -> None:
    command: list[str | Path] = [
        folder / "initdb",
        "--pgdata",
        data,
        "--username",
        "wijk",
        "--auth",
        "trust",
    ]
    command += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    subprocess.run(
        command, check=True, capture_output=True, cwd=data.parent, umask=0o077, **_as(account)
    )


@contextmanager
def _running(folder: Path, data: Path, account: pwd.struct_passwd | None) -> Iterator[Cluster]:
    server = Cluster(free_port(), "wijk", data.parent)
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    settings.append(f"--unix_socket_directories={server.sockets}")
    with (data.parent / "log").open("wb") as log:
        process = subprocess.Popen(
            [folder / "postgres", "-D", data, "-p", str(server.port), *settings],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=data.parent,
            **_as(account),
        )
    try:
        wait_until(server.answers, seconds=START_SECONDS, what="PostgreSQL answers")
        yield server
    finally:
        process.send_signal(2)  # SIGINT: PostgreSQL's fast end
        process.wait(START_SECONDS)
