"""Snapshots of PostgreSQL: ``pg_dump`` in its own form, which sees one moment.

Rule 1: a password is handed over in the environment; what a command is called with, everybody on
the machine can read, and what a library says of an address goes into logs.
Rule 2: putting back is one transaction of ``psql``; what was there before goes in the same one.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from node.store.address import Address, without_password
from node.store.contents import Contents, SnapshotError

if TYPE_CHECKING:
    import psycopg

DEBIAN = Path("/usr/lib/postgresql")
LONGEST_REASON = 300
COPY, END = b"COPY ", b"\\.\n"
TELLS = {"schema_migration", "origin", "counter"}  # tables of which the rows are read
# The schema is there, and who may use it stays as it is; the setting no server before 17 knows.
LEFT_OUT = {b"CREATE SCHEMA public;", b"SET transaction_timeout = 0;"}
EMPTY = b"""SET client_min_messages = warning;
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE public.%I CASCADE', one.tablename);
  END LOOP;
END $$;
"""


def make(url: str, target: Path) -> None:
    """Write a snapshot of the database at ``url`` into the new file ``target``.

    :raises SnapshotError: nothing useful was written.
    """
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    arguments = ("--format=custom", "--no-owner", "--no-privileges", "--schema=public")
    with os.fdopen(descriptor, "wb") as file:
        _run("pg_dump", *arguments, url=url, out=file)


def read(path: Path) -> Contents:
    """What is in a snapshot: all of it is unpacked and counted."""
    seen = _Seen()
    try:
        with _unpacked(path) as lines:
            for line in lines:
                seen.take(line)
    except (SnapshotError, OSError) as error:
        return Contents(problems=(str(error),))
    return seen.contents()


def put_back(path: Path, url: str) -> None:
    """Make the database at ``url`` what the snapshot is.

    :raises SnapshotError: it is as it was before.
    """
    arguments = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    command, environment = _command("psql", *arguments, url=url)
    with subprocess.Popen(  # noqa: S603  # found in PostgreSQL's own folder
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as running:
        try:
            _pour(path, running.stdin)
        except SnapshotError:
            running.kill()  # before it can commit half of it
            raise
        finally:
            _shut(running.stdin)
        said = running.stderr.read() if running.stderr else b""
    if running.returncode:
        raise SnapshotError(f"The database could not be put back: {_reason(said)}")


def _pour(path: Path, into: IO[bytes] | None) -> None:
    if into is None:
        raise SnapshotError("The database could not be put back.")
    try:
        into.write(EMPTY)
        with _unpacked(path) as lines:
            for line in lines:
                if line.strip() not in LEFT_OUT:
                    into.write(line)
    except BrokenPipeError:
        return  # it ended, and says why


def _shut(pipe: IO[bytes] | None) -> None:
    """With what is still in its buffer, for which nobody may be left."""
    with suppress(BrokenPipeError):
        if pipe is not None:
            pipe.close()


def is_empty(url: str) -> bool:
    """Whether there is nothing in the database at ``url`` yet."""
    found = _ask(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    return found == [(0,)]


def clear(url: str) -> None:
    """Away with the tables at ``url``: it was empty before us and is nobody's yet.

    :raises SnapshotError: they are still there.
    """
    _do(url, EMPTY.decode())


def check(url: str) -> Sequence[str]:
    """What is wrong with the database at ``url``: every row of every table is read once."""
    names = _ask(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    problems = []
    for (name,) in names:
        try:
            _ask(url, f'SELECT count(t::text) FROM public."{name}" AS t')  # noqa: S608
        except SnapshotError as error:
            problems.append(f"{name}: {error}")
    return tuple(problems)


@contextmanager
def scratch(url: str) -> Iterator[str]:
    """A place for a trial: a database beside the one at ``url``, which goes again.

    :raises SnapshotError: our account may not make one.
    """
    [(own,)] = _ask(url, "SELECT current_database()")
    name = f"{own}_trial"
    _do(url, f'DROP DATABASE IF EXISTS "{name}"')
    _do(url, f'CREATE DATABASE "{name}"')
    try:
        yield Address.of(url).beside(name).url()
    finally:
        _do(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def connect(url: str, *, autocommit: bool = False) -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection; what goes wrong with it never tells the password.

    :raises psycopg.Error: there is none.
    """
    import psycopg  # noqa: PLC0415  # only who has PostgreSQL has it

    plain, password = without_password(url)
    return psycopg.connect(plain, password=password or None, autocommit=autocommit)


def _do(url: str, sql: str) -> None:
    import psycopg  # noqa: PLC0415  # only who has PostgreSQL has it

    try:
        with connect(url, autocommit=True) as connection:
            connection.execute(sql.encode())
    except psycopg.Error as error:
        raise SnapshotError(str(error).partition("\n")[0]) from None


def _ask(url: str, sql: str) -> list[tuple[object, ...]]:
    import psycopg  # noqa: PLC0415  # only who has PostgreSQL has it

    try:
        with connect(url, autocommit=True) as connection:
            return list(connection.execute(sql.encode()).fetchall())
    except psycopg.Error as error:
        raise SnapshotError(str(error).partition("\n")[0]) from None


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The snapshot as lines of SQL.

    :raises SnapshotError: it could not be unpacked to its end.
    """
    plain = ("--no-owner", "--no-privileges", "--no-comments", "--file=-")
    command = [_program("pg_restore"), *plain, str(path)]
    with subprocess.Popen(  # noqa: S603  # found in PostgreSQL's own folder
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        if running.stdout is None or running.stderr is None:
            raise SnapshotError("pg_restore said nothing.")
        yield running.stdout
        said = running.stderr.read()
    if running.returncode:
        raise SnapshotError(f"The copy of the database cannot be read: {_reason(said)}")


def _run(name: str, *arguments: str, url: str, out: IO[bytes]) -> None:
    command, environment = _command(name, *arguments, url=url)
    done = subprocess.run(  # noqa: S603  # found in PostgreSQL's own folder
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise SnapshotError(f"The database could not be copied: {_reason(done.stderr)}")


def _command(name: str, *arguments: str, url: str) -> tuple[list[str], dict[str, str]]:
    plain, password = without_password(url)
    environment = dict(os.environ)
    if password:
        environment["PGPASSWORD"] = password
    return [_program(name), *arguments, f"--dbname={plain}"], environment


def _program(name: str) -> str:
    """Debian's newest, which reads every older server; else the search path's.

    :raises SnapshotError: there is none.
    """
    versions = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise SnapshotError(f"{name} is not here. Install PostgreSQL's client programs.")
    return found


def _reason(said: bytes) -> str:
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return (lines[0] if lines else "no reason was given")[:LONGEST_REASON]


@dataclass
class _Seen:
    """What came by so far."""

    table: str = ""
    columns: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    told: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def take(self, line: bytes) -> None:
        """One line of SQL, or one row of a table."""
        if self.table:
            if line == END:
                self.table = ""
                return
            self.counts[self.table] += 1
            if self.table in TELLS:
                values = line.decode("utf-8", "replace").rstrip("\n").split("\t")
                row = dict(zip(self.columns, values, strict=False))
                self.told.setdefault(self.table, []).append(row)
        elif line.startswith(COPY) and line.endswith(b"FROM stdin;\n"):
            name, _, rest = line.decode().removeprefix("COPY public.").partition(" (")
            self.table = name.strip('"')
            self.columns = [one.strip(' "') for one in rest.partition(")")[0].split(",")]
            self.counts[self.table] = 0

    def contents(self) -> Contents:
        """All of it."""
        migrations = tuple(sorted(row["name"] for row in self.told.get("schema_migration", [])))
        own = [row for row in self.told.get("origin", []) if row["own"] == "t"]
        last = self.told.get("counter", [])
        return Contents(
            counts=dict(sorted(self.counts.items())),
            migrations=migrations,
            scid=own[0]["scid"] if own else "",
            version=int(own[0]["version"]) if own else 0,
            last=int(last[0]["last"]) if last else 0,
            problems=() if migrations else ("there is no list of migrations in it",),
        )
