"""Publishing one listing, against its bare parts: two signatures and four rows, committed."""

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

from federation.keys import PrivateKey
from node.listings import compose
from node.residents import accounts
from tests.benchmarks.race import Row, race, row
from tests.benchmarks.wards import ward
from tests.node.filling import LADDER, read

EACH = 20


def measure(folder: Path, quick: bool) -> list[Row]:
    """In a feed that has 500 listings, as a busy ward's has."""
    with ward(folder / "elm") as world:
        now = world.now()
        end = (now + timedelta(days=60)).date().isoformat()
        fields = read(LADDER | {"reach": "everyone", "end": end}, now)
        owner = accounts.node_organisation().id
        wanted = [compose.Wanted(owner=owner, fields=fields) for _ in range(50 if quick else 500)]
        compose.place_many(world, wanted)
        bare = _Bare(folder / "bare.db")

        def ours() -> None:
            for _ in range(EACH):
                compose.place(world, owner=owner, fields=fields)

        timed = race(ours, bare.publish, rounds=3 if quick else 9)
        bare.connection.close()
    return [
        row(
            "publish one listing",
            timed,
            times=EACH,
            against="bare: sign twice, 4 rows, commit",
            limited_by="the root over all live listings, and one fsync",
        )
    ]


class _Bare:
    """The same signatures and as many rows and bytes, in one transaction each."""

    def __init__(self, path: Path) -> None:
        self.key = PrivateKey(bytes(32))
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=wal")
        self.connection.execute("PRAGMA synchronous=full")
        for table in ("entry", "listing", "head"):
            self.connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, body BLOB)")
        self.connection.execute("CREATE VIRTUAL TABLE search USING fts5(words)")

    def publish(self) -> None:
        for _ in range(EACH):
            document = json.dumps({"text": "x" * 1_100}, sort_keys=True).encode()
            self.key.sign(document)
            self.key.sign(document)
            self.connection.execute("BEGIN IMMEDIATE")
            for table in ("entry", "listing", "head"):
                self.connection.execute(f"INSERT INTO {table} (body) VALUES (?)", [document])
            self.connection.execute("INSERT INTO search VALUES (?)", ["ladder hout drie meter"])
            self.connection.execute("COMMIT")
